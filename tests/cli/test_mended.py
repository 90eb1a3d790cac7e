"""A secret that is put right by hand while the daemon runs. The daemon is this test, with a clock that is set by hand."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from syncd.cli.wishing import granted
from syncd.daemon.clock import SystemClock
from syncd.daemon.config_file import load
from syncd.daemon.duties import Duties
from syncd.daemon.rounds import Parts, Rounds
from syncd.daemon.timetable import Timetable, habits_of
from syncd.daemon.wiring import build
from syncd.daemon.wishes import Wishes
from syncd.store.lock import only_writer
from tests.cli.scene import Scene

LISTENER, READER = "my-listenbrainz", "my-boomplay"
NOBODYS = "00000000-0000-4000-8000-000000000000"
A_MINUTE = timedelta(minutes=1)


class Clock(SystemClock):
    """The machine's clock, ahead of it by so much."""

    ahead = timedelta()

    def now(self) -> datetime:
        """The wall clock."""
        return super().now() + self.ahead


@contextmanager
def daemon(at: Scene, clock: Clock) -> Iterator[Rounds]:
    """The daemon's rounds, which a test makes."""
    settings = load(at.config, {})
    with (
        only_writer(at.database, is_daemon=True),
        closing(build(settings, clock=clock)) as built,
    ):
        timetable = Timetable(built.database, habits_of(settings, None), clock.now(), lambda: 0.5)
        wishes = Wishes(built, partial(granted, built))
        yield Rounds(
            Parts(program=built, timetable=timetable, wishes=wishes, duties=Duties([]), keep=lambda *_told: None)
        )


def by_file(at: Scene, account: str) -> tuple[Path, str]:
    """Let the configuration name a file for an account's token; where that is to be, and the token."""
    token = str(at.value("accounts", account, "token"))
    at.rewrite(f"token = {json.dumps(token)}\n", 'token = { file = "a-token" }\n')
    return at.config.with_name("a-token"), token


def write(file: Path, token: str) -> None:
    """Put a token into a file of its own."""
    file.touch(mode=0o600)
    file.write_text(f"{token}\n", encoding="utf-8")


def state(at: Scene, account: str) -> str:
    """How an account stands by the status."""
    return str(at.run("status", "--json", "-q").json()["profiles"]["default"]["accounts"][account]["state"])


@pytest.mark.parametrize("account", [LISTENER, READER])
@pytest.mark.parametrize("before", [NOBODYS, None], ids=["wrong", "missing"])
def test_a_secret_that_is_put_right_is_used_within_minutes(synced: Scene, account: str, before: str | None) -> None:
    """The next poll of such an account may be a day away, so a change of its secret makes it due."""
    (file, token), clock, states = by_file(synced, account), Clock(), []
    if before is not None:
        write(file, before)
    with daemon(synced, clock) as rounds:
        rounds.make()
        states.append(state(synced, account))
        write(file, token)
        clock.ahead += A_MINUTE * 2
        rounds.make()
        states.append(state(synced, account))

    assert states[0] == "needs_login"
    assert states[1] in {"read", "unchanged"}


def test_a_secret_that_stays_wrong_makes_nobody_due(synced: Scene) -> None:
    """An account that needs a login is asked once an hour or more seldom, however often its secret is looked at."""
    (file, _), clock = by_file(synced, LISTENER), Clock()
    write(file, NOBODYS)
    with daemon(synced, clock) as rounds:
        rounds.make()
        asked = synced.requests()
        for _ in range(10):
            clock.ahead += A_MINUTE * 2
            rounds.make()

    assert synced.requests() == asked


def test_a_poll_of_such_an_account_reads_its_secret_anew(synced: Scene) -> None:
    """Also where nobody saw it change, as a change that was made in the very moment of the refusal."""
    (file, token), clock = by_file(synced, LISTENER), Clock()
    write(file, NOBODYS)
    with daemon(synced, clock) as rounds:
        rounds.make()
        write(file, token)
        rounds._mended.look(clock.now() + A_MINUTE * 2)  # it is seen, and nobody is told
        clock.ahead += timedelta(hours=1)
        rounds.make()

    assert state(synced, LISTENER) in {"read", "unchanged"}

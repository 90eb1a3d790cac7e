"""The daemon seen from outside: what it finds to be the matter, on what a real sync left."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from syncd.cli.daemon_watch import Watch
from syncd.daemon.config_file import load
from syncd.daemon.health import Condition, ConditionKind
from syncd.daemon.timetable import Timetable, habits_of
from syncd.daemon.wiring import build
from syncd.store.database import Database
from syncd.store.notices import Notice, keep_notices, notices
from tests.cli.scene import Scene

SLEEPER = "my-boomplay"


@pytest.fixture
def watch(synced: Scene) -> Iterator[Watch]:
    """Somebody who looks, and tells nobody."""
    with (
        closing(build(load(synced.config, {}))) as built,
        closing(Database(synced.database)) as database,
    ):
        timetable = Timetable(database, habits_of(built.settings, None), built.clock.now(), lambda: 0.5)
        yield Watch(built, timetable, database)


def moment(ago: timedelta) -> str:
    """As the database writes it."""
    return f"{datetime.now(UTC) - ago:%Y-%m-%d %H:%M:%S.%f}"


def looked(watch: Watch) -> list[Condition]:
    """What is the matter after one more cycle."""
    watch.cycle(0.1)
    watch.look()
    return [each for each in watch.conditions if each.kind is ConditionKind.ASLEEP]


def test_a_login_that_soon_ends_is_told_with_its_day(synced: Scene, watch: Watch) -> None:
    """In the notice that is sent, in the weekly summary and in the status' first line; all is well, and it stays one matter."""
    synced.execute("update logins set began_at = ?, life = 6000", moment(timedelta(minutes=95)))
    [ends] = looked(watch)
    status = synced.run("status")
    summary = watch._week(datetime.now(UTC))

    synced.execute("update logins set ended_at = ?", moment(timedelta(minutes=1)))
    synced.execute("update accounts set state = 'asleep' where name = ?", SLEEPER)
    [sleeps] = looked(watch)

    assert ends.text.startswith(f"{SLEEPER}'s login ends on 2")
    assert ends.text.endswith(f": syncd login {SLEEPER}")
    assert (status.code, ends.text in status.out.splitlines()[0]) == (0, True)
    assert f"Waiting for you:\n{ends.text}" in summary
    assert (sleeps.key, sleeps.since) == (ends.key, ends.since)
    assert "sleeps until you log in" in sleeps.text
    assert "sleeps until you log in" in watch._week(datetime.now(UTC))
    assert watch.ill() == []


@pytest.mark.parametrize(
    ("profile", "is_daemon", "left"),
    [
        (None, True, set()),
        (None, False, {"port"}),
        ("default", True, {"guard bob/his x"}),
        ("bob", True, {"login default/gone"}),
    ],
)
def test_what_nobody_looked_at_is_not_over(
    synced: Scene, profile: str | None, left: set[str], *, is_daemon: bool
) -> None:
    """A one-shot has no port, and whoever looks after one person knows nothing of the others."""
    synced.config.write_text(
        f'{synced.config.read_text()}\n[profiles.bob.accounts.his]\nservice = "file"\npath = "his.csv"\n'
    )
    now = datetime.now(UTC)
    with (
        closing(build(load(synced.config, {}), profile=profile)) as built,
        closing(Database(synced.database)) as database,
    ):
        told = [Notice(key, "told", now, now) for key in ("port", "guard bob/his x", "login default/gone")]
        keep_notices(database, told)
        timetable = Timetable(database, {}, now, lambda: 0.5) if is_daemon else None
        Watch(built, timetable, database).look()
        with database.reading() as connection:
            found = {key for key, each in notices(connection).items() if each.text == "told"}

    assert found == left

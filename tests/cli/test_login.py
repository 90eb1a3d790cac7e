"""Logging in and out by tokens: whose they are, where they are kept, and what becomes of an account that sleeps."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from syncd.cli.wishing import granted
from syncd.daemon.config_file import load
from syncd.daemon.wiring import Program, build
from syncd.daemon.wishes import Wishes
from syncd.domain.account import Label
from syncd.store.lock import only_writer
from tests.cli.scene import Said, Scene, scene

LISTENER, SLEEPER = "my-listenbrainz", "my-boomplay"
STRANGER = "7f1c1f0e-0000-4000-8000-00000000aaaa"


def log_in(at: Scene, account: str, token: str, *more: str) -> Said:
    """`syncd login ACCOUNT --token-file FILE`."""
    file = at.config.with_name("typed")
    file.touch(mode=0o600)
    file.write_text(f"{token}\n", encoding="utf-8")
    said = at.run("login", account, "--token-file", str(file), *more)
    assert token not in said.out + said.err
    return said


def without_token(at: Scene, account: str) -> str:
    """Take an account's token out of the configuration; the token."""
    token = str(at.value("accounts", account, "token"))
    at.rewrite(f"token = {json.dumps(token)}\n", "")
    return token


def account(at: Scene, name: str) -> dict[str, Any]:
    """An account in the status."""
    found: dict[str, Any] = at.run("status", "--json", "-q").json()["profiles"]["default"]["accounts"][name]
    return found


def tokens(at: Scene) -> list[str]:
    """The accounts whose tokens the database keeps."""
    return [name for (name,) in at.execute("select account from tokens order by account")]


def test_a_listenbrainz_token_is_tried_before_it_is_kept(alone: Scene) -> None:
    """A wrong one is refused with 4; a right one says whose it is, and needs no token in the configuration."""
    token = without_token(alone, LISTENER)
    assert "syncd login my-listenbrainz" in alone.run("doctor", "-q").out

    wrong, right = log_in(alone, LISTENER, "00000000-0000-4000-8000-000000000000"), log_in(alone, LISTENER, token)

    assert (wrong.code, right.code) == (4, 0), right.err
    assert "logged in as alice" in right.out
    assert "syncd sync" in right.out
    assert tokens(alone) == [LISTENER]
    assert "stored by syncd login" in alone.run("doctor", "-q").out


def test_a_token_goes_into_the_file_that_the_configuration_names(fresh: Scene) -> None:
    """For its owner only, replaced whole; the database holds no second copy."""
    token, file = str(fresh.value("accounts", LISTENER, "token")), fresh.config.with_name("lb-token")
    fresh.rewrite(json.dumps(token), '{ file = "lb-token" }')
    file.touch(mode=0o640)

    said = log_in(fresh, LISTENER, token)

    assert (said.code, str(file) in said.out) == (0, True), said.err
    assert (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == (f"{token}\n", 0o600)
    assert tokens(fresh) == []
    assert [each.name for each in file.parent.iterdir() if each.name.startswith(".")] == []


def test_another_user_is_refused_and_nothing_changes(synced: Scene) -> None:
    """An account is who it logs in as; only `--switch` makes it somebody else."""
    without_token(synced, LISTENER)
    synced.sandbox.services.tables.add_user("mallory", STRANGER)

    refused = log_in(synced, LISTENER, STRANGER)
    kept = tokens(synced)
    switched = log_in(synced, LISTENER, STRANGER, "--switch")

    assert (refused.code, "--switch" in refused.err) == (2, True)
    assert LISTENER not in kept
    assert (switched.code, "logged in as mallory" in switched.out) == (0, True)


def test_one_login_stands_under_one_name(synced: Scene) -> None:
    """A token of a user that another account is already is refused."""
    token = str(synced.value("accounts", LISTENER, "token"))
    text = synced.config.read_text()
    synced.config.write_text(f'{text}\n[profiles.ann.accounts.anns]\nservice = "listenbrainz"\n')

    said = log_in(synced, "anns", token)

    assert (said.code, "my-listenbrainz already" in said.err) == (2, True)


def test_a_stored_login_wins_until_the_configured_one_changes(synced: Scene) -> None:
    """`contract.md` §1, for tokens that cannot be renewed too."""
    token = str(synced.value("accounts", SLEEPER, "token"))
    at_first = log_in(synced, SLEEPER, token)
    synced.rewrite(json.dumps(token), '"another-token"')

    said = synced.run("doctor", "-q")

    assert at_first.code == 0
    assert f"login {SLEEPER}" in said.out
    assert said.code == 4


def test_logging_out_forgets_what_is_ours_and_names_what_is_not(synced: Scene) -> None:
    """The stored token goes; what the configuration holds stays, and is named. The memory stays, too."""
    token = without_token(synced, SLEEPER)
    assert log_in(synced, SLEEPER, token).code == 0
    loved = synced.execute("select count(*) from loves")

    done, other = synced.run("logout", SLEEPER), synced.run("logout", LISTENER)

    assert (done.code, other.code) == (0, 0)
    assert "forgotten" in done.out
    assert f"accounts.{LISTENER}.token still names" in other.out
    assert SLEEPER not in tokens(synced)
    assert synced.execute("select count(*) from loves") == loved
    assert account(synced, SLEEPER)["state"] == "needs_login"


def test_after_a_logout_the_status_says_so_at_once(alone: Scene) -> None:
    """Also of a service whose last look was well, and that keeps its pair in the database alone: nobody asks it first."""
    pair = {name: alone.value("accounts", "my-jamendo", name) for name in ("access_token", "refresh_token")}
    alone.run("sync", "-q")
    for name, value in pair.items():
        alone.rewrite(f"{name} = {json.dumps(value)}\n", "")
    assert alone.run("logout", "my-jamendo").code == 0

    said = alone.run("status")

    assert said.code == 4
    assert said.out.startswith("Needs you: my-jamendo must log in: there is no login (run: syncd login my-jamendo)")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("login", "my-boomply"), "my-boomplay"),
        (("login", "my-list"), "needs no login"),
        (("login", "my-jamendo", "--token-file", "x"), "browser"),
        (("logout", "nobody"), "no account nobody"),
    ],
)
def test_what_cannot_be_logged_in_is_a_matter_of_usage(fresh: Scene, arguments: tuple[str, ...], word: str) -> None:
    """Exit 2 with what would do, and nobody is asked."""
    fresh.config.write_text(f'{fresh.config.read_text()}\n[accounts.my-list]\nservice = "file"\npath = "a.csv"\n')
    before = fresh.requests()

    said = fresh.run(*arguments)

    assert (said.code, word in said.err) == (2, True), said.err
    assert fresh.requests() == before


def test_a_login_that_has_run_out_lets_its_account_sleep(alone: Scene) -> None:
    """A token that worked and is refused is no trouble: exit 0, all is well, one word a week; a login wakes it."""
    alone.run("sync", "-q")
    user = alone.sandbox.services.boomplay.users[0]
    user.token = "the-next-token+/=="

    slept, again = alone.run("sync", "--json"), alone.run("sync", "--json")
    status = alone.run("status")

    assert slept.json()["profiles"]["default"]["accounts"][SLEEPER]["state"] == "asleep"
    assert (slept.code, again.code, status.code) == (0, 0, 0)
    assert status.out.startswith("All well")
    assert f"{SLEEPER} sleeps since" in status.out
    assert ("sleeps until you log in" in slept.err, "sleeps until you log in" in again.err) == (True, False)
    _a_week_later(alone.database)
    assert "sleeps until you log in" in alone.run("sync").err

    woken = log_in(alone, SLEEPER, user.token)
    assert woken.code == 0, woken.err
    assert alone.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"][SLEEPER]["state"] == "read"


def _a_week_later(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update logins set told_at = datetime(told_at, '-8 days')")


def test_a_renewal_that_nobody_recorded_is_told(alone: Scene) -> None:
    """A power cut between Jamendo's answer and our record: exit 4 says what mends it, and no favourite is concluded upon."""
    alone.run("sync", "-q")
    of_jamendo = "select ref, score from loves where account_id in (select id from accounts where service = 'jamendo')"
    loves = alone.execute(of_jamendo)
    alone.sandbox.services.jamendo.gate.revoke(972174)

    said = alone.run("sync", "-q")

    assert (said.code, "syncd login my-jamendo" in said.out) == (4, True)
    assert alone.execute(of_jamendo) == loves != []


def test_a_token_that_never_worked_needs_a_human(fresh: Scene) -> None:
    """Whoever mistyped it shall not be told that all is well."""
    fresh.rewrite(json.dumps(fresh.value("accounts", SLEEPER, "token")), '"mistyped"')

    said = fresh.run("plan", "--json", "-q")

    assert said.code == 4


@contextmanager
def daemon(at: Scene) -> Iterator[tuple[Program, Wishes]]:
    """Somebody who holds the lock as a daemon does."""
    with only_writer(at.database, is_daemon=True), closing(build(load(at.config, {}))) as built:
        yield built, Wishes(built, partial(granted, built))


def test_a_login_beside_a_daemon_is_used_at_once(synced: Scene) -> None:
    """It is kept by the command and left as a wish; the daemon's own account then asks with it, and is due."""
    token = without_token(synced, LISTENER)
    with daemon(synced) as (built, wishes):
        before = {each.label: each.favourites for each in built.world.members}
        said = log_in(synced, LISTENER, token)
        carried_out = wishes.carry_out()
        after = {each.label: each.favourites for each in built.world.members}
        fresh, label = set(built.logged_in), Label("default", LISTENER)
        asked = after[label]
        assert asked is not None
        assert asked.whoami() == "alice"

    assert (said.code, "left for the running daemon" in said.out) == (0, True), said.err
    assert (before[label], carried_out, fresh) == (None, True, {label})


def test_an_empty_scene_keeps_its_secrets(sandbox: Any, tmp_path: Path) -> None:
    """A prompt needs a terminal: elsewhere the command says how to hand a token over."""
    at = scene(sandbox, tmp_path)

    said = at.run("login", LISTENER)

    assert (said.code, "--token-file" in said.err) == (2, True)

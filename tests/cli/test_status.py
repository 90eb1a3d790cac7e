"""`syncd status` and bare `syncd`, on what a real sync against the sandbox left."""

import time
from pathlib import Path

import pytest

from syncd.domain.plan import State
from syncd.store.lock import only_writer
from tests.cli.scene import Scene, run


def test_without_any_configuration_it_says_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bare `syncd` on a new machine names the demo and shows the smallest configuration, and is no error."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("SYNCD_CONFIG", raising=False)
    said = run()
    assert said.code == 0
    assert "syncd demo" in said.out
    assert "[accounts.my-listenbrainz]" in said.out


def test_a_named_configuration_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """Somebody who names a file wants that file, so bare `syncd` does not greet them as a newcomer."""
    said = run("--config", str(tmp_path / "nowhere.toml"))
    assert said.code == 2
    assert "nowhere.toml" in said.err


@pytest.mark.parametrize("command", [(), ("status",), ("status", "--json")])
def test_before_the_first_sync_nothing_is_wrong(fresh: Scene, command: tuple[str, ...]) -> None:
    """Without a database it says what to do, exits 0 and makes no database."""
    said = fresh.run(*command)
    assert said.code == 0
    assert "syncd sync" in said.out
    assert not fresh.database.exists()


def test_it_says_what_the_sync_said(synced: Scene) -> None:
    """Right after a sync, the status gives the same accounts and the same states as the sync's own report."""
    report, status = synced.run("sync", "-q", "--json"), synced.run("status", "--json")
    ours, theirs = status.json(), report.json()
    assert status.code == report.code == 0
    assert ours["balanced"]
    assert ours["verdict"].startswith(("All well: ", "All well. "))
    for target, counts in ours["profiles"]["default"]["targets"].items():
        assert counts == {name: theirs["profiles"]["default"]["targets"][target][name] for name in counts}
        assert sum(counts[state] for state in State) == ours["profiles"]["default"]["favourites"]
    for account, fields in ours["profiles"]["default"]["accounts"].items():
        assert fields.pop("next_poll") is None, "no daemon ever polled it"
        assert fields.pop("login") is not None, "each of them is logged in"
        assert fields == {name: theirs["profiles"]["default"]["accounts"][account][name] for name in fields}


def test_the_verdict_comes_first_and_the_rest_is_all_there(synced: Scene) -> None:
    """People read one line; below it stand accounts, budgets, versions, the configuration and the database."""
    said = synced.run("status")
    assert said.out.splitlines()[0].startswith(("All well: ", "All well. "))
    for part in (
        "my-boomplay",
        "just now",
        "of",
        "30000",
        "schema",
        "SQLite",
        str(synced.config),
        str(synced.database),
    ):
        assert part in said.out


def test_it_asks_nobody_and_needs_no_lock(synced: Scene) -> None:
    """While another process holds the writer's lock the status works, and no service hears of it."""
    before = synced.requests()
    with only_writer(synced.database):
        said = synced.run("status", "--json")
    assert said.code == 0
    assert synced.requests() == before > 0


def test_a_state_lists_its_favourites(synced: Scene) -> None:
    """`--state` lists exactly the favourites that the status counts in that state, each with a link."""
    targets = synced.run("status", "--json").json()["profiles"]["default"]["targets"]
    for state in State:
        rows = synced.run("status", "--state", state, "--json").json()["favourites"]
        assert len(rows) == sum(counts[state] for counts in targets.values())
        assert all(row["link"].startswith("https://") for row in rows)
    assert synced.run("status", "--state", "settled").out.splitlines()[-1].endswith(" settled")


def test_a_state_that_does_not_exist_is_refused(synced: Scene) -> None:
    """A misspelt state is a usage error that names the nearest one and all of them."""
    said = synced.run("status", "--state", "setled")
    assert said.code == 2
    assert "did you mean settled?" in said.err
    assert all(state in said.err for state in State)


def test_a_login_that_failed_needs_a_human(synced: Scene) -> None:
    """An account whose login a sync found broken makes the status exit 4 and say which account and what to do."""
    synced.rewrite(synced.value("accounts", "my-listenbrainz", "token"), "00000000-0000-4000-8000-000000000000")
    assert synced.run("sync", "-q").code == 4
    said = synced.run("status")
    assert said.code == 4
    assert said.out.startswith("Needs you: my-listenbrainz must log in: ")
    assert "listenbrainz.org/settings" in said.out.splitlines()[0]


def test_a_login_that_never_worked_needs_a_human(alone: Scene) -> None:
    """An account that no sync could ever read has no memory of its own, and its refused login is remembered all the same."""
    alone.rewrite(alone.value("accounts", "my-listenbrainz", "token"), "00000000-0000-4000-8000-000000000000")
    assert alone.run("sync", "-q").code == 4
    said = alone.run("status")
    assert said.code == 4
    assert said.out.startswith("Needs you: my-listenbrainz must log in: ")
    assert "listenbrainz.org/settings" in said.out.splitlines()[0]


def test_a_login_that_was_mended_is_forgotten(alone: Scene) -> None:
    """Once the account was read, nothing is left of what was noted before."""
    token = alone.value("accounts", "my-listenbrainz", "token")
    alone.rewrite(token, "00000000-0000-4000-8000-000000000000")
    assert alone.run("sync", "-q").code == 4
    alone.rewrite("00000000-0000-4000-8000-000000000000", token)
    assert alone.run("sync", "-q").code == 0
    assert alone.run("status").out.startswith("All well")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_secret_that_is_missing_needs_a_human(fresh: Scene, options: tuple[str, ...]) -> None:
    """Before the first sync the configuration alone shows that a login cannot work: exit 4, with what is missing."""
    token = fresh.value("accounts", "my-boomplay", "token")
    fresh.rewrite(f'token = "{token}"', 'token = { file = "boomplay-token" }')
    said = fresh.run("status", *options)
    assert said.code == 4
    assert "my-boomplay lacks a secret: the secret file" in said.out
    assert "boomplay-token cannot be read" in said.out
    assert not fresh.database.exists()


def test_after_a_plan_nothing_is_wrong(alone: Scene) -> None:
    """A plan makes the database and remembers no list: still nothing has been synced, and that is no trouble."""
    assert alone.run("plan", "-q").code == 3
    said = alone.run("status")
    assert said.code == 0
    assert said.out.startswith("Nothing has been synced yet")


def test_an_account_that_was_never_read_is_trouble(synced: Scene) -> None:
    """An account that the configuration has and no sync has read yet is named, with exit 3."""
    synced.config.write_text(f'{synced.config.read_text()}\n[accounts.my-list]\nservice = "file"\npath = "mine.csv"\n')
    said = synced.run("status")
    assert said.code == 3
    assert "my-list was never read" in said.out


def test_an_account_out_of_reach_is_trouble(synced: Scene) -> None:
    """An account that could not be read last time is told with what was wrong, with exit 3."""
    trouble = "boomplay: no connection (ConnectError)"
    synced.execute("update accounts set state = 'unreachable', trouble = ? where service = 'boomplay'", trouble)
    said = synced.run("status")
    assert said.code == 3
    assert "my-boomplay could not be read (unreachable)" in said.out.splitlines()[0]
    assert trouble in said.out


def test_a_host_that_rests_is_told(synced: Scene) -> None:
    """A host that wants rest stands there with until when and why."""
    until = time.time() + 3600
    synced.execute("update paces set pauses_until = ?, reason = 'it blocks us' where host = 'musicbrainz'", until)
    host = synced.run("status", "--json").json()["hosts"]["musicbrainz"]
    assert host["rests_until"] is not None
    assert host["reason"] == "it blocks us"
    assert synced.run("status", "--json").json()["hosts"]["jamendo"]["requests_per_month"] == 30_000


def test_a_newer_database_is_refused(synced: Scene) -> None:
    """A database from the future is not read at all: exit 74, and update syncd."""
    synced.execute("update alembic_version set version_num = '9999'")
    said = synced.run("status")
    assert said.code == 74
    assert "update syncd" in said.err


def test_names_from_outside_are_harmless(synced: Scene) -> None:
    """A title with markup and terminal escapes is shown as plain text."""
    synced.execute("update tracks set title = ?", "[bold]loud[/bold] \x1b[31mred\u202e")
    said = synced.run("status", "--state", "settled")
    assert "[bold]loud[/bold] [31mred" in said.out
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


def test_no_secret_is_shown(synced: Scene) -> None:
    """None of the tokens stands in any output of the status."""
    said = [synced.run("status"), synced.run("status", "--json", "-v"), synced.run("status", "--state", "settled")]
    assert len(synced.secrets()) >= 5
    assert not [secret for secret in synced.secrets() for each in said if secret in each.out + each.err]

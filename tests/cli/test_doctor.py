"""`syncd doctor`, on machines that are well and on machines that are not."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from syncd.sandbox import Sandbox
from syncd.store.lock import only_writer
from tests.cli.scene import Said, Scene, run
from tests.services.upstream import Reply, Upstream, serving


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with serving() as server:
        yield server


def found(said: Said, check: str) -> dict[str, Any]:
    """The one finding of a check."""
    (finding,) = [each for each in said.json() if each["check"] == check]
    return dict(finding)


def test_a_well_machine_is_well(synced: Scene) -> None:
    """After a sync every check is ok, every login says who it is, and the exit code is 0."""
    said = synced.run("doctor", "--json")
    assert said.code == 0
    assert {each["state"] for each in said.json()} == {"ok"}
    assert found(said, "login my-listenbrainz")["detail"] == "alice, written by syncd"
    assert found(said, "login my-boomplay")["detail"].endswith(", only read")
    assert found(said, "login my-jamendo")["detail"] == "972174, written by syncd"
    assert "agree" in found(said, "host musicbrainz")["detail"]
    assert "of 30000 booked this month" in found(said, "budget jamendo")["detail"]
    assert found(said, "lock")["detail"] == "free"


def test_it_works_before_the_first_sync(fresh: Scene) -> None:
    """Without a database the logins are tried all the same, but none that a try would change; no database is made."""
    said = fresh.run("doctor", "--json")
    assert said.code == 0
    assert "the first sync makes it" in found(said, "database")["detail"]
    assert found(said, "login my-listenbrainz")["detail"].startswith("alice")
    assert "not tried" in found(said, "login my-jamendo")["detail"]
    assert list(fresh.config.parent.iterdir()) == [fresh.config]


def test_it_asks_little_and_politely(synced: Scene, sandbox: Sandbox) -> None:
    """Each host hears one knock and each login one question, at the pace that every syncd keeps, and nothing is written."""
    before = sandbox.journal()
    assert synced.run("doctor").code == 0
    new = sandbox.journal()["requests"][len(before["requests"]) :]
    asked = sorted(entry["service"] for entry in new)
    assert asked == ["boomplay"] * 2 + ["jamendo"] * 2 + ["listenbrainz"] * 2 + ["musicbrainz"]
    assert not [entry for entry in new if entry["write"]]
    assert sandbox.journal()["violations"] == []


def test_people_read_one_line_each(synced: Scene) -> None:
    """The text has as many lines as there are checks, each beginning with how bad it is."""
    lines = synced.run("doctor").out.splitlines()
    assert len(lines) == len(synced.run("doctor", "--json").json())
    assert all(line.startswith("ok    ") for line in lines)


def test_a_dead_login_needs_a_human(synced: Scene) -> None:
    """A token that its service refuses fails with the remedy, the other checks go on, exit 4."""
    synced.rewrite(synced.value("accounts", "my-listenbrainz", "token"), "00000000-0000-4000-8000-000000000000")
    said = synced.run("doctor", "--json")
    assert said.code == 4
    login = found(said, "login my-listenbrainz")
    assert (login["state"], "settings" in login["remedy"]) == ("fail", True)
    assert found(said, "login my-boomplay")["state"] == "ok"


@pytest.mark.parametrize(("mode", "remedy"), [(0o644, "chmod 600"), (None, "in the configuration")])
def test_a_secret_that_cannot_be_read_needs_a_human(synced: Scene, mode: int | None, remedy: str) -> None:
    """A secret file that is missing or open to others is named with what mends it; its login is not tried."""
    token = synced.value("accounts", "my-boomplay", "token")
    synced.rewrite(f'token = "{token}"', 'token = { file = "boomplay-token" }')
    if mode is not None:
        synced.config.with_name("boomplay-token").write_text(token)
        synced.config.with_name("boomplay-token").chmod(mode)
    said = synced.run("doctor", "--json")
    assert said.code == 4
    secret = found(said, "secret my-boomplay")
    assert secret["state"] == "fail"
    assert "boomplay-token" in secret["detail"]
    assert remedy in secret["remedy"]
    assert "not tried" in found(said, "login my-boomplay")["detail"]


def test_a_missing_file_of_favourites_needs_a_human(synced: Scene) -> None:
    """A file account is tried by reading the file."""
    synced.config.write_text(f'{synced.config.read_text()}\n[accounts.my-list]\nservice = "file"\npath = "mine.csv"\n')
    assert found(synced.run("doctor", "--json"), "file my-list")["state"] == "fail"
    synced.config.with_name("mine.csv").write_text("title,artist\nSong,Band\n")
    assert found(synced.run("doctor", "--json"), "file my-list")["detail"] == "1 track in the file"


def test_rows_that_count_for_nothing_are_told(synced: Scene) -> None:
    """Doctor, plan and sync name the file and the lines that were left out; the exit code stays as it is."""
    synced.config.write_text(f'{synced.config.read_text()}\n[accounts.my-list]\nservice = "file"\npath = "mine.csv"\n')
    synced.config.with_name("mine.csv").write_text("title,artist\nSong,Band\n,Band\nA, B,Band\n")
    told = "mine.csv: left out, for want of a title or with more cells than columns: line 3, 4"
    doctor = synced.run("doctor", "--json")
    assert (doctor.code, found(doctor, "file my-list")["state"]) == (0, "warn")
    assert told in found(doctor, "file my-list")["detail"]
    assert told in synced.run("plan", "-q").out
    report = synced.run("sync", "-q", "--json")
    assert report.code == 0
    assert report.json()["troubles"] == [told]
    assert told in synced.run("sync", "-q").out
    assert "nothing to do" in synced.run("plan", "-q").out


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_wrong_configuration_is_told_key_by_key(fresh: Scene, options: tuple[str, ...]) -> None:
    """Each thing that is wrong with the configuration is a finding of its own; exit 2, and nothing else is looked at."""
    fresh.rewrite("contact =", 'remvals = "off"\nhates = "perhaps"\ncontact =')
    said = fresh.run("doctor", *options)
    assert said.code == 2
    assert "did you mean removals?" in said.out
    assert "hates: unknown value" in said.out
    assert "login" not in said.out


def test_no_configuration_at_all(tmp_path: Path) -> None:
    """A configuration that is not there is a finding with a remedy, exit 2."""
    said = run("doctor", "--json", "--config", str(tmp_path / "nowhere.toml"))
    assert said.code == 2
    assert [each["check"] for each in said.json()] == ["config"]


def test_a_silent_host_is_asked_only_once(synced: Scene, nobody: str) -> None:
    """A host that nobody answers at is a warning, its login is not tried, and the code stays 0: waiting is enough."""
    synced.rewrite(synced.value("hosts", "listenbrainz", "base_url"), nobody)
    said = synced.run("doctor", "--json")
    assert said.code == 0
    host = found(said, "host listenbrainz")
    assert (host["state"], "hosts.listenbrainz.base_url" in host["remedy"]) == ("warn", True)
    assert "not tried" in found(said, "login my-listenbrainz")["detail"]
    assert found(said, "login my-boomplay")["state"] == "ok"


@pytest.mark.parametrize(("ahead", "words"), [(3600, "s behind its clock"), (-3600, "s ahead of its clock")])
def test_a_clock_that_is_off_is_noticed(synced: Scene, upstream: Upstream, ahead: int, words: str) -> None:
    """Where a host's Date differs from our clock by an hour, we are told which way and how to set the clock."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    upstream.replies = [Reply(headers={"Date": date})]
    synced.rewrite(synced.value("hosts", "musicbrainz", "base_url"), upstream.url)
    host = found(synced.run("doctor", "--json"), "host musicbrainz")
    assert (host["state"], words in host["detail"]) == ("warn", True)
    assert "timedatectl" in host["remedy"]
    assert len(upstream.seen) == 1


@pytest.mark.parametrize(
    ("reply", "state", "words"),
    [
        (Reply(status=403), "fail", "refuses this program"),
        (Reply(status=503), "warn", "is in trouble"),
        (Reply(headers={"Date": "yesterday"}), "ok", "without saying what time it is"),
        (Reply(is_lost=True), "warn", "the answer broke off"),
    ],
)
def test_what_a_host_answers_is_judged(synced: Scene, upstream: Upstream, reply: Reply, state: str, words: str) -> None:
    """A refusal needs a human, trouble passes, and a strange date is no reason for alarm; each is asked once."""
    upstream.replies = [reply]
    synced.rewrite(synced.value("hosts", "musicbrainz", "base_url"), upstream.url)
    said = synced.run("doctor", "--json")
    host = found(said, "host musicbrainz")
    assert (host["state"], words in host["detail"]) == (state, True)
    assert said.code == (4 if state == "fail" else 0)
    assert len(upstream.seen) == 1


def test_a_database_open_to_others_is_a_warning(synced: Scene) -> None:
    """The database holds tokens, so its mode is looked at."""
    synced.database.chmod(0o644)
    said = synced.run("doctor", "--json")
    assert (said.code, found(said, "database")["state"]) == (0, "warn")
    assert found(said, "database")["remedy"] == f"chmod 600 {synced.database}"


def test_a_configuration_that_others_can_change_is_a_warning(synced: Scene) -> None:
    """Who can change the configuration can point syncd elsewhere."""
    synced.config.write_text('contact = "me@home.net"\ndatabase = "syncd.db"\n')
    synced.config.chmod(0o666)
    said = synced.run("doctor", "--json")
    assert found(said, "config")["remedy"] == f"chmod go-w {synced.config}"


def test_a_database_at_work_is_no_trouble(synced: Scene) -> None:
    """Beside a running syncd the doctor works, and names the process that holds the lock."""
    with only_writer(synced.database):
        said = synced.run("doctor", "--json")
    assert said.code == 0
    assert f"process {os.getpid()}" in found(said, "lock")["detail"]


def test_a_newer_database_needs_a_human(synced: Scene) -> None:
    """A database from the future fails, is left as it is, and the logins are tried all the same."""
    synced.execute("update alembic_version set version_num = '9999'")
    before = synced.database.read_bytes()
    said = synced.run("doctor", "--json")
    assert said.code == 74
    assert "newer syncd" in found(said, "database")["detail"]
    assert found(said, "login my-listenbrainz")["state"] == "ok"
    assert synced.database.read_bytes() == before


def test_a_damaged_database_needs_a_human(synced: Scene) -> None:
    """Pages of rubbish inside the file are found, exit 74."""
    raw = bytearray(synced.database.read_bytes())
    raw[len(raw) // 2 :] = os.urandom(len(raw) - len(raw) // 2)
    synced.database.write_bytes(raw)
    said = synced.run("doctor")
    assert said.code == 74
    assert "syncd db restore" in said.out


def test_a_missing_approval_needs_a_human(synced: Scene) -> None:
    """A Jamendo application that may not write yet is told with what to apply for."""
    synced.execute("update accounts set state = 'awaiting_approval' where service = 'jamendo'")
    said = synced.run("doctor", "--json")
    assert said.code == 4
    assert "Read & Write" in found(said, "approval my-jamendo")["remedy"]


def test_a_budget_that_runs_low_is_a_warning(synced: Scene) -> None:
    """From nine tenths of the month's requests on, the doctor warns; a host that rests is told with why."""
    synced.execute("update paces set asked_this_month = 27001 where host = 'jamendo'")
    synced.execute("update paces set pauses_until = 4e9, reason = 'it blocks us' where host = 'musicbrainz'")
    said = synced.run("doctor", "--json")
    assert said.code == 0
    assert found(said, "budget jamendo")["state"] == "warn"
    assert "it blocks us" in found(said, "budget musicbrainz")["detail"]


def test_no_secret_is_shown(synced: Scene, fresh: Scene) -> None:
    """None of the tokens stands in any output of the doctor, whatever is wrong."""
    said = [synced.run("doctor"), synced.run("doctor", "--json", "-v")]
    synced.execute("update accounts set trouble = ?, state = 'awaiting_approval'", f"said {min(synced.secrets())}")
    said += [synced.run("doctor"), synced.run("doctor", "--json")]
    assert not [secret for secret in synced.secrets() for each in said if secret in each.out + each.err]


def test_an_account_without_a_login_is_told_how_to_get_one(fresh: Scene, nobody: str) -> None:
    """Whether its host answers or not; at Jamendo first of all the application's secret, where that is not set."""
    app = fresh.value("apps", "jamendo", "client_secret")
    for name in ("access_token", "refresh_token"):
        fresh.rewrite(f"{name} = {json.dumps(fresh.value('accounts', 'my-jamendo', name))}\n", "")
    fresh.rewrite(fresh.value("hosts", "jamendo", "base_url"), f"{nobody}/v3.0")
    with_secret = found(fresh.run("doctor", "--json"), "login my-jamendo")
    fresh.rewrite(f"client_secret = {json.dumps(app)}\n", "")
    without = found(fresh.run("doctor", "--json"), "login my-jamendo")

    assert (with_secret["state"], with_secret["remedy"]) == ("fail", "run: syncd login my-jamendo")
    assert without["remedy"].startswith("set client_secret of [apps.jamendo]")

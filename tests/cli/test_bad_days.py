"""Days on which everything goes wrong that is not syncd's fault: each has its sentence, and nothing is lost."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from syncd.domain.errors import Unavailable
from syncd.sandbox import Sandbox
from tests.cli.ruins import read_only
from tests.cli.scene import Scene
from tests.services.upstream import Diary, ask, host_at

HOSTS = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")


def loves(scene: Scene) -> dict[str, Any]:
    """What everybody holds at the services."""
    return scene.sandbox.control.holdings()


@pytest.fixture
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that knows no name at `.invalid`. Loopback needs no resolver."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_a_name_that_nobody_resolves_is_no_connection(no_names: None) -> None:
    """The request never left, so it costs no budget and a write may be tried again without a look."""
    host = host_at("https://up.invalid", Diary())
    with pytest.raises(Unavailable, match="no connection") as raised:
        ask(host)
    assert (raised.value.never_left, host.requests) == (True, 0)


def test_a_day_without_names(synced: Scene, no_names: None) -> None:
    """The doctor says that no host answers, exit 69; nothing is concluded, and afterwards nothing is to be done again."""
    good, held = synced.config.read_text(), loves(synced)
    for host in HOSTS:
        synced.rewrite(synced.value("hosts", host, "base_url"), f"https://{host}.invalid")
    said = synced.run("doctor")
    assert (said.code, "no host answers" in said.out) == (69, True)
    synced.config.write_text(good)
    again = synced.run("sync", "-q")
    assert (again.code, "nothing to do" in again.out) == (0, True)
    assert loves(synced) == held


def test_a_token_that_its_owner_revokes(alone: Scene) -> None:
    """The sync and the doctor name the account and exit with 4; nothing of it is forgotten, and a new token goes on."""
    assert alone.run("sync", "-q").code == 0
    held, tables = loves(alone), alone.sandbox.services.tables
    old, new = alone.value("accounts", "my-listenbrainz", "token"), "99999999-0000-4000-8000-000000000000"
    user = tables.user_with_token(old)
    assert user is not None
    tables._users[user.id] = replace(user, token=new)
    said = alone.run("sync", "-q")
    assert said.code == 4
    assert "my-listenbrainz" in said.out
    assert "token" in said.out
    assert alone.run("doctor").code == 4
    assert loves(alone) == held
    alone.rewrite(old, new)
    again = alone.run("sync", "-q")
    assert (again.code, "nothing to do" in again.out) == (0, True)


def test_a_configuration_that_became_nonsense(synced: Scene) -> None:
    """Every command is exit 2 and names the file; mended, it goes on as if nothing had been."""
    good, held = synced.config.read_text(), loves(synced)
    for nonsense in ("\0\1\2", "contact = [", 'contact = "me@home.net"\naccounts = 3\n', ""):
        synced.config.write_text(nonsense)
        for command in ("sync", "plan", "status", "doctor", "daemon"):
            said = synced.run(command)
            assert (said.code, str(synced.config) in said.out + said.err) == (2, True)
    synced.config.write_text(good)
    again = synced.run("sync", "-q")
    assert (again.code, "nothing to do" in again.out) == (0, True)
    assert loves(synced) == held


@pytest.mark.parametrize("behind", [timedelta(minutes=10), timedelta(days=7)])
def test_a_clock_that_is_behind(synced: Scene, behind: timedelta) -> None:
    """A sync by hand goes on with a clock that is behind the database's, writes nothing that was written, loses nothing."""
    held, later = loves(synced), f"{datetime.now(UTC) + behind:%Y-%m-%d %H:%M:%S.%f}"
    synced.execute("update cycles set started_at = ?, ended_at = ?", later, later)
    synced.execute("update accounts set last_whole_look = ?", later)
    said = synced.run("sync", "-q")
    assert (said.code, "nothing to do" in said.out) == (0, True)
    assert loves(synced) == held


def test_a_state_folder_that_cannot_be_written(fresh: Scene, tmp_path: Path, sandbox: Sandbox) -> None:
    """Before the first sync: exit 74 with the folder and what to do, from the sync and the doctor; nobody is asked.

    The status, which needs no such folder, promises no first sync that makes it.
    """
    folder = tmp_path / "state"
    folder.mkdir()
    fresh.rewrite(str(fresh.database), str(folder / "syncd.db"))
    before = fresh.requests()
    with read_only(folder):
        said, doctor, status = fresh.run("sync", "-q"), fresh.run("doctor"), fresh.run("status")
    assert (said.code, str(folder) in said.err, "syncd's user" in said.err) == (74, True, True)
    assert fresh.requests() > before  # the doctor looks at the rest all the same
    assert not [each for each in sandbox.journal()["requests"][before:] if each["write"]]
    assert doctor.code == 74
    assert f"{folder} is not ours to write" in doctor.out
    assert status.out.endswith(
        f"syncd.db, which is not there yet, and {folder} is not ours to write; see: syncd doctor\n"
    )
    assert fresh.run("status").out.endswith("syncd.db, which the first sync makes\n")


def test_a_login_that_sleeps_is_no_trouble_to_the_doctor(alone: Scene) -> None:
    """Boomplay's tokens run out and no program renews them: a warning with the command that logs in, exit 0."""
    assert alone.run("sync", "-q").code == 0
    alone.sandbox.services.boomplay.users[0].token = "the-next-token+/=="
    said = alone.run("doctor", "--json")
    (found,) = [each for each in said.json() if each["check"] == "login my-boomplay"]
    assert (said.code, found["state"], "syncd login my-boomplay" in found["remedy"]) == (0, "warn", True)

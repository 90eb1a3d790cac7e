"""Root looks in at the service's database once: what that leaves behind is the service's, who goes on."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.cli.session import prepare
from syncd.store.copies import copy
from syncd.store.lock import lock_file, only_writer
from tests.cli.scene import Scene

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that another cannot open")

SERVICE = 65534
"""The user of the service, who has no name here."""


@pytest.fixture
def served(alone: Scene) -> Scene:
    """A database of the service's, with whom nobody has been yet; its first sync renews a login."""
    prepare(alone.database)
    os.chown(alone.database, SERVICE, SERVICE)
    return alone


def beside(database: Path) -> Iterator[Path]:
    """The database, and all that stands beside it and holds what it holds."""
    yield from database.parent.glob(f"{database.name}*")
    yield from database.parent.glob("backups")
    yield from database.parent.glob("backups/*")


def owners(database: Path) -> dict[str, tuple[int, int]]:
    """Whose each of these is."""
    return {each.name: (each.stat().st_uid, each.stat().st_gid) for each in beside(database)}


@pytest.mark.parametrize("command", ["plan", "sync", "doctor"])
def test_what_root_makes_is_the_owners(served: Scene, command: str) -> None:
    """Lock, login and copies belong to whom the database belongs to, and stay closed to everybody else."""
    served.run(command, "-q")

    found = owners(served.database)
    assert set(found.values()) == {(SERVICE, SERVICE)}
    assert any(name.endswith(".login") for name in found)
    assert ("backups" in found) == (command == "sync")
    assert {each.stat().st_mode & 0o077 for each in beside(served.database)} == {0}


def test_so_are_the_answers_of_the_day(synced: Scene) -> None:
    """They stand in a folder that was made for them, or for the copies."""
    os.chown(synced.database, SERVICE, SERVICE)
    ref = synced.execute("select ref from mappings where service = 'boomplay' order by ref")[0][0]
    synced.run("review", "skip", f"boomplay:{ref}", "-q")
    synced.run("sync", "-q")

    found = owners(synced.database)
    assert any(name.endswith(".answers.csv") for name in found)
    assert set(found.values()) == {(SERVICE, SERVICE)}


def test_a_database_that_root_puts_back_stays_the_owners(served: Scene, tmp_path: Path) -> None:
    """Restoring is root's work on a bad day; the service opens what it left."""
    copy(served.database, tmp_path / "kept")
    assert served.run("db", "restore", str(tmp_path / "kept"), "-q").code == 0
    assert set(owners(served.database).values()) == {(SERVICE, SERVICE)}


def test_what_was_there_before_keeps_its_owner(served: Scene, tmp_path: Path) -> None:
    """Whoever owns the folder may have put a link there, to a file of root's."""
    (tmp_path / "roots").write_text("")
    lock_file(served.database).symlink_to(tmp_path / "roots")
    with only_writer(served.database):
        assert (tmp_path / "roots").stat().st_uid == 0


@pytest.mark.parametrize("missing", ["", "state/syncd"])
def test_a_database_that_root_makes_first_is_the_services(tmp_path: Path, missing: str) -> None:
    """In a folder of the service's, and in those below it that are missing: its first start opens what root left."""
    os.chown(tmp_path, SERVICE, SERVICE)
    database = tmp_path / missing / "syncd.db"
    with only_writer(database):
        prepare(database)

    folders = [each for each in (database.parent, database.parent.parent) if each.is_relative_to(tmp_path)]
    assert set(owners(database).values()) == {(SERVICE, SERVICE)}
    assert {each.stat().st_uid for each in folders} == {SERVICE}
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_the_doctor_lets_root_work_for_the_service(served: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types sudo for the credentials' sake is not sent away again."""
    monkeypatch.setattr("syncd.cli.check_files.USER", "nobody")
    os.chown(served.config, SERVICE, SERVICE)
    said = served.run("doctor", "--json", "-q")

    assert {each["state"] for each in said.json() if each["check"] in {"config", "database"}} == {"ok"}

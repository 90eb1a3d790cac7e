"""What remembers elsewhere that a database was here."""

from pathlib import Path

import pytest

from syncd.daemon.locations import database_mark
from syncd.store.lock import lock_file
from syncd.store.lost import is_lost
from syncd.store.marks import Mark


@pytest.fixture
def mark(tmp_path: Path) -> Mark:
    """Of a database on a disk that is not there."""
    return Mark(tmp_path / "state/syncd/databases", frozenset({tmp_path / "disk/syncd.db"}))


def test_it_is_made_once_for_its_owner_only(mark: Mark) -> None:
    """A line for each name, whoever else is noted there; the file and its folder are nobody else's."""
    other = Mark(mark.file, frozenset({Path("/mnt/other.db")}))
    assert not mark.is_made()
    for _ in range(2):
        mark.make()
        other.make()

    assert mark.is_made()
    assert mark.file.read_text().splitlines() == [*map(str, mark.names), "/mnt/other.db"]
    assert (mark.file.stat().st_mode & 0o777, mark.file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("trouble", ["a folder", "a file for a folder", "a link"])
def test_nobody_fails_because_of_it(mark: Mark, tmp_path: Path, trouble: str) -> None:
    """Where it can be neither read nor written there is none; a link leads to nobody's file."""
    letter = tmp_path / "letter"
    letter.touch()
    if trouble == "a file for a folder":
        mark.file.parents[1].touch()
    else:
        mark.file.parent.mkdir(parents=True)
        mark.file.mkdir() if trouble == "a folder" else mark.file.symlink_to(letter)
    mark.make()

    assert not mark.is_made()
    assert letter.read_text() == ""


def test_it_tells_of_what_is_missing_or_empty(mark: Mark) -> None:
    """And of nothing else; without it such a place is that of a first start."""
    [database] = mark.names
    lock = lock_file(database)
    mark.make()
    assert (is_lost(database, lock, mark), is_lost(database, lock)) == (True, False)
    database.parent.mkdir()
    database.touch()
    assert (is_lost(database, lock, mark), is_lost(database, lock)) == (True, False)
    database.write_text("a memory")
    assert not is_lost(database, lock, mark)


def test_only_a_database_elsewhere_needs_one(tmp_path: Path) -> None:
    """Beside the mark or the configuration it cannot vanish alone; it is noted as configured and as links lead."""
    (config := tmp_path / "etc/config.toml").parent.mkdir()
    config.touch()
    (tmp_path / "here").symlink_to(tmp_path / "disk")
    env = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}

    assert database_mark("syncd.db", config, env) is None
    assert database_mark(str(tmp_path / "etc/syncd.db"), config, env) is None
    assert database_mark("~/here/syncd.db", config, env) == Mark(
        tmp_path / "state/syncd/databases", frozenset({tmp_path / "here/syncd.db", tmp_path / "disk/syncd.db"})
    )

"""A database that was here and is gone is no first start."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from syncd.domain.errors import StoreFailed
from syncd.store.copies import copy, daily_copy, dated
from syncd.store.database import Database
from syncd.store.lock import lock_file, only_writer
from syncd.store.lost import BEGIN_ANEW, is_lost
from syncd.store.overview import is_made
from syncd.store.restore import restore
from syncd.store.schema import upgrade

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database was, with its copy of the day; its name has a meaning in patterns."""
    path = tmp_path / "sync[d].db"
    with only_writer(path), closing(Database(path)) as database:
        upgrade(database, NOW)
        daily_copy(path, NOW)
    path.unlink()
    return path


def gone(path: Path) -> bool:
    """Whether it is found to be lost."""
    return is_lost(path, lock_file(path))


def test_nobody_begins_anew_unasked(path: Path) -> None:
    """The copies tell that it was here; the words name the newest, and how to begin anew; nothing is made in its place."""
    with closing(Database(copied(path))) as database:
        copy(database.path, dated(path, NOW + timedelta(hours=1)))

    for _ in range(2):
        with (
            pytest.raises(StoreFailed, match=r"is gone: .*syncd db restore \S*T090000; .*" + BEGIN_ANEW),
            only_writer(path),
        ):
            pytest.fail("an empty memory")
        assert not path.exists()
    with pytest.raises(StoreFailed, match="is gone"):
        is_made(path)


def copied(path: Path) -> Path:
    """The copy of the day."""
    [found] = (path.parent / "backups").glob("*.daily")
    return found


def only(what: str) -> Callable[[Path], None]:
    """Of all that stands beside the database only this is left."""

    def leave(path: Path) -> None:
        for each in [*path.parent.glob("sync*"), copied(path)]:
            if each.name != what:
                each.unlink()

    return leave


def emptied(path: Path) -> None:
    """A power cut, say."""
    path.touch()


@pytest.mark.parametrize(
    "left", [only("sync[d].db.20261122.daily"), only("sync[d].db.lock"), only("sync[d].db-journal"), emptied]
)
def test_each_trace_is_enough(path: Path, left: Callable[[Path], None]) -> None:
    """A copy, the lock that somebody signed, SQLite's journal; or an empty file beside copies."""
    path.with_name(f"{path.name}-journal").touch()
    left(path)

    assert gone(path)


@pytest.mark.parametrize("left", ["nothing", "an empty file", "a lock in which nothing stands", "another's copies"])
def test_a_first_start_that_failed_is_none(tmp_path: Path, left: str) -> None:
    """What it leaves behind, wherever it was killed, keeps nobody from the next one; nor do the copies of other databases."""
    path = tmp_path / "syncd.db"
    if left == "an empty file":
        path.touch()
        lock_file(path).write_text("4711\n")
    if left == "a lock in which nothing stands":
        lock_file(path).touch()
    if left == "another's copies":
        (tmp_path / "backups").mkdir()
        for name in ("other.db.20261122.daily", "syncd.db.mine.20261122.daily"):
            (tmp_path / "backups" / name).touch()

    assert not gone(path)
    assert not is_made(path)
    with only_writer(path):
        assert path.exists()


def test_a_fresh_start_that_is_meant_is_made(path: Path) -> None:
    """From then on there is a database as any other."""
    with only_writer(path, may_be_lost=True), closing(Database(path)) as database:
        upgrade(database, NOW)

    assert not gone(path)
    assert is_made(path)


def test_a_copy_that_cannot_take_its_place_leaves_it_lost(path: Path, tmp_path: Path) -> None:
    """No empty file stays that would pass for a first start; a sound copy ends it."""
    sound = copied(path).rename(tmp_path / "kept elsewhere")
    (tmp_path / "letter").write_text("Dear friend, " * 1000)

    with pytest.raises(StoreFailed, match="choose another copy"), only_writer(path, may_be_lost=True):
        restore(path, tmp_path / "letter", NOW)
    assert gone(path)

    with only_writer(path, may_be_lost=True):
        restore(path, sound, NOW)
    assert is_made(path)


def test_who_works_on_it_is_told_before(path: Path) -> None:
    """A daemon whose database vanishes still holds the lock: to stop it comes first, and its word stays."""
    with only_writer(path, may_be_lost=True):
        path.touch()
        before = lock_file(path).read_text()
        with pytest.raises(StoreFailed, match="another syncd"), only_writer(path):
            pytest.fail("two writers")
        assert lock_file(path).read_text() == before

"""Copies of the database: whole or not there, for the owner only, and seven days of them."""

import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.copies import KEPT, backups_folder, copy, daily_copies, daily_copy, dated, faults
from syncd.store.database import Database
from tests.small_files import small_files

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def write(database: Database, times: int = 1) -> None:
    """Each transaction adds two recordings."""
    for _ in range(times):
        with database.writing() as connection:
            connection.execute(insert(t.recordings), [{}, {}])
            connection.commit()


def recordings(path: Path) -> int:
    with closing(Database(path)) as there, there.reading() as connection:
        return connection.scalar(select(func.count()).select_from(t.recordings)) or 0


def test_a_copy_is_one_moment_while_others_write(database: Database, tmp_path: Path) -> None:
    """Copies made beside a writer hold whole transactions only, are sound, and each has at least what the last had."""
    writer = threading.Thread(target=write, args=(database, 30))
    writer.start()
    counts = []
    for number in range(4):
        copy(database.path, tmp_path / f"copy-{number}")
        assert faults(tmp_path / f"copy-{number}") == []
        counts.append(recordings(tmp_path / f"copy-{number}"))
    writer.join()

    assert counts == sorted(counts)
    assert {count % 2 for count in counts} == {0}
    assert recordings(database.path) == 60


def test_a_copy_is_for_its_owner_only(database: Database) -> None:
    """It holds tokens; so does the folder that is made for it, and nothing unfinished is left there."""
    target = dated(database.path, NOW)

    copy(database.path, target)

    assert target == database.path.parent / "backups" / "syncd.db.20261122T123000"
    assert target.stat().st_mode & 0o777 == 0o600
    assert target.parent.stat().st_mode & 0o777 == 0o700
    assert list(target.parent.iterdir()) == [target]


def test_a_damaged_database_never_replaces_a_sound_copy(database: Database, tmp_path: Path) -> None:
    """The older copy stays as it is, and the words name the command that tells more."""
    target = tmp_path / "copy"
    copy(database.path, target)
    before = target.read_bytes()
    database.close()
    content = database.path.read_bytes()
    database.path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))

    with pytest.raises(StoreFailed, match=r"no copy was made.*syncd db restore"):
        copy(database.path, target)

    assert target.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == sorted({target, *tmp_path.glob("syncd.db*")})


def test_rows_that_point_nowhere_never_replace_a_sound_copy(database: Database, tmp_path: Path) -> None:
    """SQLite itself copies these without a word: it is our own reading of the copy that refuses it."""
    target = tmp_path / "copy"
    copy(database.path, target)
    before = target.read_bytes()
    with closing(sqlite3.connect(database.path)) as stranger, stranger:
        stranger.execute("insert into isrcs (isrc, recording_id) values ('QZAAA2600001', 99)")

    with pytest.raises(StoreFailed, match=r"no copy was made: isrcs: row .* points to no row.*syncd db check"):
        copy(database.path, target)

    assert target.read_bytes() == before


def test_a_copy_is_on_the_disk_before_it_gets_its_name(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the rename finds a whole file under that name: its content is synced before, its name after."""
    target, synced, sync = tmp_path / "copies" / "copy", [], os.fsync

    def watched(handle: int) -> None:
        synced.append((Path(f"/proc/self/fd/{handle}").readlink(), target.exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    copy(database.path, target)

    [(part, was_named), folder] = synced[-2:]
    assert (part.parent, part.suffix, was_named) == (target.parent, ".part", False)
    assert folder == (target.parent, True)


def test_a_disk_without_room_leaves_the_older_copy(database: Database, tmp_path: Path) -> None:
    """Nothing half-written gets the name, or stays."""
    target = tmp_path / "copies" / "copy"
    copy(database.path, target)
    before = target.read_bytes()

    with small_files(16_384), pytest.raises(StoreFailed, match="no copy was made"):
        copy(database.path, target)

    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_place_that_takes_no_file_is_named(database: Database) -> None:
    """The trouble is the place's, not the database's."""
    with pytest.raises(StoreFailed, match=r"/proc/.*let syncd's user write"):
        copy(database.path, Path("/proc/copy"))


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    """Whoever copies what is not there makes neither."""
    with pytest.raises(StoreFailed, match="no copy was made"):
        copy(tmp_path / "missing.db", tmp_path / "copy")

    assert list(tmp_path.iterdir()) == []


def test_one_copy_a_day_and_seven_days_of_them(database: Database) -> None:
    """The second call of a day makes none; the eighth day drops the first, and only copies of the days."""
    mine = dated(database.path, NOW)
    copy(database.path, mine)
    other = backups_folder(database.path) / "other.db.20200101.daily"
    other.touch()

    made = [daily_copy(database.path, NOW + timedelta(hours=12 * half)) for half in range(20)]

    assert [each is not None for each in made] == [True, True, *[False, True] * 9]
    days = [each.name.split(".")[2] for each in daily_copies(database.path)]
    assert days == [f"{NOW + timedelta(days=day):%Y%m%d}" for day in range(11 - KEPT, 11)]
    assert mine.exists()
    assert other.exists()


def test_copies_of_days_to_come_take_no_places(database: Database) -> None:
    """Of a clock that was set back there are still seven real days, today's among them; each is made once."""
    for day in range(KEPT):
        daily_copy(database.path, NOW + timedelta(days=365 + day))

    made = [daily_copy(database.path, NOW + timedelta(days=day)) for day in range(KEPT + 2)]

    assert daily_copies(database.path)[:KEPT] == made[2:]
    assert len(daily_copies(database.path)) == 2 * KEPT
    assert daily_copy(database.path, NOW + timedelta(days=KEPT + 1)) is None


def test_a_clock_that_jumps_ahead_pushes_no_good_copy_out(database: Database) -> None:
    """However often it jumps; on the day after a jump, and after a month without syncd, there are seven again."""
    good = [daily_copy(database.path, NOW + timedelta(days=day)) for day in range(KEPT)]
    for years in range(1, 10):
        daily_copy(database.path, NOW + timedelta(days=365 * years))

    assert daily_copies(database.path)[:KEPT] == good
    daily_copy(database.path, NOW + timedelta(days=365 * 9 + 1))
    assert len(daily_copies(database.path)) == KEPT


def test_what_a_killed_copy_left_is_swept(database: Database) -> None:
    """The next day's copy takes it away; what somebody else is still making stays."""
    folder = backups_folder(database.path)
    folder.mkdir()
    left, at_work = folder / ".syncd.db.20261121.daily.abcd.part", folder / ".syncd.db.20261122T120000.efgh.part"
    left.touch()
    at_work.touch()

    daily_copy(database.path, NOW)

    assert not left.exists()
    assert at_work.exists()


def test_what_a_writer_has_not_committed_is_not_copied(database: Database, tmp_path: Path) -> None:
    """A copy waits for nobody who has not begun to commit, and holds nothing of what may yet be rolled back."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("insert into recordings default values")
        copy(database.path, tmp_path / "copy")
        writer.execute("ROLLBACK")

    assert recordings(tmp_path / "copy") == 0

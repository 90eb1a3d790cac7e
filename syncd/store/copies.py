"""Copies of the database, made by SQLite while others may write: a file copied by `cp` may lack what a journal holds.

See `reliability.md` B. A copy is whole or does not exist: it is made under another name, read through, and only then
gets its own. It holds tokens, so it is for its owner only, who is the database's also where root makes it.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from syncd.domain.errors import StoreFailed
from syncd.store.database import remedy_for
from syncd.store.disk import refused
from syncd.store.ownership import hand_over, make_folder

KEPT = 7
"""How many daily copies are kept."""

SIBLINGS = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file; beside another file of that name they would be its ruin."""

_DAY = re.compile(r"\d{8}")

_PATIENCE = 60.0
"""Seconds for which a copy waits until nobody writes."""


def backups_folder(database: Path) -> Path:
    """Where copies stand unless somebody names another place."""
    return database.parent / "backups"


def dated(database: Path, now: datetime) -> Path:
    """Where a copy stands that is asked for at this moment (UTC)."""
    return backups_folder(database) / f"{database.name}.{now:%Y%m%dT%H%M%S}"


def copy(database: Path, target: Path) -> None:
    """Copy the database to `target`, which is replaced at one stroke. Raises StoreFailed where that cannot be.

    A database that is damaged is not copied: an older, sound copy may stand there.
    """
    try:
        make_folder(target.parent, database)
        with unfinished(target, database) as part:
            vacuum(database, part)
            in_place(part, target)
    except OSError as error:
        raise refused(target, error) from None


def daily_copy(database: Path, now: datetime) -> Path | None:
    """Make today's copy (UTC) where it is missing, and drop the oldest beyond seven; the new copy, or None.

    Only the holder of the lock may call this. Copies of days to come, from a clock that was wrong, do not count: neither
    today's nor an older one gives way to them; nor to today's, where our clock may have jumped ahead.
    Raises StoreFailed where the copy cannot be made, or the folder not be entered.
    """
    today = backups_folder(database) / f"{database.name}.{now:%Y%m%d}.daily"
    try:
        if today.exists():
            return None
        copy(database, today)
        for old in outlived(daily_copies(database), today):
            _drop(old)
        for left in backups_folder(database).glob(f".{database.name}.*.daily.*.part"):
            _drop(left)
    except OSError as error:
        raise refused(today, error) from None
    return today


def outlived(files: Sequence[Path], today: Path) -> list[Path]:
    """Those of these daily files, the oldest first, that give way to seven newer ones of days up to today.

    None does where no other one is of this month or the last: our clock may have jumped ahead since.
    """
    mine = [each for each in files if each.name <= today.name]
    months = [_month(each) for each in mine[-2:]]
    return [] if months[-1] - months[0] > 1 else mine[:-KEPT]


def _month(file: Path) -> int:
    """The number of the month of a daily file."""
    day = next(part for part in reversed(file.name.split(".")) if _DAY.fullmatch(part))
    return int(day[:4]) * 12 + int(day[4:6])


def daily_copies(database: Path) -> list[Path]:
    """The daily copies of a database, the oldest first."""
    name = re.compile(rf"{re.escape(database.name)}\.\d{{8}}\.daily")
    return sorted(each for each in backups_folder(database).glob("*.daily") if name.fullmatch(each.name))


def in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, for good: it outlives a power cut."""
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def faults(path: Path) -> list[str]:
    """What SQLite finds wrong with a file: pages, indexes, constraints, rows that point nowhere. Ten at most."""
    with opened(path) as connection:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(10)") if line != "ok"]
        astray = connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    return [*found, *(f"{table}: row {row} points to no row of {parent}" for table, row, parent, _ in astray)][:10]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file as SQLite itself opens it, with none of our settings; one that is missing is not made."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as connection:
        yield connection


@contextmanager
def unfinished(target: Path, like: Path) -> Iterator[Path]:
    """An empty file beside the target, for the owner of `like` only, gone at the end."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        try:
            hand_over(handle, like)
        finally:
            os.close(handle)
        yield Path(name)
    finally:
        for suffix in ("", *SIBLINGS):
            Path(f"{name}{suffix}").unlink(missing_ok=True)


def vacuum(database: Path, part: Path) -> None:
    """One moment of the database, written anew into an empty file; then read through. Raises StoreFailed."""
    try:
        with opened(database) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        found = faults(part)
    except sqlite3.Error as error:
        raise StoreFailed(f"{database}: no copy was made: {error}", remedy=remedy_for(error)) from None
    if found:
        raise StoreFailed(f"{database}: no copy was made: {found[0]}", remedy="see: syncd db check")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _drop(copy: Path) -> None:
    """A copy that cannot be dropped today is dropped tomorrow."""
    try:
        copy.unlink()
    except OSError:
        return

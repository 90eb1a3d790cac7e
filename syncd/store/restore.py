"""A copy takes the database's place."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.copies import SIBLINGS, copy, faults, in_place, opened, unfinished, vacuum
from syncd.store.database import Database, remedy_for
from syncd.store.disk import refused
from syncd.store.home import home_of
from syncd.store.overview import rows_sent
from syncd.store.ownership import make_file
from syncd.store.schema import HEAD, migrate, refuse_a_newer, version_of

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_OF_TODAY = (t.tokens.name, t.logins.name, t.paces.name)
"""What is not taken from a copy: a login that was renewed since is dead there, and requests that were made are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did.

    `kept` is where the database before it stands now (None: there was none), `was_damaged` whether that one could not be
    read: then the logins are the copy's, too. `last_cycle_at` says of when the copy is, `sent` how many of its writes
    may have arrived, `is_elsewhere` whether another machine was the last to use it.
    """

    kept: Path | None
    was_damaged: bool
    last_cycle_at: datetime | None
    sent: int
    is_elsewhere: bool


def restore(path: Path, file: Path, now: datetime) -> Restored:
    """Put a copy of `file` in the place of the database. Only the holder of the lock may call this.

    The file is read through first and stays as it is; the database is kept beside its place. Whatever fails, and
    whenever the process is killed, the old one stands there or the new one. Raises StoreFailed.
    """
    _refuse_unsound(file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with unfinished(path, path) as part:
            vacuum(file, part)
            return _replaced(path, part, file, now)
    except OSError as error:
        raise refused(path, error) from None
    except sqlite3.Error as error:
        raise StoreFailed(f"{path}: {error}", remedy=remedy_for(error)) from None


def _refuse_unsound(file: Path) -> None:
    try:
        found = faults(file)
    except sqlite3.Error as error:
        raise StoreFailed(f"{file}: {error}", remedy=_ANOTHER) from None
    if found:
        raise StoreFailed(f"{file}: is damaged: {found[0]}", remedy=_ANOTHER)


def _replaced(path: Path, part: Path, file: Path, now: datetime) -> Restored:
    is_there = path.exists() and path.stat().st_size > 0  # the lock makes an empty one, which is nothing to keep
    is_sound = is_there and _is_sound(path)
    try:
        _bring_to_our_schema(part)
    except StoreFailed as error:
        raise StoreFailed(str(error.args[0]).replace(str(part), str(file)), remedy=_ANOTHER) from None
    _bring_up_to_today(part, path if is_sound else None)
    kept = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before-restore") if is_there else None
    if kept is not None:
        _keep(path, kept, is_sound=is_sound)
    restored = _about(part, kept, was_damaged=is_there and not is_sound)
    with _alone_with(part), _alone_with(path) if is_sound else nullcontext():
        for suffix in SIBLINGS:
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        in_place(part, path)
    return restored


def _is_sound(path: Path) -> bool:
    """Whether the database can still be read; one that another program holds is not to be replaced."""
    try:
        return not faults(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise
        return False


def _bring_to_our_schema(part: Path) -> None:
    with closing(Database(part)) as database:
        version = version_of(database)
        if version is None:
            raise StoreFailed(f"{part}: holds nothing of syncd")
        refuse_a_newer(database, version)
        if version != HEAD:
            migrate(database)


def _bring_up_to_today(part: Path, present: Path | None) -> None:
    """What may not be as old as the copy: wishes would be carried out twice, logins be dead, requests be forgotten.

    A fingerprint would call a list unchanged that this memory has never seen, and a rest says that nothing is to be done:
    the next look at each account is whole.
    """
    with opened(part) as connection:
        for table in (t.wishes.name, t.rests.name):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  # our own words, as below
        connection.execute(f"UPDATE {t.accounts.name} SET fingerprint = NULL")  # noqa: S608  # as above
        if present is not None and _schema(present) == HEAD:
            connection.execute("ATTACH ? AS present", (str(present),))
            for table in _OF_TODAY:
                connection.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM present.{table}")  # noqa: S608  # as above


def _schema(present: Path) -> str | None:
    try:
        with closing(Database(present)) as database:
            return version_of(database)
    except StoreFailed:
        return None


def _keep(path: Path, kept: Path, *, is_sound: bool) -> None:
    """The database as it is, byte by byte with its journals where SQLite cannot read it."""
    if is_sound:
        copy(path, kept)
        return
    for suffix in ("", *SIBLINGS):
        source, target = Path(f"{path}{suffix}"), Path(f"{kept}{suffix}")
        if source.exists():
            make_file(target, path)
            shutil.copyfile(source, target)


def _about(part: Path, kept: Path | None, *, was_damaged: bool) -> Restored:
    with closing(Database(part)) as database, database.reading() as connection:
        home = home_of(connection)
        return Restored(
            kept=kept,
            was_damaged=was_damaged,
            last_cycle_at=connection.scalar(select(func.max(t.cycles.c.started_at))),
            sent=rows_sent(connection),
            is_elsewhere=home is not None and home.is_elsewhere(),
        )


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Nobody else reads or writes the file, and no journal of it is about.

    Whoever waits for it meanwhile is refused by SQLite itself: the file that he opened has moved.
    """
    with opened(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        yield


_ANOTHER = "choose another copy; the database was left as it is"

"""What `status`, `doctor` and `export` ask of the database beyond what a cycle needs."""

import fcntl
import os
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from syncd.domain.errors import StoreFailed
from syncd.domain.outbox import RowState
from syncd.domain.track import Isrc, Mbid, RecordingId, Track
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.knowledge import descriptions
from syncd.store.lock import Holder, lock_file
from syncd.store.lost import refuse_a_lost
from syncd.store.marks import Mark
from syncd.store.paces import PaceRow, pace_of
from syncd.store.schema import check, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was asked of one host, by all processes on this database. `pauses_until` is None while it may be asked."""

    asked_this_month: int = 0
    bytes_this_month: int = 0
    pauses_until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseVersions:
    """What the database is made of."""

    schema: str
    sqlite: str
    journal_mode: str


def is_made(path: Path, mark: Mark | None = None) -> bool:
    """Whether a database of our schema stands there; False where no sync has made it yet.

    Raises StoreFailed where it cannot be looked at, speaks another schema, or was there and is gone.
    """
    refuse_a_lost(path, lock_file(path), mark)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreFailed(f"{path}: {error.strerror}", remedy="run this as the user that syncd runs as") from None
    database = Database(path)
    try:
        if version_of(database) is None:
            return False
        check(database)
    finally:
        database.close()
    return True


def versions(connection: Connection) -> DatabaseVersions:
    """Which schema, which SQLite and which journal this connection speaks."""
    schema = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    sqlite = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return DatabaseVersions(schema=schema, sqlite=sqlite, journal_mode=str(journal).upper())


def damage(connection: Connection) -> str:
    """The first thing that SQLite finds wrong with the file, or nothing."""
    found: str = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return "" if found == "ok" else found


def rows_sent(connection: Connection) -> int:
    """How many writes may have arrived and were not seen yet."""
    query = select(func.count()).select_from(t.outbox).where(t.outbox.c.state == RowState.SENT.value)
    return connection.scalar(query) or 0


def lock_holder(database: Path) -> Holder | None:
    """The process that holds the one writer's lock, if any. A shared hold for a moment is how the kernel tells."""
    try:
        handle = os.open(lock_file(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Holder.told_by(handle)
    finally:
        os.close(handle)
    return None


def spent(connection: Connection, now: datetime) -> dict[str, Spent]:
    """What was asked of each host that was ever asked."""
    return {row.host: _spent(pace_of(row), now) for row in connection.execute(select(t.paces))}


def _spent(pace: PaceRow, now: datetime) -> Spent:
    return Spent(
        asked_this_month=pace.of_month(now).asked_this_month,
        bytes_this_month=pace.of_month(now).bytes_this_month,
        pauses_until=datetime.fromtimestamp(pace.pauses_until, UTC) if pace.left(now.timestamp()) else None,
        reason=pace.reason,
    )


def described(connection: Connection, recordings: Collection[RecordingId]) -> dict[RecordingId, Track]:
    """The best description of each recording, with its current MBID and all its ISRCs; nameless ones are missing."""
    isrcs, mbids = _isrcs(connection), _current_mbids(connection)
    return {
        each: replace(track, mbid=mbids.get(each), isrcs=track.isrcs | isrcs[each])
        for each, track in descriptions(connection, recordings).items()
    }


def _isrcs(connection: Connection) -> dict[int, set[Isrc]]:
    found: dict[int, set[Isrc]] = defaultdict(set)
    for row in connection.execute(select(t.isrcs)):
        found[row.recording_id].add(Isrc(row.isrc))
    return found


def _current_mbids(connection: Connection) -> dict[int, Mbid]:
    query = select(t.mbids.c.recording_id, t.mbids.c.mbid).where(t.mbids.c.is_current)
    return {row.recording_id: Mbid(row.mbid) for row in connection.execute(query)}

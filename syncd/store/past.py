"""What `history` and `undo` ask of the journal, and how it is kept from growing for ever."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, delete, exists, func, select

from syncd.domain.account import AccountId
from syncd.domain.journal import Deed
from syncd.domain.outbox import Row, RowState
from syncd.domain.track import Service, Track, TrackRef
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.history import deed_of
from syncd.store.knowledge import tracks
from syncd.store.rows import LARGEST, outbox_of

A_DAY = timedelta(days=1)
"""So much more than is to be kept may stand: it is forgotten once a day."""

Names = Mapping[TrackRef, Track]
"""How tracks are called."""


def latest(connection: Connection, accounts: Collection[AccountId], most: int | None) -> list[Deed]:
    """The last deeds at these accounts, the newest first; `most` None: all."""
    query = select(t.journal, t.accounts.c.service).join(t.accounts, t.accounts.c.id == t.journal.c.account_id)
    mine = query.where(t.journal.c.account_id.in_(accounts)).order_by(t.journal.c.id.desc())
    return [deed_of(row) for row in connection.execute(mine.limit(None if most is None else min(most, LARGEST)))]


def failed(connection: Connection, accounts: Collection[AccountId]) -> list[Row]:
    """The rows that were given up at these accounts, the last sent first."""
    query = select(t.outbox, t.accounts.c.service).join(t.accounts, t.accounts.c.id == t.outbox.c.account_id)
    mine = query.where(t.outbox.c.account_id.in_(accounts), t.outbox.c.state == RowState.FAILED.value)
    order = (t.outbox.c.sent_at.desc(), t.outbox.c.account_id, t.outbox.c.ref)
    return [outbox_of(row) for row in connection.execute(mine.order_by(*order))]


def begun_lately(connection: Connection, accounts: Collection[AccountId], most: int) -> dict[int, datetime]:
    """The last cycles that changed something at these accounts which nobody has undone, with their first change's instant.

    Whether that can be undone, how everything stands today decides (`engine/undo.py`).
    """
    mine = t.journal.c.account_id.in_(accounts) & t.journal.c.undone_at.is_(None)
    query = select(t.journal.c.cycle, func.min(t.journal.c.at).label("began")).where(mine).group_by(t.journal.c.cycle)
    rows = connection.execute(query.order_by(t.journal.c.cycle.desc()).limit(most))
    return {row.cycle: row.began for row in rows}


def forget_before(database: Database, now: datetime, keep: timedelta, is_confirmed: Callable[[], bool]) -> None:
    """Drop what the journal holds of longer ago, and the cycles of that time (`keep_history`).

    What was undone is as young as the undo, and stays for as long as the deed that followed on its track: without it,
    nobody could tell what that undo wrote from what syncd did by itself.
    The newest cycle stays, whatever its age: the numbers of cycles must go on rising, for words are older or younger
    by them. Where nothing is so old, nothing is written; else only where somebody `is_confirmed` to say that it is now.
    """
    before = now - keep
    with database.reading() as connection:
        oldest = connection.scalar(_oldest())
    if oldest is None or oldest >= before - A_DAY or not is_confirmed():
        return
    with database.writing() as connection:
        connection.execute(delete(t.journal).where(t.journal.c.id.in_(_outlived(before))))
        newest = select(func.max(t.cycles.c.id)).scalar_subquery()
        told = select(t.journal.c.cycle)
        old = (t.cycles.c.started_at < before) & (t.cycles.c.id < newest) & t.cycles.c.id.not_in(told)
        connection.execute(delete(t.cycles).where(old))
        connection.commit()


def _oldest() -> Select[datetime]:
    """When the oldest cycle began of which not all was undone: what was may have to stay, and is no reason to ask each time."""
    deed = exists().where(t.journal.c.cycle == t.cycles.c.id)
    undone, standing = deed.where(t.journal.c.undone_at.is_not(None)), deed.where(t.journal.c.undone_at.is_(None))
    return select(t.cycles.c.started_at).where(~undone | standing).order_by(t.cycles.c.id).limit(1)


def _outlived(before: datetime) -> Select[int]:
    """The deeds of before then, but for those that were undone, or undone and followed on their track, since."""
    track = (t.journal.c.account_id, t.journal.c.ref)
    following = func.lead(t.journal.c.at, type_=t.journal.c.at.type).over(partition_by=track, order_by=t.journal.c.id)
    deeds = select(t.journal, following.label("next_at")).subquery().c
    is_over = (deeds.undone_at < before) & (func.coalesce(deeds.next_at, deeds.at) < before)
    return select(deeds.id).where(deeds.at < before, deeds.undone_at.is_(None) | is_over)


def names_of(connection: Connection, refs: Collection[TrackRef]) -> dict[TrackRef, Track]:
    """How these tracks are called: by MusicBrainz, where the ref is an MBID, else by their own service."""
    mbids = {ref: TrackRef(Service.MUSICBRAINZ, ref.id) for ref in refs if ref.service is Service.LISTENBRAINZ}
    found = {track.ref: track for track in tracks(connection, {*refs, *mbids.values()})}
    named = {ref: found.get(mbids.get(ref, ref)) or found.get(ref) for ref in refs}
    return {ref: track for ref, track in named.items() if track is not None}

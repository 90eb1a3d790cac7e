"""MBIDs come and go: two recordings turn out to be one, one gets another MBID, or loses it."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Delete,
    Row as SqlRow,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from syncd.domain.account import Score
from syncd.domain.match import Decider
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.store import tables as t
from syncd.store.closing import close
from syncd.store.rows import chunks

_MOVE = [
    update(table).where(table.c.recording_id == bindparam("lose")).values(recording_id=bindparam("keep"))
    for table in (t.mbids, t.mappings, t.outbox, t.amends)
]
_STONES = select(t.tombstones).where(t.tombstones.c.recording_id.in_(bindparam("recordings")))
_STONE_KEY = [column.name for column in t.tombstones.primary_key.columns]
_FORGET_STONE = delete(t.tombstones).where(*(t.tombstones.c[name] == bindparam(f"its_{name}") for name in _STONE_KEY))
# At the account where one of two was unloved, a line of the other stood and stands: that unlove was of a copy.
_WAS_A_COPY = exists().where(
    t.loves.c.account_id == t.tombstones.c.account_id,
    t.loves.c.score == Score.LOVE.value,
    t.loves.c.missing_since.is_(None),
    t.loves.c.since_cycle < t.tombstones.c.cycle,
    t.accounts.c.id == t.loves.c.account_id,
    t.mappings.c.service == t.accounts.c.service,
    t.mappings.c.ref == t.loves.c.ref,
    t.mappings.c.recording_id == bindparam("other"),
)
_FORGET_COPIES = delete(t.tombstones).where(
    t.tombstones.c.recording_id == bindparam("of"), t.tombstones.c.score == Score.LOVE.value, _WAS_A_COPY
)
_OWNERS = select(t.mbids.c.mbid, t.mbids.c.recording_id).where(t.mbids.c.mbid.in_(bindparam("mbids")))


def owners_of(connection: Connection, mbids: Collection[Mbid]) -> dict[Mbid, RecordingId]:
    """Whose these MBIDs are, or were, as far as anybody's."""
    owners: dict[Mbid, RecordingId] = {}
    for chunk in chunks(mbids):
        rows = connection.execute(_OWNERS, {"mbids": chunk})
        owners |= {Mbid(mbid): RecordingId(recording) for mbid, recording in rows}
    return owners


def follow(connection: Connection, recording: RecordingId, mbid: Mbid) -> None:
    """A recording has this MBID now, new or an alias of its own; the one that it had is an alias."""
    others = (t.mbids.c.recording_id == recording) & (t.mbids.c.mbid != mbid)
    connection.execute(update(t.mbids).where(others).values(is_current=False))
    known = connection.execute(update(t.mbids).where(t.mbids.c.mbid == mbid).values(is_current=True, deleted_at=None))
    if not known.rowcount:
        connection.execute(insert(t.mbids).values(mbid=mbid, recording_id=recording, is_current=True))


def free(connection: Connection, mbid: Mbid, recording: RecordingId, now: datetime) -> None:
    """An MBID is no longer anybody's; nor does it tell why these tracks were this recording, but where they state it."""
    connection.execute(update(t.mbids).where(t.mbids.c.mbid == mbid).values(is_current=False, deleted_at=now))
    judged = (t.mappings.c.recording_id == recording) & (t.mappings.c.decider != Decider.STATED.value)
    values = {"decider": Decider.NOBODY.value, "confidence": 0.0, "reasons": [], "decided_at": now}
    connection.execute(update(t.mappings).where(judged).values(values))


def unite(connection: Connection, *, keep: RecordingId, lose: RecordingId) -> None:
    """Only an MBID or a human unites rows (`design.md` §1, 5). The current MBID of `keep` stays current.

    Who took one of two copies off his list, and kept the other, unloved nothing.
    """
    has_current = connection.scalar(select(t.mbids.c.mbid).where(t.mbids.c.recording_id == keep, t.mbids.c.is_current))
    if has_current:
        connection.execute(update(t.mbids).where(t.mbids.c.recording_id == lose).values(is_current=False))
    for of, other in ((keep, lose), (lose, keep)):
        connection.execute(_FORGET_COPIES, {"of": of, "other": other})
    for each in _MOVE:
        connection.execute(each, {"keep": keep, "lose": lose})
    _later_tombstones(connection, keep, lose)
    _one_location_each(connection, keep, lose)
    for table in (t.isrcs, t.locations, t.doubts, t.misses, t.tombstones):
        _hand_over(connection, table, keep, lose)
    _close_answered(connection, keep)
    connection.execute(delete(t.recordings).where(t.recordings.c.id == lose))


def _later_tombstones(connection: Connection, keep: RecordingId, lose: RecordingId) -> None:
    """Of two tombstones at one account, of loves or of hates, the later word stands; none of its own ends one that goes further."""
    stones = connection.execute(_STONES, {"recordings": [keep, lose]}).all()
    for stone in stones:
        rivals = [other for other in stones if (other.account_id, other.score) == (stone.account_id, stone.score)]
        if any(other.recording_id != stone.recording_id and _outdoes(other, stone) for other in rivals):
            connection.execute(_FORGET_STONE, {f"its_{name}": getattr(stone, name) for name in _STONE_KEY})


def _outdoes(other: SqlRow[Any], stone: SqlRow[Any]) -> bool:
    goes_as_far = other.carries or not stone.carries
    return bool(goes_as_far and (other.cycle, other.carries) > (stone.cycle, stone.carries))


def _one_location_each(connection: Connection, keep: RecordingId, lose: RecordingId) -> None:
    """Where both stand at a service, the worse location is forgotten."""
    both = t.locations.c.recording_id.in_([keep, lose])
    places = select(t.locations.c.service).where(both).group_by(t.locations.c.service).having(func.count() > 1)
    for place in connection.scalars(places).all():
        rivals = connection.execute(select(t.locations).where(both, t.locations.c.service == place)).all()
        worse = min(rivals, key=lambda row: (*_standing(connection, row), row.recording_id == keep))
        mine = (t.locations.c.service == place) & (t.locations.c.recording_id == worse.recording_id)
        connection.execute(delete(t.locations).where(mine))


def _standing(connection: Connection, location: SqlRow[Any]) -> tuple[bool, bool, int, float]:
    """How much speaks for a location.

    What was ever sent comes first: the other track would be liked beside it, and a one-way account could never
    take that back (`design.md` §1, 9). Then what a list shows, then who decided, and how sure.
    """

    def has(table: Table, *more: ColumnElement[bool]) -> bool:
        at_its_service = (t.accounts.c.id == table.c.account_id) & (t.accounts.c.service == location.service)
        query = select(table.c.ref).join(t.accounts, at_its_service).where(table.c.ref == location.ref, *more)
        return connection.execute(query).first() is not None

    strength = -list(Decider).index(Decider(location.decider))
    return has(t.outbox, t.outbox.c.sent_at.is_not(None)), has(t.loves), strength, location.confidence


def _close_answered(connection: Connection, keep: RecordingId) -> None:
    """What one of two rows wondered about, the other one may know: nobody is asked where it is settled."""
    located = select(t.locations.c.service).where(t.locations.c.recording_id == keep)
    has_mbid = select(t.mbids.c.mbid).where(t.mbids.c.recording_id == keep, t.mbids.c.is_current)
    settled = [Service(each) for each in connection.scalars(located)]
    for place in [*settled, *([Service.MUSICBRAINZ] if connection.scalar(has_mbid) else [])]:
        close(connection, [keep], place)


def _hand_over(connection: Connection, table: Table, keep: RecordingId, lose: RecordingId) -> None:
    """Move the rows for whose other key columns `keep` has none yet; drop the rest."""
    others = _columns_beside(table)
    taken = {tuple(row) for row in connection.execute(_keys_beside(table), {"recording": keep})}
    for row in connection.execute(_keys_beside(table), {"recording": lose}).all():
        same = [column == value for column, value in zip(others, row, strict=True)]
        mine = update(table).where(table.c.recording_id == lose, *same)
        if tuple(row) not in taken:
            connection.execute(mine.values(recording_id=keep))
    connection.execute(_drop(table), {"recording": lose})


def _columns_beside(table: Table) -> list[Column[Any]]:
    """What else is in its key."""
    return [column for column in table.primary_key.columns if column.name != "recording_id"]


@cache
def _keys_beside(table: Table) -> Select[*tuple[Any, ...]]:
    """What else stands in the keys of a recording's rows; made once, as below."""
    return select(*_columns_beside(table)).where(table.c.recording_id == bindparam("recording"))


@cache
def _drop(table: Table) -> Delete:
    return delete(table).where(table.c.recording_id == bindparam("recording"))

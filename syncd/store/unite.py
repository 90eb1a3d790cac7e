"""Two recordings turn out to be one: everything that hangs on the one goes over to the other."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, Table, delete, func, select, update

from syncd.domain.match import Decider
from syncd.domain.track import RecordingId
from syncd.store import tables as t


def unite(connection: Connection, *, keep: RecordingId, lose: RecordingId) -> None:
    """Only an MBID or a human unites rows (`design.md` §1, 5). The current MBID of `keep` stays current."""
    has_current = connection.scalar(select(t.mbids.c.mbid).where(t.mbids.c.recording_id == keep, t.mbids.c.is_current))
    if has_current:
        connection.execute(update(t.mbids).where(t.mbids.c.recording_id == lose).values(is_current=False))
    for table in (t.mbids, t.mappings, t.outbox, t.withdrawals):
        connection.execute(update(table).where(table.c.recording_id == lose).values(recording_id=keep))
    _later_tombstones(connection, keep, lose)
    _one_location_each(connection, keep, lose)
    for table in (t.isrcs, t.locations, t.doubts, t.misses, t.tombstones):
        _hand_over(connection, table, keep, lose)
    connection.execute(delete(t.recordings).where(t.recordings.c.id == lose))


def _later_tombstones(connection: Connection, keep: RecordingId, lose: RecordingId) -> None:
    """Of two tombstones at one account the later word stands."""
    both = select(t.tombstones.c.account_id, func.max(t.tombstones.c.cycle).label("cycle"))
    both = both.where(t.tombstones.c.recording_id.in_([keep, lose])).group_by(t.tombstones.c.account_id)
    for row in connection.execute(both).all():
        mine = (t.tombstones.c.account_id == row.account_id) & t.tombstones.c.recording_id.in_([keep, lose])
        connection.execute(update(t.tombstones).where(mine).values(cycle=row.cycle))


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
    withdraw that (`design.md` §1, 9). Then what a list shows, then who decided, and how sure.
    """

    def has(table: Table, *more: ColumnElement[bool]) -> bool:
        at_its_service = (t.accounts.c.id == table.c.account_id) & (t.accounts.c.service == location.service)
        query = select(table.c.ref).join(t.accounts, at_its_service).where(table.c.ref == location.ref, *more)
        return connection.execute(query).first() is not None

    strength = -list(Decider).index(Decider(location.decider))
    return has(t.outbox, t.outbox.c.sent_at.is_not(None)), has(t.loves), strength, location.confidence


def _hand_over(connection: Connection, table: Table, keep: RecordingId, lose: RecordingId) -> None:
    """Move the rows for whose other key columns `keep` has none yet; drop the rest."""
    others = [column for column in table.primary_key.columns if column.name != "recording_id"]
    taken = {tuple(row) for row in connection.execute(select(*others).where(table.c.recording_id == keep))}
    for row in connection.execute(select(*others).where(table.c.recording_id == lose)).all():
        same = [column == value for column, value in zip(others, row, strict=True)]
        mine = update(table).where(table.c.recording_id == lose, *same)
        if tuple(row) not in taken:
            connection.execute(mine.values(recording_id=keep))
    connection.execute(delete(table).where(table.c.recording_id == lose))

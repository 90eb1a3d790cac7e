"""How some recordings stood before a human's last answer, so that it can be taken back as if it had never been given."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, true

from syncd.domain.track import RecordingId, TrackRef
from syncd.store import tables as t
from syncd.store.rows import Values, chunks, ref_of

_OF_RECORDINGS: tuple[Table, ...] = tuple(table for table in t.metadata.sorted_tables if "recording_id" in table.c)
"""Every table whose rows belong to a recording."""


@dataclass(frozen=True, slots=True)
class Moment:
    """All rows that an answer about these recordings can touch; `newest` was the highest number of a recording."""

    recordings: frozenset[RecordingId]
    refs: tuple[TrackRef, ...]
    newest: RecordingId
    rows: Mapping[Table, Sequence[Values]]


def moment_of(connection: Connection, recordings: Collection[RecordingId]) -> Moment:
    """Remember how these recordings stand."""
    concerned = frozenset(recordings)
    rows: dict[Table, Sequence[Values]] = {
        table: _rows(connection, table, _among(table, concerned)) for table in (t.recordings, *_OF_RECORDINGS)
    }
    refs = tuple(ref_of(row["service"], row["ref"]) for row in rows[t.mappings])
    rows[t.answers] = _rows(connection, t.answers, [_about(ref) for ref in refs])
    rows[t.artist_answers] = _rows(connection, t.artist_answers, [true()])
    newest = connection.scalar(select(func.max(t.recordings.c.id))) or 0
    return Moment(concerned, refs, RecordingId(newest), rows)


def restore(connection: Connection, before: Moment) -> None:
    """Everything is as it was. Nobody else may have written since: the one writer's lock must have been held.

    How tracks were described since stays, for it is no less true.
    """
    _remove(connection, t.answers, [_about(ref) for ref in before.refs])
    _remove(connection, t.artist_answers, [true()])
    for table in (*reversed(_OF_RECORDINGS), t.recordings):
        number = _number(table)
        _remove(connection, table, [*_among(table, before.recordings), number > before.newest])
    for table, rows in before.rows.items():
        if rows:
            connection.execute(insert(table), list(rows))


def _among(table: Table, recordings: Iterable[RecordingId]) -> list[ColumnElement[bool]]:
    return [_number(table).in_(few) for few in chunks(recordings)]


def _number(table: Table) -> ColumnElement[int]:
    number: ColumnElement[int] = table.c.id if table is t.recordings else table.c.recording_id
    return number


def _about(ref: TrackRef) -> ColumnElement[bool]:
    return (t.answers.c.service == ref.service.value) & (t.answers.c.ref == ref.id)


def _rows(connection: Connection, table: Table, which: Iterable[ColumnElement[bool]]) -> list[Values]:
    return [dict(row) for each in which for row in connection.execute(select(table).where(each)).mappings()]


def _remove(connection: Connection, table: Table, which: Iterable[ColumnElement[bool]]) -> None:
    for each in which:
        connection.execute(delete(table).where(each))

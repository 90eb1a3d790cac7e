"""Recordings that share an ISRC: one may have been merged into the other (`apis/musicbrainz.md` §4)."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from syncd.domain.track import RecordingId
from syncd.planner.batches import batches
from syncd.store import tables as t
from syncd.store.asked import FEW, OfRecordings

_mine, _other = t.isrcs.alias("mine"), t.isrcs.alias("other")
_SIBLINGS = OfRecordings.by(
    _mine.c.recording_id,
    select(_mine.c.recording_id, _other.c.recording_id.label("other"))
    .join(_other, (_mine.c.isrc == _other.c.isrc) & (_mine.c.recording_id != _other.c.recording_id))
    .distinct(),
)


def siblings(connection: Connection, recordings: Collection[RecordingId]) -> set[RecordingId]:
    """Those of these that share an ISRC with any other recording, and those others.

    Always a few at a time: of whole tables SQLite would join every ISRC with every one.
    """
    pairs = [row for few in batches(recordings, FEW) for row in _SIBLINGS.rows(connection, few)]
    return {RecordingId(each) for row in pairs for each in (row.recording_id, row.other)}

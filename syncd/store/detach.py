"""Tracks leave a recording that they are not; what belongs to the recording stays with it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from syncd.domain.match import Decider
from syncd.domain.track import RecordingId, TrackRef
from syncd.store import tables as t


def detach(connection: Connection, refs: Collection[TrackRef], now: datetime) -> RecordingId:
    """Give these tracks a recording of their own, about which nobody has been asked yet.

    The MBID, its tombstones, and where it was located stay: they were said of the recording, not of the tracks.
    """
    key = connection.execute(insert(t.recordings).values()).inserted_primary_key
    assert key is not None, "the table numbers its rows"
    new = RecordingId(key[0])
    left: set[int] = set()
    for ref in refs:
        mine = (t.mappings.c.service == ref.service.value) & (t.mappings.c.ref == ref.id)
        left.update(connection.scalars(select(t.mappings.c.recording_id).where(mine)))
        values = {"recording_id": new, "decider": Decider.NOBODY.value, "confidence": 0.0, "reasons": []}
        connection.execute(update(t.mappings).where(mine).values(**values, decided_at=now))
    _note_isrcs_anew(connection, {new, *left})
    return new


def _note_isrcs_anew(connection: Connection, recordings: Iterable[int]) -> None:
    """An ISRC belongs to a recording as long as one of its tracks carries it."""
    for recording in recordings:
        mine = (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref)
        by_ref = select(t.tracks.c.isrcs).join(t.mappings, mine).where(t.mappings.c.recording_id == recording)
        facts = select(t.tracks.c.isrcs).join(t.mbids, t.mbids.c.mbid == t.tracks.c.ref)
        by_mbid = facts.where(t.mbids.c.recording_id == recording)
        isrcs = {isrc for query in (by_ref, by_mbid) for carried in connection.scalars(query) for isrc in carried}
        connection.execute(delete(t.isrcs).where(t.isrcs.c.recording_id == recording))
        if isrcs:
            rows = [{"isrc": isrc, "recording_id": recording} for isrc in sorted(isrcs)]
            connection.execute(insert(t.isrcs), rows)

"""What every answer about a recording ends with: its questions are closed, and it is noted why it is who it is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, update

from syncd.domain.match import Candidate, Decider
from syncd.domain.memory import Source
from syncd.domain.track import RecordingId, Service
from syncd.store import tables as t
from syncd.store.rows import chunks, reason_values

_STANDING = [Source.STANDING.value, Source.MERGE.value]
_KINDS = [Source.PAGES.value, Source.ALIKE.value]
_CLOSE = [
    delete(table).where(table.c.recording_id.in_(bindparam("recordings")), table.c.place.in_(bindparam("places")))
    for table in (t.doubts, t.misses)
]
_SAY_WHY = update(t.mappings).where(
    t.mappings.c.recording_id == bindparam("recording"), t.mappings.c.decider == Decider.NOBODY.value
)


def close(connection: Connection, recordings: Collection[RecordingId], place: Service) -> None:
    """A place has answered, or is to be asked at once: doubts and misses go, those of its kinds of evidence, too."""
    kinds = _KINDS if place is Service.MUSICBRAINZ else []
    for few in chunks(recordings):
        for statement in _CLOSE:
            connection.execute(statement, {"recordings": few, "places": [place.value, *kinds]})


def say_why(
    connection: Connection, recording: RecordingId, candidate: Candidate, decider: Decider, now: datetime
) -> None:
    """Its tracks of which nobody had decided who they are, are it because of this."""
    values = {
        "decider": decider.value,
        "confidence": candidate.score,
        "reasons": reason_values(candidate.reasons),
        "decided_at": now,
    }
    connection.execute(_SAY_WHY, {"recording": recording, **values})


def forget_standing(connection: Connection, recordings: Collection[int]) -> None:
    """What MusicBrainz said became of their MBIDs was said of other days, or of other MBIDs."""
    for few in chunks(recordings):
        said = t.misses.c.recording_id.in_(few) & t.misses.c.place.in_(_STANDING)
        connection.execute(delete(t.misses).where(said))

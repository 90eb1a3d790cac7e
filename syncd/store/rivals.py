"""Two MBIDs of one ISRC may be one recording by now: MusicBrainz merges recordings (`apis/musicbrainz.md` §4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId, Track
from syncd.planner.batches import batches
from syncd.store import tables as t
from syncd.store.asked import FEW, OfRecordings
from syncd.store.closing import forget_standing
from syncd.store.rows import chunks

FRESH = timedelta(minutes=30)
"""So young an answer is not asked for again because of another list: `syncd plan` and then `syncd sync` ask once."""

_mine, _other, _theirs = t.isrcs.alias("mine"), t.isrcs.alias("other"), t.mbids.alias("theirs")
_SHARED = (_mine.c.isrc == _other.c.isrc) & (_mine.c.recording_id != _other.c.recording_id)
_WAS_ANSWERED = exists().where(
    t.misses.c.recording_id == _theirs.c.recording_id, t.misses.c.place == Source.STANDING.value
)
_IS_OPEN = or_(_theirs.c.asked_at.is_(None), _theirs.c.known_at.is_(None) & ~_WAS_ANSWERED)
_RIVALS = OfRecordings.by(
    _mine.c.recording_id,
    select(_mine.c.recording_id, _theirs.c.recording_id.label("rival"))
    .join(_other, _SHARED)
    .join(_theirs, _theirs.c.recording_id == _other.c.recording_id)
    .where(_theirs.c.is_current, _IS_OPEN)
    .distinct(),
)
_OPEN = OfRecordings.by(_theirs.c.recording_id, select(_theirs.c.recording_id).where(_theirs.c.is_current, _IS_OPEN))
_GROUPS = OfRecordings.by(
    _mine.c.recording_id,
    select(_mine.c.recording_id, _other.c.recording_id.label("other")).join(_other, _SHARED).distinct(),
)
_UNKNOWN = select(t.mbids.c.mbid).where(t.mbids.c.known_at.is_(None), t.mbids.c.mbid.in_(bindparam("mbids")))
_NOTED = (
    select(t.mbids.c.mbid, t.isrcs.c.isrc)
    .join(t.isrcs, t.isrcs.c.recording_id == t.mbids.c.recording_id)
    .where(t.mbids.c.mbid.in_(bindparam("mbids")))
)


def rivals(connection: Connection, recordings: Collection[RecordingId]) -> dict[RecordingId, set[RecordingId]]:
    """Others that each of these may be, as long as nobody has said what became of their MBIDs."""
    found: dict[RecordingId, set[RecordingId]] = defaultdict(set)
    for few in batches(recordings, FEW):  # of whole tables SQLite would join every ISRC with every MBID
        for row in _RIVALS.rows(connection, few):
            found[RecordingId(row.recording_id)].add(RecordingId(row.rival))
    return found


def unsettled(connection: Connection, recordings: Collection[RecordingId]) -> set[int]:
    """Those of these of whose current MBIDs nobody has said what became of them."""
    return _OPEN.ids(connection, recordings)


def news(connection: Connection, facts: Mapping[Mbid, Track]) -> set[Mbid]:
    """Those of these MBIDs of which nobody knew any facts so far, or not all of their ISRCs."""
    found: set[Mbid] = set()
    for few in chunks(facts):
        noted: dict[str, set[str]] = defaultdict(set)
        for mbid, isrc in connection.execute(_NOTED, {"mbids": few}):
            noted[mbid].add(isrc)
        found |= {mbid for mbid in few if not facts[mbid].isrcs <= noted[mbid]}
        found.update(map(Mbid, connection.scalars(_UNKNOWN, {"mbids": few})))
    return found


def ask_anew(
    connection: Connection,
    recordings: Collection[RecordingId],
    but: Collection[Mbid] = (),
    fresh: tuple[datetime, datetime] | None = None,
) -> None:
    """The current MBIDs of these are to be asked about anew, but for those, and for what was asked in a `fresh` time."""
    is_stale = t.mbids.c.asked_at.is_not(None) if fresh is None else ~t.mbids.c.asked_at.between(*fresh)
    for few in chunks(recordings):
        mine = t.mbids.c.recording_id.in_(few) & t.mbids.c.is_current & is_stale
        mbids = set(connection.scalars(select(t.mbids.c.mbid).where(mine))).difference(but)
        for some in chunks(mbids):
            connection.execute(update(t.mbids).where(t.mbids.c.mbid.in_(some)).values(asked_at=None))
            theirs = connection.scalars(select(t.mbids.c.recording_id).where(t.mbids.c.mbid.in_(some))).all()
            forget_standing(connection, theirs)


def groups(connection: Connection, recordings: Collection[RecordingId]) -> set[RecordingId]:
    """These and all others with which any of them shares an ISRC; of those that share none, nothing."""
    found: set[RecordingId] = set()
    for few in batches(recordings, FEW):
        for row in _GROUPS.rows(connection, few):
            found |= {RecordingId(row.recording_id), RecordingId(row.other)}
    return found

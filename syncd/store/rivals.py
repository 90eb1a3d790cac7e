"""Two MBIDs of one ISRC may be one recording by now: MusicBrainz merges recordings (`apis/musicbrainz.md` §4)."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId
from syncd.planner.batches import batches
from syncd.store import tables as t
from syncd.store.asked import FEW, OfRecordings
from syncd.store.closing import forget_standing
from syncd.store.rows import chunks

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
_SHARING = (
    select(_theirs.c.mbid)
    .join(_other, _other.c.recording_id == _theirs.c.recording_id)
    .join(_mine, _SHARED)
    .join(t.mbids, t.mbids.c.recording_id == _mine.c.recording_id)
    .where(_theirs.c.is_current, t.mbids.c.mbid.in_(bindparam("mbids")))
    .distinct()
)
_UNKNOWN = select(t.mbids.c.mbid).where(t.mbids.c.known_at.is_(None), t.mbids.c.mbid.in_(bindparam("mbids")))


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


def unknown(connection: Connection, mbids: Collection[Mbid]) -> set[Mbid]:
    """Those of these MBIDs of which nobody knew any facts so far."""
    return {Mbid(mbid) for few in chunks(mbids) for mbid in connection.scalars(_UNKNOWN, {"mbids": few})}


def ask_rivals(connection: Connection, mbids: Collection[Mbid], but: Collection[Mbid]) -> None:
    """Other MBIDs that share an ISRC with these are to be asked about anew, but for those."""
    for few in chunks(mbids):
        found = connection.scalars(_SHARING, {"mbids": few}).all()
        for some in chunks(set(found).difference(but)):
            connection.execute(update(t.mbids).where(t.mbids.c.mbid.in_(some)).values(asked_at=None))
            theirs = connection.scalars(select(t.mbids.c.recording_id).where(t.mbids.c.mbid.in_(some))).all()
            forget_standing(connection, theirs)

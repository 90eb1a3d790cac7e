"""What is to be asked now, and of whom: a miss is believed for a while, and so is a fact."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, true, update

from syncd.domain.answer import Said
from syncd.domain.frozen import frozen
from syncd.domain.match import Decider
from syncd.domain.memory import Question, Source
from syncd.domain.track import Mbid, RecordingId, Service, TrackRef
from syncd.store import tables as t
from syncd.store.asked import OfRecordings
from syncd.store.closing import forget_standing
from syncd.store.hearsay import is_unjudged
from syncd.store.knowledge import KNOWN_FOR, described
from syncd.store.revision import MOVES_NOTHING
from syncd.store.rows import chunks, ref_of

BELIEVED_FOR = timedelta(days=30)
"""For how long an MBID that nobody is about to push is believed to stand (`apis/musicbrainz.md` §7)."""

FRESH_FOR = timedelta(minutes=30)
"""For how long facts of what is hated or was unloved are fresh enough to love anything else by them."""

LONGEST_WAIT = timedelta(days=200)
"""No miss waits longer; what seems to, was noted by a clock that was set back since."""

CLOCKS_APART = timedelta(days=1)
"""An answer from a later moment than this after now is of such a clock, too."""

_SOURCES = [source.value for source in Source]
_IS_UNKNOWN = and_(t.mbids.c.is_current, t.mbids.c.known_at.is_(None), t.mbids.c.asked_at.is_not(None))
_UNKNOWN = OfRecordings.by(t.mbids.c.recording_id, select(t.mbids.c.mbid, t.mbids.c.recording_id).where(_IS_UNKNOWN))
_IS_OLD = or_(
    t.mbids.c.asked_at.is_(None), t.mbids.c.asked_at < bindparam("before"), t.mbids.c.asked_at > bindparam("after")
)
_FACTLESS = OfRecordings.by(
    t.mbids.c.recording_id,
    select(t.mbids.c.mbid, t.mbids.c.recording_id).where(t.mbids.c.is_current, t.mbids.c.known_at.is_(None)),
)
_OLD = OfRecordings.by(t.mbids.c.recording_id, select(t.mbids).where(t.mbids.c.is_current, _IS_OLD))
_STANDINGS = OfRecordings.by(t.misses.c.recording_id, select(t.misses).where(t.misses.c.place == Source.STANDING.value))
_NOTE = (
    update(t.mbids)
    .where(t.mbids.c.mbid == bindparam("of"))
    .values(known_at=bindparam("known"), asked_at=bindparam("now"))
)
_RENEW = _NOTE.execution_options(**MOVES_NOTHING)
_ALIKE = OfRecordings.by(t.misses.c.recording_id, select(t.misses).where(t.misses.c.place == Source.ALIKE.value))
_CONFIRMED = OfRecordings.by(
    t.misses.c.recording_id,
    select(t.misses.c.recording_id).where(t.misses.c.place == Service.MUSICBRAINZ.value, t.misses.c.tries > 1),
)
_TRIES = OfRecordings.by(
    t.misses.c.recording_id,
    select(t.misses.c.recording_id, t.misses.c.tries).where(t.misses.c.place == bindparam("place")),
)
_MISSES = OfRecordings.by(
    t.misses.c.recording_id,
    select(t.misses.c.recording_id, t.misses.c.place).where(
        t.misses.c.place.in_(bindparam("places")),
        t.misses.c.not_before > bindparam("now"),
        t.misses.c.not_before <= bindparam("latest"),
    ),
)
_IDENTIFIED = OfRecordings.by(t.mbids.c.recording_id, select(t.mbids.c.recording_id).where(t.mbids.c.is_current))
_LOCATED = OfRecordings.by(
    t.locations.c.recording_id,
    select(t.locations.c.recording_id).where(t.locations.c.service == bindparam("place"), ~is_unjudged(t.locations)),
)
_IN_DOUBT = OfRecordings.by(
    t.doubts.c.recording_id, select(t.doubts.c.recording_id).where(t.doubts.c.place == bindparam("place"))
)
_OVERRULED = (
    select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)
    .join(
        t.tracks,
        (t.tracks.c.service == t.mappings.c.service) & (t.tracks.c.ref == t.mappings.c.ref) & (t.tracks.c.title != ""),
    )
    .join(t.answers, (t.answers.c.service == t.mappings.c.service) & (t.answers.c.ref == t.mappings.c.ref))
    .outerjoin(t.mbids, (t.mbids.c.mbid == t.answers.c.answer) & (t.mbids.c.recording_id == t.mappings.c.recording_id))
    .where(t.answers.c.place == Service.MUSICBRAINZ.value, t.answers.c.said == Said.IS.value)
    .where(t.mappings.c.decider == Decider.STATED.value, t.mbids.c.mbid.is_(None))
)


def questions(
    connection: Connection, recordings: Collection[RecordingId], place: Service, now: datetime
) -> list[Question]:
    """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
    unanswered = _unanswered(connection, place, recordings)
    waiting = _waiting(connection, place, now, unanswered)
    return _questions(connection, [each for each in unanswered if each not in waiting], place, now)


def tries(
    connection: Connection, recordings: Collection[RecordingId], place: Service | Source
) -> Mapping[RecordingId, int]:
    """How often a place was asked about recordings in vain; those that were never missed are not told."""
    return {RecordingId(row.recording_id): row.tries for row in _TRIES.rows(connection, recordings, place=place.value)}


def missed(connection: Connection, recordings: Collection[RecordingId], now: datetime, most: int) -> list[Question]:
    """At most so many of these that exact evidence missed for good, and whose alike names are due; the never asked first.

    A first miss is weak evidence (`apis/musicbrainz.md` §8, 15): it is confirmed before it costs a request of its own.
    """
    in_vain = _CONFIRMED.ids(connection, recordings)
    if not in_vain:
        return []
    tries = {row.recording_id: row.tries for row in _ALIKE.rows(connection, recordings)}
    unanswered = _unanswered(connection, Service.MUSICBRAINZ, [each for each in recordings if each in in_vain])
    waiting = _waiting(connection, Source.ALIKE, now, unanswered)
    wanted = [each for each in unanswered if each not in waiting]
    wanted.sort(key=lambda each: tries.get(each, 0))
    return _questions(connection, wanted[:most], Service.MUSICBRAINZ, now)


def unasked(
    connection: Connection, recordings: Collection[RecordingId], now: datetime, wanted: Collection[RecordingId]
) -> list[Mbid]:
    """The current MBIDs of these recordings whose facts were not asked for lately (see `ports.Identity`)."""
    rows = _OLD.rows(connection, recordings, before=now - KNOWN_FOR, after=now + CLOCKS_APART)
    asked, urgent = set(recordings), set(wanted)

    def is_due(row: Any) -> bool:
        is_believed = row.known_at is not None and row.asked_at is not None and row.asked_at >= now - BELIEVED_FOR
        return row.recording_id in urgent or not is_believed

    return [Mbid(row.mbid) for row in rows if row.recording_id in asked and is_due(row)]


def note_asked(connection: Connection, asked: Collection[Mbid], now: datetime, known: Collection[Mbid]) -> None:
    """These MBIDs were asked about just now, and of these facts are known.

    Where the same was said a few days ago, nothing has moved that a cycle goes by.
    """
    for few in chunks(asked):
        rows = connection.execute(select(t.mbids).where(t.mbids.c.mbid.in_(few))).all()
        for is_news, some in ((True, _NOTE), (False, _RENEW)):
            values = [
                {"of": row.mbid, "known": now if row.mbid in known else None, "now": now}
                for row in rows
                if _is_news(row, now, is_known=row.mbid in known) is is_news
            ]
            if values:
                connection.execute(some, values)


def _is_news(row: Any, now: datetime, *, is_known: bool) -> bool:
    is_recent = row.asked_at is not None and row.asked_at > now - KNOWN_FOR
    return not is_recent or is_known is not (row.known_at is not None)


def stale(connection: Connection, recordings: Collection[RecordingId], now: datetime) -> list[Mbid]:
    """The current MBIDs of these recordings whose facts were not asked for just now (see `ports.Identity`)."""
    asked, rows = set(recordings), _OLD.rows(connection, recordings, before=now - FRESH_FOR, after=now)
    return [Mbid(row.mbid) for row in rows if row.recording_id in asked]


def without_standing(connection: Connection, recordings: Collection[RecordingId], now: datetime) -> list[Mbid]:
    """Those of the stale ones of which MusicBrainz did not tell lately that they stand (see `ports.Identity`)."""
    return stale(connection, set(recordings) - _waiting(connection, Source.MERGE, now, recordings), now)


def without_facts(connection: Connection, recordings: Collection[RecordingId]) -> set[Mbid]:
    """The current MBIDs of these that have no facts, whoever was asked for any."""
    asked = set(recordings)
    return {Mbid(row.mbid) for row in _FACTLESS.rows(connection, recordings) if row.recording_id in asked}


def forget_outdated_standings(connection: Connection, asked: Collection[Mbid], known: Collection[Mbid]) -> None:
    """Of what had facts and has none any more, or has facts again, nobody needs to have said that it stands."""
    for few in chunks(asked):
        rows = connection.execute(select(t.mbids).where(t.mbids.c.mbid.in_(few))).all()
        changed = [row.recording_id for row in rows if row.mbid in known or row.known_at is not None]
        forget_standing(connection, changed)


def lost(connection: Connection, recordings: Collection[RecordingId], now: datetime, why: Source) -> list[Mbid]:
    """The current MBIDs of these that have no facts, and whose standing is due to be asked for (see `ports.Identity`)."""
    rows = _UNKNOWN.rows(connection, recordings)
    if not rows:
        return []
    tries = {row.recording_id: row.tries for row in _STANDINGS.rows(connection, recordings)}
    due = set(recordings) - _waiting(connection, why, now, recordings)
    asked = [row for row in rows if row.recording_id in due]
    return [Mbid(row.mbid) for row in sorted(asked, key=lambda row: tries.get(row.recording_id, 0))]


def ask_again(connection: Connection, recordings: Collection[RecordingId], now: datetime) -> set[RecordingId]:
    """Whatever these wait for is due now (see `ports.Identity`); those that waited for anything.

    How often they were asked in vain is kept: only what exact names missed twice is looked for by alike ones.
    """
    waited: set[RecordingId] = set()
    for few in chunks(recordings):
        for table, which in ((t.doubts, true()), (t.misses, true()), (t.mbids, _IS_UNKNOWN)):
            found = connection.scalars(select(table.c.recording_id).where(table.c.recording_id.in_(few), which))
            waited.update(map(RecordingId, found))
        connection.execute(delete(t.doubts).where(t.doubts.c.recording_id.in_(few)))
        connection.execute(update(t.misses).where(t.misses.c.recording_id.in_(few)).values(not_before=now))
        connection.execute(update(t.mbids).where(t.mbids.c.recording_id.in_(few), _IS_UNKNOWN).values(asked_at=None))
    return waited


def overruled(connection: Connection, recordings: Collection[RecordingId]) -> list[TrackRef]:
    """The tracks that these are because their service says so, though a human says that they are another recording.

    Of those that bear names: nobody can be asked about the others.
    """
    wanted = set(recordings)
    return [ref_of(row.service, row.ref) for row in connection.execute(_OVERRULED) if row.recording_id in wanted]


def _questions(connection: Connection, wanted: Sequence[RecordingId], place: Service, now: datetime) -> list[Question]:
    if not wanted:
        return []
    found, in_vain = described(connection, wanted, place), _in_vain(connection, now, wanted)
    return [
        Question(recording=each, tracks=tuple(found[each]), in_vain=frozen(in_vain[each]))
        for each in wanted
        if each in found
    ]


def _in_vain(connection: Connection, now: datetime, recordings: Collection[RecordingId]) -> dict[int, set[Source]]:
    """The kinds of evidence that wait for themselves, by recording."""
    found: dict[int, set[Source]] = defaultdict(set)
    for recording, place in _MISSES.rows(connection, recordings, places=_SOURCES, **_later(now)):
        found[recording].add(Source(place))
    return found


def _unanswered(connection: Connection, place: Service, recordings: Collection[RecordingId]) -> Collection[RecordingId]:
    """Those that a place has not answered, and that do not wait for a human; of what is settled nothing more is asked."""
    for settled in (_IDENTIFIED if place is Service.MUSICBRAINZ else _LOCATED, _IN_DOUBT):
        found = settled.ids(connection, recordings, place=place.value)
        recordings = [each for each in recordings if each not in found]
    return recordings


def _waiting(
    connection: Connection, place: Service | Source, now: datetime, recordings: Collection[RecordingId]
) -> set[int]:
    """Those that a place, or a kind of evidence, missed so lately that the miss is still believed."""
    return _MISSES.ids(connection, recordings, places=[place.value], **_later(now))


def _later(now: datetime) -> dict[str, datetime]:
    """Between which instants a miss ends that is still believed."""
    return {"now": now, "latest": now + LONGEST_WAIT}

"""What is to be asked now, and of whom: a miss is believed for a while, and so is a fact."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from syncd.domain.memory import Question, Source
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.store import tables as t
from syncd.store.knowledge import KNOWN_FOR, described

BELIEVED_FOR = timedelta(days=30)
"""For how long an MBID that nobody is about to push is believed to stand (`apis/musicbrainz.md` §7)."""

LONGEST_WAIT = timedelta(days=200)
"""No miss waits longer; what seems to, was noted by a clock that was set back since."""

CLOCKS_APART = timedelta(days=1)
"""An answer from a later moment than this after now is of such a clock, too."""

_SOURCES = [source.value for source in Source]


def questions(
    connection: Connection, recordings: Collection[RecordingId], place: Service, now: datetime
) -> list[Question]:
    """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
    settled = _answered(connection, place) | _waiting(connection, place, now)
    return _questions(connection, [each for each in recordings if each not in settled], place, now)


def missed(connection: Connection, recordings: Collection[RecordingId], now: datetime, most: int) -> list[Question]:
    """At most so many of these that exact evidence missed for good, and whose alike names are due; the never asked first.

    A first miss is weak evidence (`apis/musicbrainz.md` §8, 15): it is confirmed before it costs a request of its own.
    """
    tries = {
        row.recording_id: row.tries
        for row in connection.execute(select(t.misses).where(t.misses.c.place == Source.ALIKE.value))
    }
    confirmed = (t.misses.c.place == Service.MUSICBRAINZ.value) & (t.misses.c.tries > 1)
    in_vain = set(connection.scalars(select(t.misses.c.recording_id).where(confirmed)))
    settled = _answered(connection, Service.MUSICBRAINZ) | _waiting(connection, Source.ALIKE, now)
    wanted = [each for each in recordings if each in in_vain and each not in settled]
    wanted.sort(key=lambda each: tries.get(each, 0))
    return _questions(connection, wanted[:most], Service.MUSICBRAINZ, now)


def unasked(
    connection: Connection, recordings: Collection[RecordingId], now: datetime, wanted: Collection[RecordingId]
) -> list[Mbid]:
    """The current MBIDs of these recordings whose facts were not asked for lately (see `ports.Identity`)."""
    is_old = or_(
        t.mbids.c.asked_at.is_(None), t.mbids.c.asked_at < now - KNOWN_FOR, t.mbids.c.asked_at > now + CLOCKS_APART
    )
    query = select(t.mbids.c.mbid, t.mbids.c.recording_id, t.mbids.c.known_at, t.mbids.c.asked_at)
    rows = connection.execute(query.where(t.mbids.c.is_current, is_old)).all()
    asked, urgent = set(recordings), set(wanted)

    def is_due(row: Any) -> bool:
        is_believed = row.known_at is not None and row.asked_at is not None and row.asked_at >= now - BELIEVED_FOR
        return row.recording_id in urgent or not is_believed

    return [Mbid(row.mbid) for row in rows if row.recording_id in asked and is_due(row)]


def lost(connection: Connection, recordings: Collection[RecordingId], now: datetime, most: int) -> list[Mbid]:
    """At most so many of their current MBIDs that have no facts, and whose standing is due to be asked for."""
    is_unknown = and_(t.mbids.c.is_current, t.mbids.c.known_at.is_(None), t.mbids.c.asked_at.is_not(None))
    rows = connection.execute(select(t.mbids.c.mbid, t.mbids.c.recording_id).where(is_unknown)).all()
    due = set(recordings) - _waiting(connection, Source.STANDING, now) if rows else set()
    return [Mbid(row.mbid) for row in rows if row.recording_id in due][:most]


def _questions(connection: Connection, wanted: Sequence[RecordingId], place: Service, now: datetime) -> list[Question]:
    if not wanted:
        return []
    found, in_vain = described(connection, wanted, place), _in_vain(connection, now)
    return [
        Question(recording=each, tracks=tuple(found[each]), in_vain=frozenset(in_vain[each]))
        for each in wanted
        if each in found
    ]


def _in_vain(connection: Connection, now: datetime) -> dict[int, set[Source]]:
    """The kinds of evidence that wait for themselves, by recording."""
    later = t.misses.c.place.in_(_SOURCES) & _is_later(now)
    found: dict[int, set[Source]] = defaultdict(set)
    for row in connection.execute(select(t.misses.c.recording_id, t.misses.c.place).where(later)):
        found[row.recording_id].add(Source(row.place))
    return found


def _answered(connection: Connection, place: Service) -> set[int]:
    """Recordings that a place need not be asked about: answered, or waiting for a human."""
    if place is Service.MUSICBRAINZ:
        query = select(t.mbids.c.recording_id).where(t.mbids.c.is_current)
    else:
        query = select(t.locations.c.recording_id).where(t.locations.c.service == place.value)
    waiting = select(t.doubts.c.recording_id).where(t.doubts.c.place == place.value)
    return set(connection.scalars(query)) | set(connection.scalars(waiting))


def _waiting(connection: Connection, place: Service | Source, now: datetime) -> set[int]:
    """Those that a place, or a kind of evidence, missed so lately that the miss is still believed."""
    later = (t.misses.c.place == place.value) & _is_later(now)
    return set(connection.scalars(select(t.misses.c.recording_id).where(later)))


def _is_later(now: datetime) -> ColumnElement[bool]:
    return and_(t.misses.c.not_before > now, t.misses.c.not_before <= now + LONGEST_WAIT)

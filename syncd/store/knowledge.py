"""Who is who, as it is asked: the reading half of the identity tables."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, Table, or_, select

from syncd.domain.match import Candidate
from syncd.domain.memory import Favourite, Question
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.answers import is_disputed, is_skipped
from syncd.store import tables as t
from syncd.store.answers import SqlAnswers
from syncd.store.rows import candidate_of, chunks, ref_of, track_of

KNOWN_FOR = timedelta(days=7)
"""For how long ListenBrainz' metadata is believed to know an MBID before we ask again."""


def mapped(connection: Connection, services: Collection[Service]) -> dict[TrackRef, RecordingId]:
    """Which recording each ref is that these services have shown."""
    query = select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)
    rows = connection.execute(query.where(t.mappings.c.service.in_(services)))
    return {ref_of(row.service, row.ref): RecordingId(row.recording_id) for row in rows}


def recordings_of(connection: Connection, services: Collection[Service]) -> dict[TrackRef, RecordingId]:
    """Which recording each known ref of these services is. MBIDs, merged ones too, are refs at ListenBrainz."""
    known = mapped(connection, services)
    if Service.LISTENBRAINZ in services:
        for row in connection.execute(select(t.mbids.c.mbid, t.mbids.c.recording_id)):
            known.setdefault(TrackRef(Service.LISTENBRAINZ, row.mbid), RecordingId(row.recording_id))
    return known


def questions(
    connection: Connection, recordings: Collection[RecordingId], place: Service, now: datetime
) -> list[Question]:
    """What is to be asked now about these recordings at a place (MusicBrainz: who they are)."""
    settled = _answered(connection, place) | _not_due(connection, place, now)
    wanted = [recording for recording in recordings if recording not in settled]
    described = _descriptions(connection, wanted, place)
    return [Question(recording=each, tracks=tuple(described[each])) for each in wanted if described[each]]


def unasked(connection: Connection, recordings: Collection[RecordingId], now: datetime) -> list[Mbid]:
    """The current MBIDs of these recordings that ListenBrainz' metadata was not asked about lately."""
    long_ago = or_(t.mbids.c.asked_at.is_(None), t.mbids.c.asked_at < now - KNOWN_FOR)
    rows = connection.execute(select(t.mbids.c.mbid, t.mbids.c.recording_id).where(t.mbids.c.is_current, long_ago))
    wanted = set(recordings)
    return [Mbid(row.mbid) for row in rows if row.recording_id in wanted]


def rivals(connection: Connection, mbids: Collection[Mbid]) -> list[Mbid]:
    """Other current MBIDs whose recordings share an ISRC with the recordings of these."""
    mine, other = t.isrcs.alias("mine"), t.isrcs.alias("other")
    theirs = t.mbids.alias("theirs")
    query = (
        select(theirs.c.mbid)
        .join(other, other.c.recording_id == theirs.c.recording_id)
        .join(mine, (mine.c.isrc == other.c.isrc) & (mine.c.recording_id != other.c.recording_id))
        .join(t.mbids, t.mbids.c.recording_id == mine.c.recording_id)
        .where(theirs.c.is_current)
        .distinct()
    )
    found = (row for chunk in chunks(mbids) for row in connection.scalars(query.where(t.mbids.c.mbid.in_(chunk))))
    return sorted({Mbid(mbid) for mbid in found} - set(mbids))


def doubts(
    connection: Connection, recordings: Collection[RecordingId], place: Service
) -> dict[RecordingId, tuple[Candidate, ...]]:
    """The candidates that wait for a human."""
    rows = connection.execute(select(t.doubts).where(t.doubts.c.place == place.value))
    wanted = set(recordings)
    return {
        RecordingId(row.recording_id): tuple(candidate_of(values) for values in row.candidates)
        for row in rows
        if row.recording_id in wanted
    }


def favourites(
    connection: Connection, recordings: Collection[RecordingId], now: datetime
) -> dict[RecordingId, Favourite]:
    """What planning needs to know of these recordings."""
    refs, located, said = _refs(connection), _located(connection), SqlAnswers(connection).by_recording()
    current, known = _mbids(connection, now)
    doubted, missed, described = _places(connection, t.doubts), _places(connection, t.misses), _described(connection)
    return {
        each: Favourite(
            recording=each,
            mbid=current.get(each),
            is_known=known.get(each),
            refs=frozenset(refs[each]),
            located=located[each],
            doubts=frozenset(doubted[each]),
            misses=frozenset(missed[each]),
            is_described=each in described,
            is_skipped=is_skipped(said.get(each, ())),
            is_disputed=is_disputed(said.get(each, ()), refs[each], located[each]),
        )
        for each in recordings
    }


def descriptions(connection: Connection, recordings: Collection[RecordingId]) -> dict[RecordingId, Track]:
    """One track that describes each recording best: MusicBrainz' own where there is one."""
    return {
        each: tracks[0] for each, tracks in _descriptions(connection, recordings, Service.JAMENDO).items() if tracks
    }


def _refs(connection: Connection) -> dict[int, set[TrackRef]]:
    refs: dict[int, set[TrackRef]] = defaultdict(set)
    for row in connection.execute(select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)):
        refs[row.recording_id].add(ref_of(row.service, row.ref))
    for alias in connection.execute(select(t.mbids.c.mbid, t.mbids.c.recording_id)):
        refs[alias.recording_id].add(TrackRef(Service.LISTENBRAINZ, alias.mbid))
    return refs


def _located(connection: Connection) -> dict[int, dict[Service, TrackRef]]:
    located: dict[int, dict[Service, TrackRef]] = defaultdict(dict)
    for row in connection.execute(select(t.locations.c.service, t.locations.c.ref, t.locations.c.recording_id)):
        located[row.recording_id][Service(row.service)] = ref_of(row.service, row.ref)
    return located


def _mbids(connection: Connection, now: datetime) -> tuple[dict[int, Mbid], dict[int, bool]]:
    rows = connection.execute(select(t.mbids).where(t.mbids.c.is_current)).all()
    lately = now - KNOWN_FOR - timedelta(days=1)  # a day's grace: the answer is renewed once it is a week old
    current = {row.recording_id: Mbid(row.mbid) for row in rows}
    known = {row.recording_id: row.known_at is not None for row in rows if row.asked_at and row.asked_at >= lately}
    return current, known


def _described(connection: Connection) -> set[int]:
    """The recordings whose names somebody knows."""
    heard = (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref)
    facts = (
        (t.tracks.c.service == Service.MUSICBRAINZ.value) & (t.mbids.c.mbid == t.tracks.c.ref) & t.mbids.c.is_current
    )
    by_source = select(t.mappings.c.recording_id).join(t.tracks, heard).where(t.tracks.c.title != "")
    by_catalogue = select(t.mbids.c.recording_id).join(t.tracks, facts).where(t.tracks.c.title != "")
    return set(connection.scalars(by_source)) | set(connection.scalars(by_catalogue))


def _places(connection: Connection, table: Table) -> dict[int, set[Service]]:
    places: dict[int, set[Service]] = defaultdict(set)
    for row in connection.execute(select(table.c.recording_id, table.c.place)):
        places[row.recording_id].add(Service(row.place))
    return places


def _answered(connection: Connection, place: Service) -> set[int]:
    """Recordings that a place need not be asked about: answered, or waiting for a human."""
    if place is Service.MUSICBRAINZ:
        query = select(t.mbids.c.recording_id)
    else:
        query = select(t.locations.c.recording_id).where(t.locations.c.service == place.value)
    waiting = select(t.doubts.c.recording_id).where(t.doubts.c.place == place.value)
    return set(connection.scalars(query)) | set(connection.scalars(waiting))


def _not_due(connection: Connection, place: Service, now: datetime) -> set[int]:
    later = (t.misses.c.place == place.value) & (t.misses.c.not_before > now)
    return set(connection.scalars(select(t.misses.c.recording_id).where(later)))


def _descriptions(
    connection: Connection, recordings: Iterable[RecordingId], place: Service
) -> dict[RecordingId, list[Track]]:
    """How sources describe recordings; a target is asked with MusicBrainz' description first."""
    described: dict[RecordingId, list[Track]] = defaultdict(list)
    wanted = set(recordings)
    if place is not Service.MUSICBRAINZ:
        by_mbid = (t.tracks.c.service == Service.MUSICBRAINZ.value) & (t.tracks.c.ref == t.mbids.c.mbid)
        current = select(t.tracks, t.mbids.c.recording_id).join(t.mbids, by_mbid).where(t.mbids.c.is_current)
        _describe(connection, current, wanted, described)
    by_ref = (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref)
    heard = select(t.tracks, t.mappings.c.recording_id).join(t.mappings, by_ref)
    _describe(connection, heard, wanted, described)
    return described


def _describe(
    connection: Connection,
    query: Select[*tuple[object, ...]],
    wanted: set[RecordingId],
    described: dict[RecordingId, list[Track]],
) -> None:
    """Tracks with a name; a bare MSID or an MBID that nobody described says nothing."""
    for row in connection.execute(query).mappings():
        if row["recording_id"] in wanted and row["title"]:
            described[row["recording_id"]].append(track_of(row))

"""Who is who, as it is asked: the reading half of the identity tables."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam, exists, select

from syncd.domain.frozen import frozen
from syncd.domain.match import Candidate
from syncd.domain.memory import Favourite, Source
from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.answers import is_disputed, skipped_by
from syncd.store import tables as t
from syncd.store.answers import SqlAnswers
from syncd.store.asked import FEW, OfRecordings
from syncd.store.hearsay import is_unjudged
from syncd.store.rows import candidate_of, chunks, ref_of, track_of

KNOWN_FOR = timedelta(days=7)
"""For how long the catalogue is believed to know an MBID that may be pushed, before we ask again."""

STILL_KNOWN_FOR = KNOWN_FOR + timedelta(days=1)
"""A day's grace: the answer is renewed once it is a week old, and a late cycle goes on meanwhile."""

_Refs = dict[int, set[TrackRef]]

_MAPPED = select(t.mappings.c.service, t.mappings.c.ref, t.mappings.c.recording_id)
_MAPPED_AT = _MAPPED.where(t.mappings.c.service.in_(bindparam("services")))
_MAPPED_REFS = _MAPPED_AT.where(t.mappings.c.ref.in_(bindparam("refs")))
_MBIDS = select(t.mbids.c.mbid, t.mbids.c.recording_id)
_SOME_MBIDS = _MBIDS.where(t.mbids.c.mbid.in_(bindparam("mbids")))


def mapped(connection: Connection, services: Collection[Service]) -> dict[TrackRef, RecordingId]:
    """Which recording each ref is that these services have shown."""
    rows = connection.execute(_MAPPED_AT, {"services": [service.value for service in services]})
    return {ref_of(service, ref): RecordingId(recording) for service, ref, recording in rows}


def recordings_of(connection: Connection, services: Collection[Service]) -> dict[TrackRef, RecordingId]:
    """Which recording each known ref of these services is. MBIDs, merged ones too, are refs at ListenBrainz."""
    known = mapped(connection, services)
    if Service.LISTENBRAINZ in services:
        for mbid, recording in connection.execute(_MBIDS):
            known.setdefault(TrackRef(Service.LISTENBRAINZ, mbid), RecordingId(recording))
    return known


def recordings_of_refs(connection: Connection, refs: Collection[TrackRef]) -> dict[TrackRef, RecordingId]:
    """Which recording each of these refs is, as far as it is known: as above."""
    if len(refs) > FEW:
        known = recordings_of(connection, {ref.service for ref in refs})
        return {ref: known[ref] for ref in refs if ref in known}
    shown = mapped_refs(connection, refs)
    ids = [ref.id for ref in refs if ref.service is Service.LISTENBRAINZ and ref not in shown]
    rows = connection.execute(_SOME_MBIDS, {"mbids": ids}) if ids else ()
    return shown | {TrackRef(Service.LISTENBRAINZ, mbid): RecordingId(recording) for mbid, recording in rows}


def mapped_refs(connection: Connection, refs: Collection[TrackRef]) -> dict[TrackRef, RecordingId]:
    """Which recording each of these refs is that services have shown."""
    wanted, found = set(refs), dict[TrackRef, RecordingId]()
    for few in chunks(refs):
        parts = {"services": list({ref.service.value for ref in few}), "refs": [ref.id for ref in few]}
        rows = [
            (ref_of(service, id_), recording) for service, id_, recording in connection.execute(_MAPPED_REFS, parts)
        ]
        found |= {ref: RecordingId(recording) for ref, recording in rows if ref in wanted}
    return found


def recording_of(connection: Connection, ref: TrackRef) -> RecordingId | None:
    """Which recording one ref is: as above."""
    mine = (t.mappings.c.service == ref.service.value) & (t.mappings.c.ref == ref.id)
    found = connection.scalar(select(t.mappings.c.recording_id).where(mine))
    if found is None and ref.service is Service.LISTENBRAINZ:
        found = connection.scalar(select(t.mbids.c.recording_id).where(t.mbids.c.mbid == ref.id))
    return None if found is None else RecordingId(found)


def tracks(connection: Connection, refs: Collection[TrackRef]) -> list[Track]:
    """These tracks, as far as services have described them."""
    return [
        track_of(row._asdict())
        for service, ids in _by_service(refs).items()
        for chunk in chunks(ids)
        for row in connection.execute(_DESCRIBED, {"at": service.value, "refs": chunk})
    ]


def _by_service(refs: Iterable[TrackRef]) -> defaultdict[Service, list[str]]:
    ids: defaultdict[Service, list[str]] = defaultdict(list)
    for ref in refs:
        ids[ref.service].append(ref.id)
    return ids


def known(connection: Connection, recordings: Collection[RecordingId]) -> list[Track]:
    """The recordings of MusicBrainz that these are, as the catalogue describes them."""
    found: dict[RecordingId, list[Track]] = defaultdict(list)
    _describe(connection, _CURRENT, set(recordings), found)
    return [track for tracks in found.values() for track in tracks]


def doubts(
    connection: Connection, recordings: Collection[RecordingId], place: Service
) -> dict[RecordingId, tuple[Candidate, ...]]:
    """The candidates that wait for a human."""
    rows, wanted = _DOUBTS.rows(connection, recordings, place=place.value), set(recordings)
    return {
        RecordingId(row.recording_id): tuple(candidate_of(values) for values in row.candidates)
        for row in rows
        if row.recording_id in wanted
    }


def favourites(
    connection: Connection, recordings: Collection[RecordingId], now: datetime
) -> dict[RecordingId, Favourite]:
    """What planning needs to know of these recordings."""
    aliases = _ALIASES.rows(connection, recordings)
    refs, located = _refs(connection, recordings, aliases), _located(connection, recordings)
    said, (current, known) = SqlAnswers(connection).by_recording(), _mbids(aliases, now)
    open_ = _OPEN.ids(connection, recordings)
    doubted, missed = (_places(connection, recordings, table) for table in (t.doubts, t.misses))
    described = _described(connection, recordings)
    return {
        each: Favourite(
            recording=each,
            mbid=current.get(each),
            is_known=known.get(each),
            refs=frozenset(refs[each]),
            located=located[each],
            doubts=frozen(doubted.get(each, ())),
            misses=frozen(missed.get(each, ())),
            is_settled=each not in open_,
            is_described=each in described,
            skipped_by=skipped_by(said.get(each, ())),
            is_disputed=is_disputed(said.get(each, ()), refs[each], located[each]),
        )
        for each in recordings
    }


def descriptions(connection: Connection, recordings: Collection[RecordingId]) -> dict[RecordingId, Track]:
    """One track that describes each recording best: MusicBrainz' own where there is one."""
    return {each: tracks[0] for each, tracks in described(connection, recordings, Service.JAMENDO).items()}


_DOUBTS = OfRecordings.by(t.doubts.c.recording_id, select(t.doubts).where(t.doubts.c.place == bindparam("place")))
_WAS_ANSWERED = exists().where(
    t.misses.c.recording_id == t.mbids.c.recording_id, t.misses.c.place == Source.STANDING.value
)
_IS_OPEN = t.mbids.c.known_at.is_(None) & ~_WAS_ANSWERED
_OPEN = OfRecordings.by(t.mbids.c.recording_id, select(t.mbids.c.recording_id).where(t.mbids.c.is_current, _IS_OPEN))
_REFS = OfRecordings.by(t.mappings.c.recording_id, _MAPPED)
_ALIASES = OfRecordings.by(t.mbids.c.recording_id, select(t.mbids))
_LOCATED = OfRecordings.by(
    t.locations.c.recording_id,
    select(t.locations.c.service, t.locations.c.ref, t.locations.c.recording_id).where(~is_unjudged(t.locations)),
)
_HEARD = (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref)
_FACTS = (t.tracks.c.service == Service.MUSICBRAINZ.value) & (t.tracks.c.ref == t.mbids.c.mbid)
_BY_SOURCE = ~t.tracks.c.told_by_file
_DESCRIBED = select(t.tracks).where(
    t.tracks.c.service == bindparam("at"), t.tracks.c.ref.in_(bindparam("refs")), t.tracks.c.title != "", _BY_SOURCE
)
_NAMED_BY_SOURCE = OfRecordings.by(
    t.mappings.c.recording_id,
    select(t.mappings.c.recording_id).join(t.tracks, _HEARD).where(t.tracks.c.title != "", _BY_SOURCE),
)
# Of a mere join, SQLite would first read all that MusicBrainz ever told, of anybody's songs.
_NAMED_BY_CATALOGUE = OfRecordings.by(
    t.mbids.c.recording_id, select(t.mbids.c.recording_id).where(exists().where(_FACTS, t.tracks.c.title != ""))
)
_PLACES = {
    table: OfRecordings.by(
        table.c.recording_id,
        select(table.c.recording_id, table.c.place).where(table.c.place.in_([service.value for service in Service])),
    )
    for table in (t.doubts, t.misses)
}


def _refs(connection: Connection, recordings: Collection[RecordingId], aliases: Iterable[Any]) -> _Refs:
    refs: _Refs = defaultdict(set)
    for service, ref, recording in _REFS.rows(connection, recordings):
        refs[recording].add(ref_of(service, ref))
    for alias in aliases:
        refs[alias.recording_id].add(TrackRef(Service.LISTENBRAINZ, alias.mbid))
    return refs


def _located(connection: Connection, recordings: Collection[RecordingId]) -> dict[int, dict[Service, TrackRef]]:
    located: dict[int, dict[Service, TrackRef]] = defaultdict(dict)
    for service, id_, recording in _LOCATED.rows(connection, recordings):
        ref = ref_of(service, id_)
        located[recording][ref.service] = ref
    return located


def _mbids(rows: Iterable[Any], now: datetime) -> tuple[dict[int, Mbid], dict[int, bool]]:
    """The current MBIDs, and which recordings the catalogue knows or does not: of those that it was asked for lately."""
    lately, current = now - STILL_KNOWN_FOR, [row for row in rows if row.is_current]
    known = {row.recording_id: row.known_at is not None for row in current if row.asked_at and row.asked_at >= lately}
    mbids = {row.recording_id: Mbid(row.mbid) for row in current}
    deleted = {row.recording_id for row in rows if not row.is_current} - mbids.keys()
    return mbids, known | dict.fromkeys(deleted, False)


def _described(connection: Connection, recordings: Collection[RecordingId]) -> set[int]:
    """The recordings whose names somebody knows."""
    named = _NAMED_BY_SOURCE.ids(connection, recordings)
    return named | _NAMED_BY_CATALOGUE.ids(connection, set(recordings) - named)


def _places(connection: Connection, recordings: Collection[RecordingId], table: Table) -> dict[int, set[Service]]:
    places: dict[int, set[Service]] = defaultdict(set)
    for recording, place in _PLACES[table].rows(connection, recordings):
        places[recording].add(Service(place))
    return places


_TOLD = OfRecordings.by(
    t.mappings.c.recording_id, select(t.tracks, t.mappings.c.recording_id).join(t.mappings, _HEARD).where(_BY_SOURCE)
)
_BY_MBID = select(t.tracks, t.mbids.c.recording_id).select_from(t.mbids).outerjoin(t.tracks, _FACTS)  # as above
_CURRENT = OfRecordings.by(t.mbids.c.recording_id, _BY_MBID.where(t.mbids.c.is_current))
_DELETED = OfRecordings.by(t.mbids.c.recording_id, _BY_MBID.where(~t.mbids.c.is_current))


def described(
    connection: Connection, recordings: Iterable[RecordingId], place: Service
) -> dict[RecordingId, list[Track]]:
    """How sources describe recordings; a target is asked with MusicBrainz' description first.

    Where MusicBrainz deleted a recording that no source names, what it said of it has to do.
    """
    found: dict[RecordingId, list[Track]] = defaultdict(list)
    wanted = set(recordings)
    if place is not Service.MUSICBRAINZ:
        _describe(connection, _CURRENT, wanted, found)
    _describe(connection, _TOLD, wanted, found)
    _describe(connection, _DELETED, wanted - found.keys(), found)
    return found


def _describe(
    connection: Connection, query: OfRecordings, wanted: set[RecordingId], described: dict[RecordingId, list[Track]]
) -> None:
    """Tracks with a name; a bare MSID or an MBID that nobody described says nothing."""
    for row in query.rows(connection, wanted):
        if row.title and row.recording_id in wanted:
            described[row.recording_id].append(track_of(row._asdict()))

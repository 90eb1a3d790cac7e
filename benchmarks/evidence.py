"""What a finished first sync had to do, read from the sandbox's world and the resulting database.

Nothing here is counted while syncd works: what it asked twice or in vain must not raise the floor it is held against.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, select

from syncd.domain.match import Decider
from syncd.domain.track import RecordingId, Service, Track, isrcs_of
from syncd.planner.spellings import Spelling, is_asked_as, is_searched_as
from syncd.planner.text import fold
from syncd.sandbox.listenbrainz_fold import fold as lookup_key
from syncd.sandbox.world import World
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.knowledge import descriptions
from syncd.store.rows import track_of

Titles = Mapping[str, Sequence[str]]
"""What Jamendo has, by the artist's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The sizes of one first sync; the letters are those of `contract.md` §4."""

    favourites: int  #: N, at Boomplay
    listed: int  #: L, ListenBrainz' loves and hates before
    joined: int  #: K, recordings whose facts had to be known
    pushed: int  #: C, loves written at ListenBrainz
    named: int  #: M, spellings that had to be asked for
    isrcs: int  #: I, at Boomplay
    moved: int  #: stated MBIDs that were merged or deleted since, or that the facts do not have yet
    liked: int  #: Jamendo's list before
    liking: int  #: loves written at Jamendo
    linked: int  #: Jamendo pages that MusicBrainz names
    credits: int  #: artist credits to be searched at Jamendo
    absent: int  #: those of them under which Jamendo has nothing


def gather(path: Path, world: World) -> Evidence:
    """The evidence in a database and in the world that it was synced with."""
    database = Database(path)
    try:
        with database.reading() as connection:
            return _gathered(connection, world)
    finally:
        database.close()


def _gathered(connection: Connection, world: World) -> Evidence:
    isrcs = _isrcs(connection)
    titles = _titles_at_jamendo(world)
    searched = _searched(connection, titles)
    return Evidence(
        favourites=len(world.boomplay.loves),
        listed=len(world.listenbrainz[0].feedback),
        joined=len(_joined(connection) | _carriers(world, isrcs)),
        pushed=_rows(connection, Service.LISTENBRAINZ),
        named=_spellings(connection, world),
        isrcs=len(isrcs),
        moved=_moved(connection),
        liked=len(world.jamendo.loves),
        liking=_rows(connection, Service.JAMENDO),
        linked=len(_linked(connection)),
        credits=len(searched),
        absent=sum(_is_absent(spellings, titles) for spellings in searched),
    )


def _isrcs(connection: Connection) -> set[str]:
    rows = connection.scalars(select(t.tracks.c.isrcs).where(t.tracks.c.service == Service.BOOMPLAY.value))
    return {isrc for texts in rows for isrc in isrcs_of(texts)}


def _carriers(world: World, isrcs: Collection[str]) -> set[str]:
    """The recordings that MusicBrainz finds under these ISRCs: each of them is a candidate."""
    recordings = (recording for song in world.catalogue.songs for recording in song.recordings)
    return {recording.mbid for recording in recordings if not isrcs_of(recording.isrcs).isdisjoint(isrcs)}


def _joined(connection: Connection) -> set[str]:
    """The MBIDs that favourites have, and those that wait in review; hated ones need no facts."""
    hated = select(t.loves.c.ref).where(t.loves.c.score < 0)
    known = set(connection.scalars(select(t.mbids.c.mbid).where(t.mbids.c.mbid.not_in(hated))))
    waiting = connection.scalars(select(t.doubts.c.candidates).where(t.doubts.c.place == Service.MUSICBRAINZ.value))
    return known | {candidate["track"]["mbid"] for candidates in waiting for candidate in candidates}


def _moved(connection: Connection) -> int:
    """The listed MBIDs that have no facts: what became of each only MusicBrainz itself can say."""
    stated = t.mbids.c.mbid.in_(select(t.loves.c.ref))
    without = select(t.mbids.c.mbid).where(stated, t.mbids.c.known_at.is_(None))
    return len(connection.scalars(without).all())


def _rows(connection: Connection, service: Service) -> int:
    query = select(t.outbox.c.ref).join(t.accounts, t.accounts.c.id == t.outbox.c.account_id)
    return len(connection.scalars(query.where(t.accounts.c.service == service.value)).all())


def _spellings(connection: Connection, world: World) -> int:
    """Up to the one that is known, for a track that was found by its names; all, where nothing was beyond doubt."""
    known = {lookup_key(one.artist + one.title) for song in world.catalogue.songs for one in song.recordings}
    by_ref = (t.mappings.c.service == t.tracks.c.service) & (t.mappings.c.ref == t.tracks.c.ref)
    by_names = select(t.tracks).join(t.mappings, by_ref).where(t.mappings.c.decider == Decider.NAMES.value)
    found = [track_of(row) for row in connection.execute(by_names).mappings()]
    not_found = descriptions(connection, _unanswered(connection, Service.MUSICBRAINZ)).values()
    return sum(_until_known(track, known) for track in found) + sum(len(is_asked_as(track)) for track in not_found)


def _until_known(track: Track, known: Collection[str]) -> int:
    keys = [lookup_key(spelling.artist + spelling.title) for spelling in is_asked_as(track)]
    return next((place for place, key in enumerate(keys, 1) if key in known), len(keys))


def _unanswered(connection: Connection, place: Service) -> set[RecordingId]:
    return {
        RecordingId(recording)
        for table in (t.doubts, t.misses)
        for recording in connection.scalars(select(table.c.recording_id).where(table.c.place == place.value))
    }


def _located(connection: Connection, decider: Decider) -> set[RecordingId]:
    query = select(t.locations.c.recording_id).where(t.locations.c.decider == decider.value)
    return {RecordingId(recording) for recording in connection.scalars(query)}


def _linked(connection: Connection) -> set[str]:
    """Jamendo pages of recordings that had to be found there."""
    wanted = _located(connection, Decider.LINK) | _located(connection, Decider.NAMES)
    tracks = descriptions(connection, wanted | _unanswered(connection, Service.JAMENDO))
    return {str(link) for track in tracks.values() for link in track.links if link.service is Service.JAMENDO}


def _searched(connection: Connection, titles: Titles) -> list[list[Spelling]]:
    """What had to be searched at Jamendo, credit by credit: until it is known there, or all that a track has."""
    by_credit: dict[str, list[Spelling]] = defaultdict(list)
    found = descriptions(connection, sorted(_located(connection, Decider.NAMES)))
    not_found = descriptions(connection, sorted(_unanswered(connection, Service.JAMENDO)))
    for track in found.values():
        spellings = is_searched_as(track)
        known = next((n for n, spelling in enumerate(spellings, 1) if spelling.artist in titles), len(spellings))
        for spelling in spellings[:known]:
            by_credit[fold(spelling.artist)].append(spelling)
    for spelling in chain.from_iterable(map(is_searched_as, not_found.values())):
        by_credit[fold(spelling.artist)].append(spelling)
    return list(by_credit.values())


def _titles_at_jamendo(world: World) -> Titles:
    titles: dict[str, list[str]] = defaultdict(list)
    for song in world.catalogue.songs:
        if song.jamendo:
            titles[song.jamendo.artist].append(song.jamendo.name.casefold())
    return dict(titles)


def _is_absent(wanted: Sequence[Spelling], titles: Titles) -> bool:
    """Whether asking for the artist, or for his one title, finds nothing at all."""
    there = titles.get(wanted[0].artist, [])
    asked = {spelling.title.casefold() for spelling in wanted}
    return not (there if len(asked) > 1 else [title for title in there if min(asked) in title])

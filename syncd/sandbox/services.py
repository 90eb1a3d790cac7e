"""The four stand-ins, furnished with a world."""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace

from syncd.sandbox.boomplay import Boomplay, BoomplayUser, Counts
from syncd.sandbox.catalogue import BoomplayTrack, Catalogue, Recording, Song
from syncd.sandbox.jamendo import Jamendo, JamendoOptions
from syncd.sandbox.jamendo_oauth import JamendoApp
from syncd.sandbox.jamendo_users import JamendoUser, stamp
from syncd.sandbox.ledgers import BoomplayLedger, JamendoLedger, Ledger, ListenBrainzLedger
from syncd.sandbox.listenbrainz import ListenBrainz
from syncd.sandbox.listenbrainz_rows import FeedbackRow, LovedElsewhere, Text
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.musicbrainz import MusicBrainz, MusicBrainzOptions
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.wire import StandIn
from syncd.sandbox.world import FIRST_LOVE_AT, Listener, World

PREFIXES = {
    "boomplay": "/boomplay",
    "listenbrainz": "/listenbrainz",
    "jamendo": "/jamendo/v3.0",
    "musicbrainz": "/musicbrainz/ws/2",
}
"""Where each service begins below the sandbox's address."""

BOOMPLAY_APP_ID = "sandbox_hb1"
JAMENDO_CLIENT_ID = "5a9db0c5"
JAMENDO_CLIENT_SECRET = "0f5e6a1f0b9c4d7c8e2a51d3b6f7a8c9"  # noqa: S105  # of an application that exists nowhere
JAMENDO_REDIRECT_URI = "http://localhost:8917/"
_LOVED_AT_LASTFM = 5


@dataclass(slots=True)
class Services:
    """The stand-ins, and the changes that reach several of them."""

    catalogue: Catalogue
    tracks: dict[int, BoomplayTrack]
    boomplay: Boomplay
    listenbrainz: ListenBrainz
    tables: Tables
    jamendo: Jamendo
    musicbrainz: MusicBrainz

    def stand_ins(self) -> MutableMapping[str, StandIn]:
        """The stand-ins by service."""
        return {name: getattr(self, name) for name in PREFIXES}

    def ledgers(self) -> dict[str, Ledger]:
        """The books of the three services with accounts."""
        return {
            "boomplay": BoomplayLedger(self.boomplay),
            "listenbrainz": ListenBrainzLedger(self.tables),
            "jamendo": JamendoLedger(self.jamendo),
        }

    def merge(self, mbid: str, into: str) -> None:
        """An MBID is merged into another: one redirects, the other forgets. Raises LookupError for unknown ids."""
        recordings = {one.mbid: one for song in self.catalogue.songs for one in song.recordings}
        heir = replace(
            recordings[into], isrcs=tuple({**dict.fromkeys(recordings[into].isrcs + recordings[mbid].isrcs)})
        )
        songs = tuple(_merged(song, mbid, heir) for song in self.catalogue.songs)
        self.catalogue = Catalogue(songs=songs, merged={**self.catalogue.merged, mbid: into})
        self.musicbrainz = MusicBrainz(self.catalogue, self.musicbrainz.options, limits=self.musicbrainz.limits)
        with self.tables.lock:
            del self.tables.metadata[mbid]
            self.tables.add_recording(heir, canonical=False)
            for table in (self.tables.canonical, self.tables.canonical_with_release):
                table.update(
                    {k: replace(row, recording_mbid=into) for k, row in table.items() if row.recording_mbid == mbid}
                )

    def reissue(self, old: int, new: int) -> None:
        """Boomplay gives a track another id, in the lists of its people too. Raises LookupError for an unknown one."""
        self.tracks[new] = replace(self.tracks.pop(old), id=new)
        for user in self.boomplay.users:
            user.favourites[:] = [new if track == old else track for track in user.favourites]


def _merged(song: Song, gone: str, heir: Recording) -> Song:
    kept = (heir if one.mbid == heir.mbid else one for one in song.recordings if one.mbid != gone)
    return replace(song, recordings=tuple(kept))


def furnished(world: World, settings: SandboxSettings, address: str) -> Services:
    """The stand-ins with everything that exists in a world; `address` is the root URL."""
    tracks = {song.boomplay.id: song.boomplay for song in world.catalogue.songs if song.boomplay}
    tables = _tables(world)
    return Services(
        catalogue=world.catalogue,
        tracks=tracks,
        boomplay=_boomplay(world, settings, tracks),
        listenbrainz=ListenBrainz(tables, limits=settings.enforce_limits, mount=PREFIXES["listenbrainz"]),
        tables=tables,
        jamendo=_jamendo(world, settings, address),
        musicbrainz=_musicbrainz(world, settings, address),
    )


def _boomplay(world: World, settings: SandboxSettings, tracks: dict[int, BoomplayTrack]) -> Boomplay:
    person = world.boomplay
    user = BoomplayUser(person.id, person.name, person.token, list(person.loves))
    return Boomplay(tracks, [user], BOOMPLAY_APP_ID, Counts(settings.boomplay_counts), limits=settings.enforce_limits)


def _tables(world: World) -> Tables:
    tables = Tables()
    for song in world.catalogue.songs:
        for place, recording in enumerate(song.recordings):
            tables.add_recording(recording, canonical=place == 0)
    for listener in world.listenbrainz:
        _add_listener(tables, listener)
        tables.lastfm[listener.name] = _loved_elsewhere(world, listener)
    return tables


def _loved_elsewhere(world: World, listener: Listener) -> LovedElsewhere:
    """What a listener loves at Last.fm: a few songs that are news to ListenBrainz, and one that it cannot tell."""
    here = {row.id for row in listener.feedback}
    news = [song.recordings[0].mbid for song in world.catalogue.songs if song.recordings]
    mbids = [mbid for mbid in news if mbid not in here][:_LOVED_AT_LASTFM]
    rows = (FeedbackRow(recording_mbid=mbid, created=FIRST_LOVE_AT + place) for place, mbid in enumerate(mbids))
    return LovedElsewhere(rows=tuple(rows), total=len(mbids) + 1)


def _add_listener(tables: Tables, listener: Listener) -> None:
    tables.add_user(listener.name, listener.token)
    for row in sorted(listener.feedback, key=lambda row: row.created):
        if row.text:
            tables.texts[row.id] = Text(recording=row.text[1], artist_credit=row.text[0])
        ids = {"recording_msid": row.id} if row.text else {"recording_mbid": row.id}
        tables.add_feedback(listener.name, FeedbackRow(**ids, score=row.score, created=row.created))


def _jamendo(world: World, settings: SandboxSettings, address: str) -> Jamendo:
    tracks = {song.jamendo.id: song.jamendo for song in world.catalogue.songs if song.jamendo}
    person = world.jamendo
    likes = {track: stamp(FIRST_LOVE_AT + place * 3600) for place, track in enumerate(person.loves)}
    user = JamendoUser(id=int(person.id), name=person.name, likes=likes)
    app = JamendoApp(
        client_id=JAMENDO_CLIENT_ID,
        client_secret=JAMENDO_CLIENT_SECRET,
        redirect_uri=JAMENDO_REDIRECT_URI,
        may_write=settings.jamendo_may_write,
    )
    options = JamendoOptions(
        base_url=address + PREFIXES["jamendo"],
        seed=settings.seed,
        token_life_seconds=settings.jamendo_token_life_seconds,
        logged_in=user.id,
        second_like_undoes=settings.jamendo_toggle,
    )
    return Jamendo(tracks, [user], [app], options, limits=settings.enforce_limits)


def _musicbrainz(world: World, settings: SandboxSettings, address: str) -> MusicBrainz:
    options = MusicBrainzOptions(
        base_url=address + PREFIXES["musicbrainz"], seed=settings.seed, shed=settings.shed_rate
    )
    return MusicBrainz(world.catalogue, options, limits=settings.enforce_limits)

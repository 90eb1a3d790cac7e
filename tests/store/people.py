"""Short words for what the store keeps."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from syncd.domain.account import Account, Can, Login, Role
from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.store import SqlStore

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
M1, M2, M3 = (Mbid(f"0000000{number}-0000-4000-8000-000000000000") for number in (1, 2, 3))


def boomplay(id_: str, *isrcs: str, title: str = "Harbour") -> Track:
    """A track at Boomplay."""
    ref = TrackRef(Service.BOOMPLAY, id_)
    return Track(ref=ref, title=title, artist="Nina Holm", seconds=200.0, isrcs=frozenset(map(Isrc, isrcs)))


def listed(mbid: Mbid, title: str = "Harbour") -> Track:
    """A track at ListenBrainz that states its MBID."""
    return Track(ref=TrackRef(Service.LISTENBRAINZ, mbid), title=title, artist="Nina Holm", mbid=mbid)


def known(mbid: Mbid, *isrcs: str) -> Track:
    """A recording of MusicBrainz."""
    ref, codes = TrackRef(Service.MUSICBRAINZ, mbid), frozenset(map(Isrc, isrcs))
    return Track(ref=ref, title="Harbour", artist="Nina Holm", seconds=200.0, mbid=mbid, isrcs=codes)


def jamendo(id_: str) -> Track:
    """A track at Jamendo."""
    return Track(ref=TrackRef(Service.JAMENDO, id_), title="Harbour", artist="Nina Holm", seconds=200.0)


def candidate(track: Track) -> Candidate:
    """An accepted candidate."""
    return Candidate(track, Judgement.ACCEPTED, 0.9, (Reason("title", 0.3, "equal"),))


def login(whoami: str = "me", service: Service = Service.LISTENBRAINZ, **more: Any) -> Login:
    """A login."""
    fixed: dict[str, Any] = {
        "profile": "default",
        "name": f"{whoami}-at-{service}",
        "role": Role.BOTH,
        "can": Can.READ | Can.LOVE,
    }
    return Login(service=service, whoami=whoami, **(fixed | more))


class People:
    """A store with two accounts, and what it is asked most often."""

    def __init__(self, database: Database) -> None:
        self.database, self.store = database, SqlStore(database)
        with self.store.writing() as tx:
            self.me: Account = tx.memory.account(login())
            self.other: Account = tx.memory.account(login("other"))
            tx.commit()

    def learn(self, *tracks: Track) -> None:
        """Services describe these tracks."""
        with self.store.writing() as tx:
            tx.identity.learn(tracks, NOON)
            tx.commit()

    def recording(self, ref: TrackRef) -> RecordingId:
        """Which recording a ref is."""
        with self.store.reading() as tx:
            return tx.identity.recordings_of_refs([ref])[ref]

    def write(self, act: Any) -> None:
        """One committed transaction."""
        with self.store.writing() as tx:
            act(tx)
            tx.commit()

    def read(self, look: Any) -> Any:
        """One look."""
        with self.store.reading() as tx:
            return look(tx)

    def table(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a table."""
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(select(t.metadata.tables[name]))]

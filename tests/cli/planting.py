"""Doubts as a sync leaves them, planted into a real database: candidates as `choose` judges them, and the truth beside."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from syncd.cli.options import Common
from syncd.cli.review_desk import Desk
from syncd.cli.session import program, settings_of, writing
from syncd.domain.account import Can, Login, Role, Score
from syncd.domain.match import Judgement
from syncd.domain.memory import FIRST_LOOK, AccountRecord, Love
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef
from syncd.engine.world import Unwatched
from syncd.planner.choose import choose
from syncd.store.knowledge import recordings_of
from syncd.store.store import SqlTransaction
from tests.cli.scene import Scene

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Doubt:
    """A song, what it may be, and what it is; None where it is none of these."""

    ours: Track
    theirs: tuple[Track, ...]
    truth: Mbid | None

    @property
    def ref(self) -> TrackRef:
        """The song at its service."""
        return self.ours.ref


def mbid(number: int) -> Mbid:
    """An MBID of one's own."""
    return Mbid(str(UUID(int=number + (4 << 76) + (8 << 60))))


def heard(number: int, title: str, artist: str, seconds: float | None = 200.0, artist_id: str = "") -> Track:
    """A song at Boomplay."""
    ids = (artist_id,) if artist_id else ()
    ref = TrackRef(Service.BOOMPLAY, str(number))
    return Track(
        ref=ref,
        title=title,
        artist=artist,
        seconds=seconds,
        artist_ids=ids,
        isrcs=frozenset({Isrc(f"QZABC26{number % 100_000:05}")}),
    )


def known(number: int, title: str, artist: str, seconds: float | None = 200.0, artist_id: str = "") -> Track:
    """A recording at MusicBrainz."""
    id_, ids = mbid(number), (artist_id,) if artist_id else ()
    ref = TrackRef(Service.MUSICBRAINZ, id_)
    return Track(ref=ref, title=title, artist=artist, seconds=seconds, artist_ids=ids, mbid=id_)


@contextmanager
def desk(scene: Scene) -> Iterator[Desk]:
    """The desk on a scene's database, which is made where there is none."""
    asked = Common(config=scene.config, verbosity=-1)
    settings = settings_of(asked)
    with writing(settings), program(settings, asked, dry_run=False, progress=Unwatched()) as built:
        yield Desk(built)


def plant(at: Desk, doubts: Iterable[Doubt]) -> dict[TrackRef, Mbid | None]:
    """Songs that my-boomplay loves and that wait in review; what each of them is."""
    planted = list(doubts)
    with at.store.writing() as tx:
        account = tx.memory.account(
            Login(
                profile="default",
                name="my-boomplay",
                service=Service.BOOMPLAY,
                whoami="planted",
                role=Role.SOURCE,
                can=Can.READ,
            )
        )
        tx.memory.note(AccountRecord(account=account, last_whole_look=NOON))
        tx.identity.learn([each.ours for each in planted], NOON)
        tx.memory.remember(
            [Love(account=account.id, ref=each.ref, score=Score.LOVE, since=FIRST_LOOK) for each in planted]
        )
        for each in planted:
            _doubt(tx, each)
        tx.commit()
    return {each.ref: each.truth for each in planted}


def _doubt(tx: SqlTransaction, each: Doubt) -> None:
    match = choose(each.ours, each.theirs)
    assert match.judgement is Judgement.DOUBTFUL, each
    recording = tx.identity.recordings_of_refs([each.ref])[each.ref]
    tx.identity.doubt(recording, Service.MUSICBRAINZ, match.candidates, NOON)


def identities(at: Desk) -> dict[TrackRef, Mbid | None]:
    """What every song at Boomplay is taken for."""
    with at.built.database.reading() as connection:
        recordings = recordings_of(connection, {Service.BOOMPLAY})
    with at.store.reading() as tx:
        favourites = tx.identity.favourites(set(recordings.values()), NOON)
    return {ref: favourites[recording].mbid for ref, recording in recordings.items()}

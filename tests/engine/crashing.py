"""A process that is killed at a boundary of input and output of a test's choice."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from syncd.domain.account import Can, Score
from syncd.domain.snapshot import Fingerprint, Snapshot
from syncd.domain.track import Isrc, Mbid, Track, TrackRef
from syncd.engine.world import Member, World
from syncd.ports import Answers, Catalogue, FavouritesService, History, Identity, Memory, Outbox, Store, Transaction

Answer = TypeVar("Answer")


class Killed(BaseException):
    """The process ends here, and nothing runs after it."""


@dataclass(slots=True)
class Fuse:
    """Numbers the boundaries between acts of input or output; what comes after one act comes before the next."""

    at: int | None = None  #: the boundary at which the process ends
    error: type[BaseException] = Killed
    passed: int = 0

    def cross(self) -> None:
        """Pass the next boundary, or end there; a dead process passes none."""
        self.passed += 1
        if self.at is not None and self.passed >= self.at:
            raise self.error("at a boundary of the test's choice")

    def before(self, act: Callable[[], Answer]) -> Answer:
        """An act behind its boundary."""
        self.cross()
        return act()


@dataclass(frozen=True, slots=True)
class CrashingService:
    """A service whose every call is an act."""

    inner: FavouritesService
    fuse: Fuse

    @property
    def can(self) -> Can:
        """As the service says."""
        return self.inner.can

    @property
    def host(self) -> str:
        """As the service says."""
        return self.inner.host

    def whoami(self) -> str:
        """As the service says."""
        return self.fuse.before(self.inner.whoami)

    def snapshot(self) -> Snapshot:
        """As the service says."""
        return self.fuse.before(self.inner.snapshot)

    def probe(self) -> Fingerprint | None:
        """As the service says."""
        return self.fuse.before(self.inner.probe)

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """As the service says."""
        return self.fuse.before(lambda: self.inner.states(refs))

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """As the service says. The record of leaving is an act of the store's; the request comes after it."""

        def left() -> None:
            leaving()
            self.fuse.cross()

        self.inner.set(ref, score, left)

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """As the service says."""
        return self.fuse.before(lambda: self.inner.search(tracks))

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """As the service says."""
        return self.fuse.before(lambda: self.inner.tracks(refs))


@dataclass(frozen=True, slots=True)
class CrashingCatalogue:
    """A catalogue whose every question is an act."""

    inner: Catalogue
    fuse: Fuse

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.by_page(refs))

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.by_isrc(isrcs))

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.by_name(tracks))

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.facts(mbids))

    def alike(self, track: Track) -> Sequence[Track]:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.alike(track))

    def standing(self, mbid: Mbid) -> Mbid | None:
        """As the catalogue says."""
        return self.fuse.before(lambda: self.inner.standing(mbid))


@dataclass(frozen=True, slots=True)
class _CrashingTransaction:
    identity: Identity
    answers: Answers
    memory: Memory
    outbox: Outbox
    history: History
    _commit: Callable[[], None]
    _fuse: Fuse

    def commit(self) -> None:
        self._fuse.before(self._commit)


@dataclass(frozen=True, slots=True)
class CrashingStore:
    """A store whose every commit is an act."""

    inner: Store
    fuse: Fuse

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A look at one moment."""
        with self.inner.reading() as tx:
            yield tx

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """The one writer's turn."""
        with self.inner.writing() as tx:
            yield _CrashingTransaction(tx.identity, tx.answers, tx.memory, tx.outbox, tx.history, tx.commit, self.fuse)


def crashing(world: World, fuse: Fuse) -> World:
    """The same world, which ends where the fuse says."""
    return replace(
        world,
        store=CrashingStore(world.store, fuse),
        catalogue=CrashingCatalogue(world.catalogue, fuse),
        members=[_crashing(member, fuse) for member in world.members],
    )


def _crashing(member: Member, fuse: Fuse) -> Member:
    assert member.favourites is not None
    return replace(member, favourites=CrashingService(member.favourites, fuse))

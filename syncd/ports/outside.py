"""What the engine asks of the world outside: services, catalogues, paces, the clock."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from syncd.domain.account import Can, Score
from syncd.domain.snapshot import Fingerprint, Snapshot
from syncd.domain.track import Isrc, Mbid, Track, TrackRef


class FavouritesService(Protocol):
    """One account's favourites at one service. Every method may raise a ServiceError."""

    @property
    def can(self) -> Can:
        """What this account offers."""
        ...

    @property
    def host(self) -> str:
        """The upstream host, whose lane carries this account ("listenbrainz")."""
        ...

    def whoami(self) -> str:
        """Who the service says we are. Asked before a list is believed."""
        ...

    def snapshot(self) -> Snapshot:
        """The whole list; raises IncompleteListing rather than give a part."""
        ...

    def probe(self) -> Fingerprint | None:
        """Whose list it is, and whether it changed, in at most three requests; None where nothing cheap proves it.

        Equal to the last snapshot's: nothing has changed but what cancelled out.
        """
        ...

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """The point read: what the account thinks of these tracks. Every ref asked for is a key of the answer."""
        ...

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Ask the service to change one track. Acceptance is not proof.

        `leaving` is called when the pace lets the request go and before its first byte: the moment to make a record
        durable. What it raises goes up, and nothing is sent. The request is made once, and never repeated but where an
        answer proved that it did nothing (a login that had to be renewed); then `leaving` is called again.

        Stopped, and what `leaving` raises, prove that nothing was done: nobody waits once a request may have arrived.
        """
        ...

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Everything the service has that may be one of these tracks, which share one artist credit."""
        ...

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """The tracks that exist at the service among these refs; a missing key means that it is not there."""
        ...


class Catalogue(Protocol):
    """Who is this? Asked in batches where it can be; an answer that is missing is a miss, never an error."""

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings that link to these tracks' pages (at most 100 at once)."""
        ...

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings that carry any of these ISRCs (at most 80 are asked at once). A hit may not say which one."""
        ...

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """The canonical recordings whose names equal a track's (at most 50 at once); to be judged by our comparison."""
        ...

    def alike(self, track: Track) -> Sequence[Track]:
        """Recordings whose names are more or less alike: a request for one track; to be judged by our comparison."""
        ...

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Names, length, ISRCs and links of recordings (at most 1,000 at once); merged and unknown ones are missing."""
        ...

    def standing(self, mbid: Mbid) -> Mbid | None:
        """Under which MBID a recording stands now: its own, or that into which it was merged. None: it was deleted."""
        ...


class Pace(Protocol):
    """One upstream host's allowed rate, kept in the database so that every process shares one budget."""

    def reserve(self) -> float:
        """Claim the next slot; the seconds from now until it. Raises RateLimited where the host pauses for long."""
        ...

    def started(self) -> None:
        """The request leaves now, perhaps later than its slot: the next one keeps its distance from this moment."""
        ...

    def ended(self, received: int, *, never_left: bool) -> None:
        """The request is over, and brought so many bytes. One that never left costs nothing of a month's budget."""
        ...

    def close(self) -> None:
        """Nothing more will be asked: make durable what was counted."""
        ...

    def pause(self, seconds: float, reason: str) -> None:
        """Nobody asks this host for so long: it said so."""
        ...

    def block(self, reason: str) -> None:
        """The host drops us: nobody asks it for a quarter of an hour, doubling each time within a day, a day at most."""
        ...


class Clock(Protocol):
    """Time, as the engine may know it."""

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        ...

    def elapsed(self) -> float:
        """Seconds on a clock that only goes forward and counts the time asleep."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; returns early when the process is asked to stop."""
        ...

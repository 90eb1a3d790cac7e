"""Services that do what a test says, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import NAMESPACE_URL, uuid5

from syncd.domain.account import Can, Score
from syncd.domain.errors import AwaitingApproval, Rejected, ServiceError, Unauthorised, Unavailable, UnknownOutcome
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import MSID_PREFIX, Mbid, Service, Track, TrackRef
from tests.engine.scripted_world import START, HandClock, Library

OFFERS = {
    Service.BOOMPLAY: Can.READ | Can.LOOK_UP,
    Service.FILE: Can.READ,
    Service.LISTENBRAINZ: Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ,
    Service.JAMENDO: Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ | Can.LOOK_UP,
}


class Fate(Enum):
    """What becomes of a write."""

    DONE = auto()
    LATE = auto()  #: done, and shown only from the second look at the list on
    DROPPED = auto()  #: accepted and forgotten
    LOST = auto()  #: done, but the answer is lost
    NEVER_ARRIVED = auto()  #: lost on the way; nobody can tell it from LOST
    REFUSED = auto()
    BUSY = auto()  #: refused for now, with certainty that nothing was done
    LOGGED_OUT = auto()
    NOT_ALLOWED = auto()


_ERRORS: Mapping[Fate, Callable[[str], ServiceError]] = {
    Fate.LOST: lambda host: UnknownOutcome(host, "the answer was lost"),
    Fate.NEVER_ARRIVED: lambda host: UnknownOutcome(host, "the answer was lost"),
    Fate.REFUSED: lambda host: Rejected(host, "no such track"),
    Fate.BUSY: lambda host: Unavailable(host, "busy", never_left=True),
    Fate.LOGGED_OUT: lambda host: Unauthorised(host, "the token has run out"),
    Fate.NOT_ALLOWED: lambda host: AwaitingApproval(host, "no permission to write yet"),
}
_ARRIVES = {Fate.DONE, Fate.LATE, Fate.LOST}
_LOOKS_UNTIL_SHOWN = 2
NEWEST = 2
"""So many rows a probe shows beside the length of the list."""


@dataclass(slots=True, kw_only=True)
class ScriptedService:
    """One account. A write that was not looked at just before, or that the look showed as done, fails the test."""

    service: Service
    name: str
    host: str
    clock: HandClock
    library: Library
    can: Can
    toggles: bool = False  #: a second love takes the first one back
    page: int = 200  #: Jamendo is probed where it lists more
    trouble: ServiceError | None = None  #: raised by everything
    broken_list: ServiceError | None = None  #: raised by the list only
    broken_search: ServiceError | None = None  #: raised by the search only
    broken_artists: dict[str, ServiceError] = field(default_factory=dict)  #: raised by the search for one artist
    broken_pages: ServiceError | None = None  #: raised by the look-up by ids only
    search_takes: timedelta = timedelta()
    by_text: set[str] = field(default_factory=set)  #: titles that ListenBrainz knows by text only
    offers: set[str] = field(default_factory=set)  #: what the target's search finds
    taken_down: set[str] = field(default_factory=set)
    retired: set[TrackRef] = field(default_factory=set)  #: old ids that exist no more
    marks: dict[TrackRef, Score] = field(default_factory=dict)
    dates: dict[TrackRef, datetime] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)
    posts: list[TrackRef] = field(default_factory=list)
    searches: list[int] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)  #: the artists
    looked_up: list[set[TrackRef]] = field(default_factory=list)
    point_reads: list[int] = field(default_factory=list)
    _hidden: dict[TrackRef, int] = field(default_factory=dict)
    _issues: dict[str, int] = field(default_factory=dict)
    _looked_at: dict[TrackRef, Score] = field(default_factory=dict)

    def ref(self, title: str) -> TrackRef:
        """The id that a song has here now."""
        issue = self._issues.get(title, 0)
        id_ = f"{title}#{issue}" if issue else title
        if self.service is Service.LISTENBRAINZ:
            id_ = f"{MSID_PREFIX}{uuid5(NAMESPACE_URL, id_)}" if title in self.by_text else self.library.mbid(title)
        return self.library.named(TrackRef(self.service, id_), title)

    def reissue(self, title: str) -> None:
        """The song gets another id here; a mark goes with it."""
        old = self.ref(title)
        self._issues[title] = self._issues.get(title, 0) + 1
        if old in self.marks:
            self.marks[self.ref(title)] = self.marks.pop(old)

    def whoami(self) -> str:
        """Who is logged in."""
        self._answer()
        return self.name

    def snapshot(self) -> Snapshot:
        """The whole list; each look brings late writes nearer to the light."""
        self._answer()
        if self.broken_list is not None:
            raise self.broken_list
        self._come_to_light()
        shown = {ref: score for ref, score in self._shown().items() if score is not Score.NONE}
        self._looked_at |= shown
        entries = tuple(Entry(self._track(ref), score, self.dates.get(ref)) for ref, score in shown.items())
        return Snapshot(self.name, entries, self.clock.now(), self._fingerprint(shown), is_exact=not self._has_probe)

    def probe(self) -> Fingerprint | None:
        """How many rows there are, and the newest of them; nothing at services that cannot be probed."""
        self._answer()
        if self.broken_list is not None:
            raise self.broken_list
        self._come_to_light()
        return self._fingerprint(self._shown()) if self._has_probe else None

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """The point read."""
        self._answer()
        self.point_reads.append(len(refs))
        shown = self._shown()
        states = {ref: shown.get(ref, Score.NONE) for ref in refs}
        self._looked_at |= states
        return states

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """A write, and what becomes of it."""
        self._answer()
        if score is not Score.LOVE and Can.UNLOVE not in self.can:
            raise Rejected(self.host, "offers no way to take a love back")
        assert self._looked_at.pop(ref, score) is not score, f"a write to {ref} without a look that asks for it"
        leaving()
        self.posts.append(ref)
        fate = self.fates.pop(0) if self.fates else Fate.DONE
        if fate in _ARRIVES:
            self._arrived(ref, score)
        if fate is Fate.LATE:
            self._hidden[ref] = _LOOKS_UNTIL_SHOWN
        if fate in _ERRORS:
            raise _ERRORS[fate](self.host)

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """All that is offered of the artist."""
        self._answer()
        self.clock.go_on(self.search_takes)
        artist = next((track.artist for track in tracks), "")
        self.searched.append(artist)
        if trouble := self.broken_artists.get(artist, self.broken_search):
            raise trouble
        self.searches.append(len(tracks))
        return [
            self._track(self.ref(title)) for title in sorted(self.offers - self.taken_down) if Can.SEARCH in self.can
        ]

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that exist here."""
        self._answer()
        self.looked_up.append(set(refs))
        if self.broken_pages is not None:
            raise self.broken_pages
        there = [ref for ref in refs if self.library.title(ref) not in self.taken_down and ref not in self.retired]
        return {ref: self._track(ref) for ref in there}

    def mark(self, ref: TrackRef, score: Score) -> None:
        """The list changes, by whomever; ListenBrainz dates each row by its own clock."""
        self.marks[ref] = score
        if self.service is Service.LISTENBRAINZ:
            self.dates[ref] = self.clock.now()

    def forget_looks(self) -> None:
        """A process that ended has seen nothing."""
        self._looked_at.clear()

    def _answer(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    @property
    def _has_probe(self) -> bool:
        """A short list of Jamendo's takes no more than its probe would."""
        is_long = len(self._shown()) > self.page
        return self.service is Service.LISTENBRAINZ or (self.service is Service.JAMENDO and is_long)

    def _come_to_light(self) -> None:
        self._hidden = {ref: looks - 1 for ref, looks in self._hidden.items() if looks > 1}

    def _fingerprint(self, shown: Mapping[TrackRef, Score]) -> Fingerprint:
        """Where there is no probe, that of the whole list."""
        rows = [(self.dates.get(ref, START), ref, score.value) for ref, score in shown.items() if score.value]
        newest = sorted(rows, reverse=True)[: NEWEST if self._has_probe else None]
        return Fingerprint(repr((self.name, len(rows), newest)))

    def _shown(self) -> dict[TrackRef, Score]:
        gone = self.taken_down
        return {r: s for r, s in self.marks.items() if r not in self._hidden and self.library.title(r) not in gone}

    def _arrived(self, ref: TrackRef, score: Score) -> None:
        is_undone = self.toggles and self.marks.get(ref) is Score.LOVE
        self.mark(ref, Score.NONE if is_undone else score)

    def _track(self, ref: TrackRef) -> Track:
        has_mbid = self.service is Service.LISTENBRAINZ and not ref.is_msid
        track = self.library.track(ref, self.library.title(ref), has_isrc=self.service is Service.BOOMPLAY)
        return replace(track, mbid=Mbid(ref.id)) if has_mbid else track

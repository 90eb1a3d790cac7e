"""Services, a catalogue and a clock that do what a test says, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from syncd.domain.account import Can, Score
from syncd.domain.errors import AwaitingApproval, Rejected, ServiceError, Unauthorised, Unavailable, UnknownOutcome
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import MSID_PREFIX, Isrc, Mbid, Service, Track, TrackRef

START = datetime(2026, 11, 22, 12, tzinfo=UTC)

OFFERS = {
    Service.BOOMPLAY: Can.READ | Can.LOOK_UP,
    Service.FILE: Can.READ,
    Service.LISTENBRAINZ: Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ,
    Service.JAMENDO: Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ | Can.LOOK_UP,
}


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.instant = START
        self._jumped = timedelta()

    def now(self) -> datetime:
        """The wall clock."""
        return self.instant

    def elapsed(self) -> float:
        """Seconds since the beginning, whatever the wall clock was set to."""
        return (self.instant - START - self._jumped).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Time goes by at once."""
        self.go_on(timedelta(seconds=seconds))

    def go_on(self, by: timedelta) -> None:
        """Time goes by."""
        self.instant += by

    def is_set(self, by: timedelta) -> None:
        """Somebody sets the wall clock forward or back; no time goes by."""
        self.instant += by
        self._jumped += by


class Library:
    """The songs of this world, by title, and what they are called where."""

    def __init__(self) -> None:
        self.mbids: dict[str, Mbid] = {}
        self._isrcs: dict[str, Isrc] = {}
        self._titles: dict[TrackRef, str] = {}
        self.links: dict[str, TrackRef] = {}  #: pages that MusicBrainz links to
        self.deleted: set[Mbid] = set()
        self.uncoded: set[str] = set()  #: songs whose ISRC no catalogue has
        self.artists: dict[str, str] = {}  #: of songs that are not by Nina Holm
        self.told: dict[tuple[Service, str], dict[str, Any]] = {}  #: how else a service describes a song
        self._of_mbids: dict[str, str] = {}  #: merged ones, too

    def titles(self) -> list[str]:
        """Every song."""
        return list(dict.fromkeys(self._titles.values()))

    def mbid(self, title: str) -> Mbid:
        """The present MBID of a song."""
        mbid = self.mbids.setdefault(title, Mbid(str(uuid5(NAMESPACE_URL, title))))
        self._of_mbids[mbid] = title
        return mbid

    def isrc(self, title: str) -> Isrc:
        """The ISRC of a song."""
        return self._isrcs.setdefault(title, Isrc(f"QZAAA26{len(self._isrcs):05d}"))

    def merge(self, title: str) -> Mbid:
        """MusicBrainz merges a song's recording into another; the MBID that it has now."""
        self.mbids[title] = Mbid(str(uuid5(NAMESPACE_URL, self.mbid(title))))
        return self.mbid(title)

    def delete(self, title: str) -> Mbid:
        """MusicBrainz deletes a song's recording, and somebody adds it anew; the MBID that it had."""
        old = self.mbid(title)
        self.deleted.add(old)
        self.merge(title)
        return old

    def standing(self, mbid: Mbid) -> Mbid | None:
        """What an MBID was merged into, or itself; None where it was deleted."""
        return None if mbid in self.deleted else self.mbids.get(self._of_mbids.get(mbid, ""), mbid)

    def named(self, ref: TrackRef, title: str) -> TrackRef:
        """Remember what a ref is called."""
        self._titles[ref] = title
        return ref

    def title(self, ref: TrackRef) -> str:
        """The song behind a ref."""
        return self._titles.get(ref) or self._of_mbids[ref.id]

    def recording(self, title: str) -> Track:
        """A song as the catalogues describe it."""
        mbid = self.mbid(title)
        links = frozenset({self.links[title]} if title in self.links else ())
        has_isrc = title not in self.uncoded
        track = self.track(TrackRef(Service.MUSICBRAINZ, mbid), title, has_isrc=has_isrc)
        return replace(track, mbid=mbid, links=links)

    def track(self, ref: TrackRef, title: str, *, has_isrc: bool = True) -> Track:
        """A song as a service describes it."""
        isrcs = frozenset({self.isrc(title)} if has_isrc else ())
        artist = self.artists.get(title, "Nina Holm")
        track = Track(ref=self.named(ref, title), title=title, artist=artist, seconds=200.0, isrcs=isrcs)
        return replace(track, **self.told.get((ref.service, title), {}))


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
    trouble: ServiceError | None = None  #: raised by everything
    broken_list: ServiceError | None = None  #: raised by the list only
    broken_search: ServiceError | None = None  #: raised by the search only
    broken_artists: dict[str, ServiceError] = field(default_factory=dict)  #: raised by the search for one artist
    broken_pages: ServiceError | None = None  #: raised by the look-up by ids only
    search_takes: timedelta = timedelta()
    by_text: set[str] = field(default_factory=set)  #: titles that ListenBrainz knows by text only
    offers: set[str] = field(default_factory=set)  #: what the target's search finds
    withdrawn: set[str] = field(default_factory=set)
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
        return Snapshot(self.name, entries, self.clock.now(), self._fingerprint(shown))

    def probe(self) -> Fingerprint | None:
        """How many rows there are, and the newest of them; nothing at services that cannot be probed."""
        self._answer()
        if self.broken_list is not None:
            raise self.broken_list
        self._come_to_light()
        return self._fingerprint(self._shown()) if Can.POINT_READ in self.can else None

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
            self._track(self.ref(title)) for title in sorted(self.offers - self.withdrawn) if Can.SEARCH in self.can
        ]

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that exist here."""
        self._answer()
        self.looked_up.append(set(refs))
        if self.broken_pages is not None:
            raise self.broken_pages
        there = [ref for ref in refs if self.library.title(ref) not in self.withdrawn and ref not in self.retired]
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

    def _come_to_light(self) -> None:
        self._hidden = {ref: looks - 1 for ref, looks in self._hidden.items() if looks > 1}

    def _fingerprint(self, shown: Mapping[TrackRef, Score]) -> Fingerprint:
        """Where there is no probe, that of the whole list."""
        rows = [(self.dates.get(ref, START), ref, score.value) for ref, score in shown.items() if score.value]
        newest = sorted(rows, reverse=True)[: NEWEST if Can.POINT_READ in self.can else None]
        return Fingerprint(repr((self.name, len(rows), newest)))

    def _shown(self) -> dict[TrackRef, Score]:
        gone = self.withdrawn
        return {r: s for r, s in self.marks.items() if r not in self._hidden and self.library.title(r) not in gone}

    def _arrived(self, ref: TrackRef, score: Score) -> None:
        is_undone = self.toggles and self.marks.get(ref) is Score.LOVE
        self.mark(ref, Score.NONE if is_undone else score)

    def _track(self, ref: TrackRef) -> Track:
        has_mbid = self.service is Service.LISTENBRAINZ and not ref.id.startswith(MSID_PREFIX)
        track = self.library.track(ref, self.library.title(ref), has_isrc=self.service is Service.BOOMPLAY)
        return replace(track, mbid=Mbid(ref.id)) if has_mbid else track


@dataclass(slots=True)
class ScriptedCatalogue:
    """Knows every song of the library but those that it is told to ignore; `asked` are the sizes of its requests.

    `chokes_on` are the titles, ISRCs, refs or MBIDs that spoil the request in which they stand; `misspells` are songs
    that it knows by another title only, `mistaken` is what it answers beside, or instead of, what was asked for.
    """

    library: Library
    trouble: ServiceError | None = None
    chokes_on: dict[str, ServiceError] = field(default_factory=dict)
    ignores: set[str] = field(default_factory=set)
    misspells: dict[str, str] = field(default_factory=dict)
    mistaken: list[Track] = field(default_factory=list)
    facts_of: dict[Mbid, Track] = field(default_factory=dict)  #: what it says instead of the truth
    asked: dict[str, list[int]] = field(default_factory=dict)

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings that link to these pages."""
        self._note("page", [str(ref) for ref in refs])
        linked = {self.library.links[title]: title for title in self._known() if title in self.library.links}
        pages = [*refs, TrackRef(Service.BOOMPLAY, "0")]
        found: dict[TrackRef, Sequence[Track]] = dict.fromkeys(pages, self.mistaken)
        return found | {ref: [self.library.recording(linked[ref])] for ref in refs if ref in linked}

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings with these ISRCs."""
        self._note("isrc", isrcs)
        coded = [title for title in self._known() if title not in self.library.uncoded]
        known = [self.library.recording(title) for title in coded if self.library.isrc(title) in isrcs]
        return [*known, *self.mistaken]

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings of equal title."""
        self._note("name", [each.title for each in tracks])
        known = set(self._known()) - self.misspells.keys()
        found = {each.ref: [self.library.recording(each.title)] if each.title in known else [] for each in tracks}
        return {ref: [*tracks, *self.mistaken] for ref, tracks in found.items()}

    def alike(self, track: Track) -> Sequence[Track]:
        """The recording of a title that is spelt otherwise."""
        self._note("alike", [track.title])
        if track.title not in self.misspells:
            return self.mistaken
        return [replace(self.library.recording(track.title), title=self.misspells[track.title])]

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """What is known of these; merged ones are missing."""
        self._note("facts", mbids)
        known = {self.library.mbid(title): self.library.recording(title) for title in self._known(mbids)}
        beside = {each.mbid: each for each in self.mistaken if each.mbid}
        return known | beside | self.facts_of

    def standing(self, mbid: Mbid) -> Mbid | None:
        """What it was merged into, or itself."""
        self._note("standing", [mbid])
        return self.library.standing(mbid)

    def _known(self, mbids: Collection[Mbid] | None = None) -> list[str]:
        every = [title for title in self.library.titles() if title not in self.ignores]
        return every if mbids is None else [title for title in every if self.library.mbid(title) in mbids]

    def _note(self, kind: str, batch: Collection[str]) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.asked.setdefault(kind, []).append(len(batch))
        for each in self.chokes_on.keys() & set(batch):
            raise self.chokes_on[each]

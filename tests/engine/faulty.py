"""A service that lies, moves tracks to other ids, and has a witness of every write that leaves for it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from syncd.domain.account import Score
from syncd.domain.errors import IncompleteListing
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import Track, TrackRef
from tests.engine.scripted import Fate, ScriptedService

ARRIVES = {Fate.DONE, Fate.LATE, Fate.LOST}
MAY_HAVE_ARRIVED = ARRIVES | {Fate.DROPPED, Fate.NEVER_ARRIVED}


class Lie(Enum):
    """What is wrong with one whole list."""

    PARTIAL = auto()  #: a page is missing, and the adapter sees it
    STRANGER = auto()  #: somebody else's list, and the adapter sees it
    EMPTY = auto()  #: a polite answer with nothing in it
    LACKS = auto()  #: one line is not there
    DOUBLED = auto()  #: every line twice

    @property
    def is_seen(self) -> bool:
        """Whether an adapter recognises it."""
        return self in {Lie.PARTIAL, Lie.STRANGER}


@dataclass(frozen=True, slots=True)
class Write:
    """One request to change something, at the moment at which it leaves."""

    account: str
    ref: TrackRef
    score: Score
    fate: Fate


def nobody(_: Write) -> None:
    """A witness that sees nothing."""


@dataclass(kw_only=True)
class FaultyService(ScriptedService):
    """One account of a service that may lie once in a while, never twice in a row."""

    page: int = 2
    lie: Lie | None = None  #: what the next whole list will be
    lied: Lie | None = None  #: what the last one was
    told: bool = False  #: a list was given since the command began, or what it is known by
    shown: dict[TrackRef, Score] | None = None  #: and what stood in it, if it was true
    retired: set[TrackRef] = field(default_factory=set)  #: ids under which nothing stands any more
    witness: Callable[[Write], None] = nobody

    def snapshot(self) -> Snapshot:
        """The whole list, or what the lie makes of it."""
        true = super().snapshot()
        self.lied, self.lie = self.lie, None
        if self.lied is not None and self.lied.is_seen:
            raise IncompleteListing(self.host, f"not to be believed: {self.lied.name}")
        self.told = True
        self.shown = None if self.lied in {Lie.EMPTY, Lie.LACKS} else true.scores()
        told = self._told(true.entries)
        return replace(true, entries=told, fingerprint=self._fingerprint({each.ref: each.score for each in told}))

    def probe(self) -> Fingerprint | None:
        """What a list that has not changed is known by is as good as the list."""
        found = super().probe()
        self.told |= found is not None
        return found

    def is_asked_anew(self) -> None:
        """A command begins: nothing was told yet."""
        self.told, self.shown = False, None

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """A write with a witness."""

        def left() -> None:
            leaving()
            self.witness(Write(self.name, ref, score, self.fates[0] if self.fates else Fate.DONE))

        super().set(ref, score, left)

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that exist here under these very ids."""
        return {ref: track for ref, track in super().tracks(refs).items() if ref not in self.retired}

    def reissue(self, title: str) -> None:
        """The song gets another id here, and the old one is nobody's."""
        self.retired.add(self.ref(title))
        super().reissue(title)

    def lines(self, title: str, score: Score) -> list[TrackRef]:
        """Under which ids a human sees a song with this score."""
        hidden = self._hidden.keys() & self.marks.keys() if title not in self.taken_down else set()
        shown = self._shown() | {ref: self.marks[ref] for ref in hidden}
        return [ref for ref, each in shown.items() if each is score and self.library.title(ref) == title]

    def is_visible(self, ref: TrackRef) -> bool:
        """Whether a list would show this track."""
        return ref in self._shown()

    def _told(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        match self.lied:
            case Lie.EMPTY:
                return ()
            case Lie.LACKS:
                return entries[1:]
            case Lie.DOUBLED:
                return entries + entries
            case _:
                return entries

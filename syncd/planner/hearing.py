"""What is needed to understand a list, and what it told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from syncd.domain.account import Score
from syncd.domain.memory import Love, Tombstone
from syncd.domain.snapshot import Entry
from syncd.domain.track import RecordingId, TrackRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The memory after a look: lines to keep (new or changed), lines to forget, and the tombstones they leave.

    `gone` counts the absences that became words; the guard judges by it. The `silent` ones go and are nobody's word:
    what we took back ourselves, and the old ids of songs that are listed under new ones.
    """

    kept: tuple[Love, ...]
    forgotten: tuple[TrackRef, ...]
    tombstones: tuple[Tombstone, ...]
    silent: tuple[TrackRef, ...] = ()

    @property
    def gone(self) -> int:
        """How many absences became a human's word."""
        return len(self.forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is needed to understand a list: when it was heard, which of it is our echo, and who is who."""

    cycle: int
    is_first_look: bool
    echoes: frozenset[TrackRef]
    recordings: Mapping[TrackRef, RecordingId]
    has_unasked: bool  #: some new ref of this list has not been asked about; it may be an old song under a new id
    hate_echoes: frozenset[TrackRef] = frozenset()  #: the same of the hates that we carried
    taken_back: frozenset[TrackRef] = frozenset()  #: whose unlove by us is on its way, and may have arrived
    sent_at: Mapping[TrackRef, datetime] = field(default_factory=dict)  #: when our last write to a track left
    carries: bool = False  #: the unloves heard here go for the whole profile
    awaited: frozenset[TrackRef] = frozenset()  #: their absence is no word: unmeant, or we bring them back or turn them
    said_in: Mapping[TrackRef, int | None] = field(
        default_factory=dict
    )  #: when a human undid what we have brought back since
    reissued: Mapping[TrackRef, TrackRef] = field(default_factory=dict)  #: listed by the same names under another id
    strangers: frozenset[TrackRef] = frozenset()  #: those of these other ids of which nobody knows which song it is
    is_told_by_names: bool = True  #: what is reissued so was not unloved; else its own id must tell what became of it

    def is_our_hate(self, entry: Entry) -> bool:
        """Whether a listed hate is the one that we carried there."""
        return entry.ref in self.hate_echoes and entry.score is Score.HATE

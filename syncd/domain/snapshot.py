"""What an account lists at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from syncd.domain.account import Score
from syncd.domain.track import Track, TrackRef

Fingerprint = NewType("Fingerprint", str)
"""A short text that stands for what an account lists: while it stays the same, nothing has changed that it can show."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account's list. `loved_at` is None where the service gives no date."""

    track: Track
    score: Score = Score.LOVE
    loved_at: datetime | None = None

    @property
    def ref(self) -> TrackRef:
        """The track's own id at its service."""
        return self.track.ref


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An account's whole list. A partial list does not exist: it is an IncompleteListing.

    `fingerprint` is what the service's probe shows while this list stays; where it has none, that of the list itself.
    None: equal fingerprints would prove nothing. It `is_exact` where it is the list's own, so that equal ones prove equal lists;
    what a probe shows may stay while changes cancel each other out.
    """

    whoami: str
    entries: tuple[Entry, ...]
    taken_at: datetime
    fingerprint: Fingerprint | None = None
    is_exact: bool = False

    def scores(self) -> dict[TrackRef, Score]:
        """What the account thinks of each track it lists."""
        return {entry.ref: entry.score for entry in self.entries}

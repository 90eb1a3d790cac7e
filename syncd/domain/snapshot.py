"""What an account lists at one moment."""

from dataclasses import dataclass
from datetime import datetime

from syncd.domain.account import Score
from syncd.domain.track import Track, TrackRef


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
    """An account's whole list. A partial list does not exist: it is an IncompleteListing."""

    whoami: str
    entries: tuple[Entry, ...]
    taken_at: datetime

    def scores(self) -> dict[TrackRef, Score]:
        """What the account thinks of each track it lists."""
        return {entry.ref: entry.score for entry in self.entries}

"""The push window: how long the lanes of one cycle work."""

from dataclasses import dataclass

from syncd.ports import Clock


@dataclass(slots=True)
class Window:
    """Until when lanes begin new work, on the clock that counts sleep. Lanes share it.

    One that may not close early lasts its whole time: what it has to do, the next one would not do.
    """

    ends_at: float
    may_close: bool = True

    def is_over(self, clock: Clock) -> bool:
        """Whether nothing new is begun in this cycle."""
        return clock.elapsed() >= self.ends_at

    def left(self, clock: Clock) -> float:
        """So many seconds are left."""
        return max(0.0, self.ends_at - clock.elapsed())

    def close(self, clock: Clock) -> None:
        """A lane has run dry, and the next cycle has work for it: it shall not wait for what others still have to do."""
        if self.may_close:
            self.ends_at = min(self.ends_at, clock.elapsed())

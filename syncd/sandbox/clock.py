"""The sandbox's own clock."""

import time
from collections.abc import Callable


class SandboxClock:
    """Runs `speedup` times faster than real time from the moment it is made; seconds since the epoch."""

    def __init__(self, speedup: float = 1.0, real: Callable[[], float] = time.time) -> None:
        self.speedup = speedup
        self._real = real
        self._start = real()

    def now(self) -> float:
        """The instant on this clock."""
        return self._start + (self._real() - self._start) * self.speedup

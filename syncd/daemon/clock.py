"""Time, for the whole process."""

import time
from datetime import UTC, datetime
from threading import Event

from syncd.domain.errors import Stopped

_COUNTS_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's clocks. `stop` ends every wait of the process with Stopped."""

    def __init__(self) -> None:
        self._stopping = Event()

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds on a clock that only goes forward and counts the time asleep."""
        return time.clock_gettime(_COUNTS_SLEEP)

    def sleep(self, seconds: float) -> None:
        """Wait the full time, or raise Stopped."""
        if self._stopping.wait(max(0.0, seconds)):
            raise Stopped("asked to stop")

    def stop(self) -> None:
        """Let every present and future wait raise Stopped."""
        self._stopping.set()

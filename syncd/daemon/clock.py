"""Time, for the whole process."""

import time
from datetime import UTC, datetime
from threading import Event

from syncd.domain.errors import Stopped

_COUNTS_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's clocks. `stop` ends every wait of the process with Stopped, `interrupt` until `resume`."""

    def __init__(self) -> None:
        self._waking, self._stopping = Event(), Event()

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds on a clock that only goes forward and counts the time asleep."""
        return time.clock_gettime(_COUNTS_SLEEP)

    def sleep(self, seconds: float) -> None:
        """Wait the full time, or raise Stopped."""
        if self._waking.wait(max(0.0, seconds)):
            raise Stopped("asked to stop")

    def stop(self) -> None:
        """Let every present and future wait raise Stopped."""
        self._stopping.set()
        self._waking.set()

    @property
    def is_stopping(self) -> bool:
        """Whether the process has been asked to end."""
        return self._stopping.is_set()

    def until_stopped(self) -> None:
        """Wait until somebody asks the process to end."""
        self._stopping.wait()

    def interrupt(self) -> None:
        """Let every wait raise Stopped until `resume`: something else is more urgent."""
        self._waking.set()

    def resume(self) -> None:
        """What was urgent is done; a process that was asked to end stays so."""
        self._waking.clear()
        if self._stopping.is_set():
            self._waking.set()

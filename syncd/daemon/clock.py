"""Time, for the whole process."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event

from syncd.domain.errors import Stopped

_COUNTS_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's clocks. `stop` ends every wait of the process with Stopped, `interrupt` until `resume`.

    It also knows whether work that is under way makes any step; `awake` counts the seconds that the machine was awake.
    """

    def __init__(self, awake: Callable[[], float] = time.monotonic) -> None:
        self._waking, self._stopping = Event(), Event()
        self._awake, self._stepped_at, self._works = awake, awake(), False

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        return datetime.now(UTC)

    def step(self) -> datetime:
        """The wall clock for whoever books a request or sends it: a step."""
        self._go_on()
        return self.now()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work is under way until the context ends. One thread's at a time."""
        self._stepped_at, self._works = self._awake(), True
        try:
            yield
        finally:
            self._works = False

    @property
    def stuck_for(self) -> float:
        """The seconds for which work under way has made no step and waited for none; 0 where none is under way."""
        return max(0.0, self._awake() - self._stepped_at) if self._works else 0.0

    def _go_on(self, seconds: float = 0.0) -> None:
        """Something went on, and is to last for so long."""
        self._stepped_at = max(self._stepped_at, self._awake() + seconds)

    def elapsed(self) -> float:
        """Seconds on a clock that only goes forward and counts the time asleep."""
        return time.clock_gettime(_COUNTS_SLEEP)

    def sleep(self, seconds: float) -> None:
        """Wait the full time, or raise Stopped."""
        self._go_on(seconds)
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

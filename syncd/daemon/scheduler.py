"""The ticks, by APScheduler with the settings found necessary (`deps.md` §4)."""

import logging
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from syncd.daemon.clock import SystemClock
from syncd.domain.errors import Stopped

TICK = 3.0
"""Seconds between two looks at what is due and what is wished."""


def _nothing() -> None:
    """Nobody wants to know."""


def _regardless(error: BaseException) -> None:
    """Nobody wants to know why."""


class Ticking:
    """Calls the daemon's work every few seconds until somebody stops the clock. Schedules live in our own tables.

    What a tick raises ends it all, and is raised again by `run`.
    """

    def __init__(self, clock: SystemClock, seconds: float = TICK) -> None:
        self._clock, self._seconds = clock, seconds
        self._error: BaseException | None = None
        # A late tick runs all the same, and ticks that were missed are one; the default drops what is late by a second.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(job_defaults=defaults, timezone="UTC")
        # A round that outlasts a tick is no trouble: the next tick looks again.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

    def every_tick(self, work: Callable[[], None]) -> None:
        """Do this at each tick, beside the others, never twice at once."""
        self._scheduler.add_job(self._safely, "interval", args=[work], seconds=self._seconds, next_run_time=None)

    def run(
        self,
        *,
        begun: Callable[[], None] = _nothing,
        ending: Callable[[], None] = _nothing,
        failing: Callable[[BaseException], None] = _regardless,
    ) -> None:
        """Tick until the clock is stopped, and let what runs then come to its end; say when it has begun and when it ends.

        That a tick's error is why it ends is said at once, too.
        """
        self._scheduler.start()
        for job in self._scheduler.get_jobs():
            job.resume()
            job.modify(next_run_time=self._clock.now())
        begun()
        self._clock.until_stopped()
        if self._error is not None:
            failing(self._error)
        ending()
        self._scheduler.shutdown(wait=True)
        if self._error is not None:
            raise self._error

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            if not self._clock.is_stopping:
                work()
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001  # whatever it is, the main thread is to hear of it
            self._error = self._error or error
            self._clock.stop()

"""What the daemon does once a day, beside its polls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from syncd.daemon.logs import log
from syncd.domain.errors import SyncdError


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done once a day; it may find that it is done already."""

    name: str
    work: Callable[[datetime], object]


class Duties:
    """All of them. One that fails, be it for the disk, is told, tried again the next day, and stops nobody."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        self._duties = tuple(duties)
        self._done_on: date | None = None

    def do(self, now: datetime) -> None:
        """Do today's, if that is still to be done."""
        if self._done_on == now.date():
            return
        self._done_on = now.date()
        for duty in self._duties:
            try:
                duty.work(now)
            except (SyncdError, OSError) as error:
                log.warning("a daily duty failed", duty=duty.name, trouble=str(error))

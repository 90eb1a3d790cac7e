"""Is it really as late as our clock says? A host's word settles it (`apis/` all send a Date)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from syncd.daemon.logs import log
from syncd.daemon.wiring import Program
from syncd.domain.errors import ServiceError
from syncd.services.answer import Answer
from syncd.services.http import Host

CLOCKS_AGREE_WITHIN = timedelta(minutes=1)
"""An HTTP date is good to a second; what is off by more than this is a clock that nobody sets."""

ASKED_EVERY = timedelta(minutes=15)
"""How often a host is asked while our clock seems to be behind."""


def ahead(answer: Answer, now: datetime) -> timedelta | None:
    """How far the host's clock is ahead of ours; None where it does not say."""
    try:
        its = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return (its if its.tzinfo else its.replace(tzinfo=UTC)) - now


def timekeepers(program: Program) -> list[Host]:
    """The hosts to ask what time it is: those of the accounts, where there are any."""
    named = {each.host for each in program.world.members}
    hosts = [host for name, host in program.hosts.items() if name.value in named]
    return hosts or list(program.hosts.values())


class Timekeeper:
    """Lets nothing happen while our clock is behind what the database has seen already, unless a host agrees with it.

    `elapsed` is a clock that nobody sets; `knock` asks one host, once.
    """

    def __init__(self, knock: Callable[[], Answer], now: Callable[[], datetime], elapsed: Callable[[], float]) -> None:
        self._knock, self._now, self._elapsed = knock, now, elapsed
        self._asked_at = -ASKED_EVERY.total_seconds() + elapsed()
        self._accepted: datetime | None = None
        self._is_told = False

    def may_go_on(self, newest: datetime | None) -> bool:
        """Whether our clock can be believed; `newest` is the latest moment that the database knows."""
        if newest is None or newest == self._accepted or newest - self._now() <= CLOCKS_AGREE_WITHIN:
            self._is_told = False
            return True
        if self._elapsed() - self._asked_at < ASKED_EVERY.total_seconds():
            return False
        self._asked_at = self._elapsed()
        if self._is_confirmed():
            log.warning(
                "the database knows a later moment than now; a host confirms our clock, so on we go", later=str(newest)
            )
            self._accepted = newest
            return True
        self._tell(newest)
        return False

    def _is_confirmed(self) -> bool:
        try:
            difference = ahead(self._knock(), self._now())
        except ServiceError:
            return False
        return difference is not None and abs(difference) <= CLOCKS_AGREE_WITHIN

    def _tell(self, newest: datetime) -> None:
        if not self._is_told:
            log.warning(
                "our clock is behind what was done already, and no host confirms it: waiting", later=str(newest)
            )
        self._is_told = True

"""Old history ends (`keep_history`), by no clock that may be wrong: what is forgotten is gone for good."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from syncd.daemon.logs import log
from syncd.daemon.timekeeping import ahead
from syncd.daemon.wiring import Program
from syncd.domain.errors import ServiceError
from syncd.services.http import Host
from syncd.store.past import forget_before

_THE_SAME_DAY = timedelta(days=1)
"""What is kept for months needs no better clock; whoever sets one wrong is off by hours, a dead one by years."""


def end_old_history(program: Program, hosts: Collection[Host], now: datetime) -> None:
    """Forget what is older than it is to be kept, where one of these hosts says that it is as late as we think.

    They are asked only where there is something to forget, which is once a day at most.
    """
    keep = program.settings.keep_history
    forget_before(program.database, now, keep, lambda: _is_confirmed(hosts, program))


def _is_confirmed(hosts: Iterable[Host], program: Program) -> bool:
    """Whether the first of them that says what time it is agrees with our clock."""
    for host in hosts:
        try:
            difference = ahead(host.knock(), program.clock.now())
        except ServiceError:
            continue
        if difference is not None:
            return _agrees(host, difference)
    return False


def _agrees(host: Host, difference: timedelta) -> bool:
    if abs(difference) <= _THE_SAME_DAY:
        return True
    log.warning(
        "a host says that it is another day: nothing of the history is forgotten by our clock",
        host=host.name,
        days=round(-difference / timedelta(days=1)),
        run="set this machine's clock, for instance: timedatectl set-ntp true",
    )
    return False

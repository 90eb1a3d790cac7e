"""What the daemon's log says of its cycles: one line each, quiet ones folded, trouble once when it comes and once when it goes."""

from collections.abc import Iterable
from datetime import date, datetime

from syncd.daemon.logs import log
from syncd.domain.account import AccountState
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled


class Telling:
    """Remembers what was told, so that nothing is told twice."""

    def __init__(self) -> None:
        self._away: dict[str, datetime] = {}
        self._quiet = 0
        self._quiet_since: datetime | None = None
        self._day: date | None = None

    def cycle(self, outcome: Outcome, *, took: float, now: datetime) -> None:
        """One cycle is over."""
        self._come_and_go(outcome.polled, now)
        if is_quiet(outcome):
            self._fold(now)
            return
        log.info(
            "cycle",
            cycle=outcome.cycles[-1] if outcome.cycles else None,
            took=round(took, 1),
            read=[each.member.name for each in outcome.polled if each.look is not None or each.state in _LOOKED_AT],
            added=sum(change.added for change in outcome.changes.values()),
            removed=sum(change.removed for change in outcome.changes.values()),
            sent=sum(pushed.sent for pushed in outcome.pushed.values()),
            confirmed=sum(pushed.confirmed for pushed in outcome.pushed.values()),
            due=outcome.has_more,
            **({"quiet_before": self._quiet} if self._quiet else {}),
        )
        self._quiet, self._quiet_since = 0, None

    def _fold(self, now: datetime) -> None:
        """Quiet cycles are counted, and told once a day."""
        self._quiet += 1
        self._quiet_since = self._quiet_since or now
        if self._day is not None and now.date() != self._day:
            log.info("nothing new", cycles=self._quiet, since=f"{self._quiet_since:%Y-%m-%dT%H:%M:%SZ}")
            self._quiet, self._quiet_since = 0, None
        self._day = now.date()

    def _come_and_go(self, polled: Iterable[Polled], now: datetime) -> None:
        for each in polled:
            name = _whose(each)
            if each.state in IN_TROUBLE and name not in self._away:
                log.warning("cannot be read", who=name, state=each.state.value, trouble=each.trouble)
                self._away[name] = now
            elif each.state in _LOOKED_AT:
                for known in {each.member.host, each.member.name} & self._away.keys():
                    log.info("is back", who=known, after=str(now - self._away.pop(known)).partition(".")[0])


_LOOKED_AT = {AccountState.READ, AccountState.UNCHANGED}
IN_TROUBLE = {
    AccountState.UNREACHABLE,
    AccountState.INCOMPLETE,
    AccountState.NEEDS_LOGIN,
    AccountState.AWAITING_APPROVAL,
}


def is_quiet(outcome: Outcome) -> bool:
    """Whether a cycle heard nothing, wrote nothing and found nothing out that another cycle would go on with."""
    is_heard = any(change.added or change.removed for change in outcome.changes.values())
    is_written = any(pushed.sent or pushed.confirmed for pushed in outcome.pushed.values())
    return not (is_heard or is_written or outcome.has_more)


def _whose(polled: Polled) -> str:
    """A host that is silent is silent for all of its accounts; everything else is one account's matter."""
    return polled.member.host if polled.state is AccountState.UNREACHABLE else polled.member.name

"""What the daemon's log says of its cycles: one line each, quiet ones folded, trouble once when it comes and once when it goes."""

from collections.abc import Collection, Container
from datetime import date, datetime

from syncd.daemon.logs import log
from syncd.domain.account import AccountState, Label
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled


class Telling:
    """Remembers what was told, so that nothing is told twice."""

    def __init__(self) -> None:
        self._away: dict[str | Label, datetime] = {}  # hosts, and accounts that are away by themselves
        self._silent: set[Label] = set()  # whose host did not answer them when they were polled last
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

    def _come_and_go(self, polled: Collection[Polled], now: datetime) -> None:
        """A host is back with any of its accounts, an account that was told of by its own name only by itself."""
        heard = [each.member for each in polled if each.state in _LOOKED_AT]
        for key in dict.fromkeys(key for each in heard for key in (each.host, each.label) if key in self._away):
            log.info("is back", who=_name(key), after=str(now - self._away.pop(key)).partition(".")[0])
        for each in polled:
            key = each.member.label if self._is_alone(each, {other.host for other in heard}) else each.member.host
            if each.state in IN_TROUBLE and key not in self._away:
                log.warning("cannot be read", who=_name(key), state=each.state.value, trouble=each.trouble)
                self._away[key] = now
        self._silent -= {each.member.label for each in polled if each.state is not AccountState.RESTING}
        self._silent |= {each.member.label for each in polled if each.state is AccountState.UNREACHABLE}

    def _is_alone(self, each: Polled, well: Container[str]) -> bool:
        """Whether this is one account's matter. A host that is silent is silent for all of its accounts.

        It is not where it answered another one, now or since this one was silent for the last time.
        """
        host = each.member.host
        has_come_back = each.member.label in self._silent and host not in self._away
        return each.state is not AccountState.UNREACHABLE or host in well or has_come_back


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


def _name(key: str | Label) -> str:
    return key.account if isinstance(key, Label) else key

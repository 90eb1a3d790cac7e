"""How many requests and minutes a sync would take from here (`contract.md` §2, `plan`)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil

from syncd.domain.account import AccountId, Can
from syncd.engine.cycle import Outcome
from syncd.engine.world import Polled

_LOOKS_A_REQUEST = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one host would be asked, and for how long at its pace."""

    host: str
    writes: int
    reads: int
    seconds: float


def estimates(outcome: Outcome, rates: Mapping[str, float]) -> list[Estimate]:
    """Per target host: the writes, the looks around them, and the searches that are still due."""
    writes, reads = Counter[str](), Counter[str]()
    for polled in _targets(outcome.polled):
        assert polled.account is not None, "targets without an account are left out"
        host, due = polled.member.host, _due(outcome, polled.member.profile, polled.account.id)
        writes[host] += due
        reads[host] += _looks(polled, due) + _searches(outcome, polled.account.id)
    return [Estimate(host, writes[host], reads[host], (writes[host] + reads[host]) / rates[host]) for host in writes]


def minutes(found: Collection[Estimate]) -> float:
    """Hosts are asked side by side: the slowest lane decides."""
    return max((each.seconds for each in found), default=0.0) / 60


def _targets(polled: Collection[Polled]) -> list[Polled]:
    return [each for each in polled if each.account is not None and each.account.role.writes]


def _due(outcome: Outcome, profile: str, account: AccountId) -> int:
    return sum(action.account == account for action in outcome.decisions[profile].plan.actions)


def _looks(polled: Polled, due: int) -> int:
    """A look before each write and one after it, in batches where the service takes them."""
    if not due:
        return 0
    is_bulk = Can.SEARCH not in polled.member.can
    return 2 * (ceil(due / _LOOKS_A_REQUEST) if is_bulk else due)


def _searches(outcome: Outcome, account: AccountId) -> int:
    located = outcome.located.get(account)
    return located.left if located else 0  # at most: songs of one artist share a request

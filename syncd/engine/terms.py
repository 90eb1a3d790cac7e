"""The terms of a cycle: what is left of its command's order."""

from dataclasses import dataclass
from math import inf

from syncd.engine.allowance import Allowance
from syncd.engine.order import Everything, Order
from syncd.engine.resolve import ALIKE_A_SYNC
from syncd.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a cycle is made: when the command ends (on the clock that counts sleep), and how many writes are left.

    The first cycle of a command hears the looks that were just taken; for the later ones nothing is read again.
    """

    order: Order
    ends_at: float
    allowance: Allowance
    is_first: bool = True
    postponed: float = inf  #: so many questions were left by the cycle before

    @property
    def is_about_everything(self) -> bool:
        """Whether it is about all that may be found, not about some actions."""
        return isinstance(self.order.what, Everything)

    @property
    def may_rest(self) -> bool:
        """Whether it begins a command that is about everything, in earnest and for as long as it takes."""
        return self.is_first and self.is_about_everything and not self.order.dry_run and self.ends_at == inf

    @property
    def ends_waits(self) -> bool:
        """Whether the waits that we chose ourselves are over, because a human asked."""
        return self.is_first and self.order.asked_by_human

    @property
    def most_alike(self) -> int:
        """How many may be asked for alike names: a command asks once."""
        return ALIKE_A_SYNC if self.is_first else 0

    def goes_on(self, clock: Clock) -> bool:
        """Whether another cycle follows where there is something to do."""
        return not (self.order.is_one_cycle or self.is_filled(clock))

    def is_filled(self, clock: Clock) -> bool:
        """Whether nothing more is wanted: all writes are made, or the time is over."""
        return self.allowance.is_used_up or clock.elapsed() >= self.ends_at

"""The command that turns the wheel until nothing is due (`engine/turn.py` is one turn)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from syncd.domain.account import AccountId, Can
from syncd.domain.errors import ServiceError
from syncd.engine.allowance import Allowance
from syncd.engine.decide import Change, Decision
from syncd.engine.locate import Located
from syncd.engine.poll import poll
from syncd.engine.push import Pushed
from syncd.engine.turn import Terms, Turned, turn
from syncd.engine.world import Polled, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a one-shot is asked for: at most so many writes, for at most so many seconds, or only to show the plan.

    `corrections_only` reads the accounts at which a wrong match's loves are to be taken back, and does just that.
    """

    dry_run: bool = False
    corrections_only: bool = False
    limit: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class Outcome:
    """What a command has done so far. `located`, `decisions` and `errors` are of its last turn.

    `favourites` counts each profile's distinct recordings loved at its sources, from the remembered lists.
    """

    polled: list[Polled]
    cycles: list[int] = field(default_factory=list)
    changes: dict[AccountId, Change] = field(default_factory=dict)
    pushed: dict[AccountId, Pushed] = field(default_factory=dict)
    located: dict[AccountId, Located] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    favourites: dict[str, int] = field(default_factory=dict)
    errors: list[ServiceError] = field(default_factory=list)

    def add(self, turned: Turned) -> None:
        """One turn more."""
        self.polled, self.errors = list(turned.polled), list(turned.errors)
        self.cycles += [] if turned.cycle is None else [turned.cycle]
        self.changes |= turned.changes
        self.pushed |= {each: self.pushed.get(each, Pushed()).then(pushed) for each, pushed in turned.pushed.items()}
        self.located, self.decisions = dict(turned.located), dict(turned.decisions)
        self.favourites = dict(turned.favourites)


def sync(world: World, order: Order) -> Outcome:
    """Read every account once, then turn until nothing is due, nothing moves any more, or the order is filled.

    Between turns no list is read again: what was written is looked at, nothing else.
    """
    ends_at = float("inf") if order.seconds is None else world.clock.elapsed() + order.seconds
    allowance = Allowance(order.limit)
    outcome = Outcome(polled=poll(world, _to_read(world, order)))
    while True:
        terms = Terms(
            dry_run=order.dry_run,
            corrections_only=order.corrections_only,
            is_first=not outcome.cycles,
            ends_at=ends_at,
            allowance=allowance,
        )
        turned = turn(world, outcome.polled, terms)
        outcome.add(turned)
        is_filled = allowance.is_used_up or world.clock.elapsed() >= ends_at
        if order.dry_run or is_filled or not turned.has_moved or not _is_due(turned):
            return outcome


def _to_read(world: World, order: Order) -> Callable[[Polled], bool]:
    """Which accounts an order is about: all of them, or those at which something is to be taken back."""
    if not order.corrections_only:
        return lambda _: True
    with world.store.reading() as tx:
        withdrawals = tx.answers.withdrawals([record.account.id for record in tx.memory.records()])
    wrong = {account for account, refs in withdrawals.items() if refs}
    return lambda each: each.account is not None and each.account.id in wrong and Can.UNLOVE in each.member.can


def _is_due(turned: Turned) -> bool:
    """Whether another turn at once would find work: writes that may go now, or questions that a window cut off."""
    troubled = {account for account, pushed in turned.pushed.items() if pushed.trouble}
    ready = {each.account.id for each in turned.polled if each.account and each.is_read and each.may_write}
    due = (action for decision in turned.decisions.values() for action in decision.due)
    to_find = (located.left and not located.trouble for located in turned.located.values())
    return any(action.account in ready - troubled for action in due) or any(to_find)

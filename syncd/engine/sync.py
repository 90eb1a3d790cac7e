"""The one-shot: cycles until nothing is due (`engine/cycle.py` is one of them)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from syncd.domain.account import AccountId, Can, Score
from syncd.domain.errors import ServiceError
from syncd.domain.plan import Action
from syncd.engine.allowance import Allowance
from syncd.engine.approve import Group
from syncd.engine.carry import to_be_read
from syncd.engine.cycle import Cycled, cycle
from syncd.engine.decide import Change, Decision
from syncd.engine.locate import Located
from syncd.engine.order import Corrections, Order
from syncd.engine.poll import poll
from syncd.engine.push import Pushed
from syncd.engine.stock import Stock, take_stock
from syncd.engine.terms import Terms
from syncd.engine.waves import waves
from syncd.engine.world import Polled, World

_WHAT_IT_TAKES = {Score.NONE: Can.UNLOVE, Score.LOVE: Can.LOVE}
"""What an account must be able to do for what is to be taken back there, or brought back."""


@dataclass(slots=True)
class Outcome:
    """What a command has done so far. `located`, `decisions` and `errors` are of the last cycle of each wave.

    `favourites` counts each profile's distinct recordings loved at its sources, from the remembered lists, `guarded` each
    account's absences that are not believed. `held` is all that the guard holds, profile by profile; after a dry run all of
    this is as a sync would leave it. `by_hand` is news: what humans unloved elsewhere, and no service lets us take away.
    """

    polled: list[Polled]
    cycles: list[int] = field(default_factory=list)
    changes: dict[AccountId, Change] = field(default_factory=dict)
    pushed: dict[AccountId, Pushed] = field(default_factory=dict)
    located: dict[AccountId, Located] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    favourites: dict[str, int] = field(default_factory=dict)
    held: dict[str, Sequence[Group]] = field(default_factory=dict)
    guarded: dict[AccountId, int] = field(default_factory=dict)
    errors: list[ServiceError] = field(default_factory=list)
    by_hand: list[Action] = field(default_factory=list)
    has_more: bool = False  #: another cycle at once would find work

    def add(self, cycled: Cycled) -> None:
        """One cycle more."""
        after = {each.member.label: each for each in cycled.polled}
        self.polled = [after.get(each.member.label, each) for each in self.polled]
        self.cycles += [] if cycled.cycle is None else [cycled.cycle]
        self.changes |= cycled.changes
        self.pushed |= {each: self.pushed.get(each, Pushed()).then(pushed) for each, pushed in cycled.pushed.items()}
        mine = {each.account.id for each in cycled.polled if each.account}
        kept = {of: found for of, found in self.located.items() if of not in mine or found.trouble}
        self.located = kept | dict(cycled.located)
        self.decisions |= cycled.decisions
        self.favourites |= cycled.favourites
        self.held |= cycled.held
        self.guarded |= cycled.guarded
        self.by_hand += [action for action in cycled.by_hand if action not in self.by_hand]

    def tell(self, stock: Stock) -> None:
        """How everything stands, where the last cycle had no need to know it."""
        self.decisions, self.favourites = dict(stock.decisions), dict(stock.favourites)
        self.held, self.guarded = dict(stock.held), dict(stock.guarded)


def sync(world: World, order: Order) -> Outcome:
    """Read every account once, then make cycles until nothing is due, nothing moves any more, or the order is filled.

    Between cycles no list is read again: what was written is looked at, nothing else.
    """
    ends_at = inf if order.seconds is None else world.clock.elapsed() + order.seconds
    terms = Terms(order=order, ends_at=ends_at, allowance=Allowance(order.limit))
    outcome = Outcome(polled=poll(world, _to_read(world, order), order.trusted))
    for wave in waves(world, outcome.polled):
        _cycle_until_done(world, terms, wave, outcome)
    at_rest = {each.member.profile for each in outcome.polled} - outcome.decisions.keys()
    if at_rest and order.asked_by_human:  # nobody thought about these, and he wants to know how they stand
        with world.store.reading() as tx:
            outcome.tell(take_stock(tx, world, outcome.polled))
    return outcome


def _cycle_until_done(world: World, terms: Terms, wave: Sequence[Polled], outcome: Outcome) -> None:
    """All cycles of one wave; what they did is added to the outcome."""
    earlier = outcome.errors
    while True:
        cycled = cycle(world, wave, terms)
        outcome.add(cycled)
        outcome.errors = [*earlier, *cycled.errors]
        wave = cycled.polled
        if not cycled.follows:
            is_due = cycled.has_questions or (cycled.has_moved and _is_due(cycled, terms.order))
            if not (is_due and terms.goes_on(world.clock)):
                outcome.has_more |= is_due
                return
        terms = replace(terms, is_first=False, postponed=cycled.postponed)


def _to_read(world: World, order: Order) -> Callable[[Polled], bool]:
    """Which accounts an order is about: all of them, or those at which something is to be taken back, or was approved."""
    if not isinstance(order.what, Corrections):
        return lambda each: order.accounts is None or each.member.label in order.accounts
    with world.store.reading() as tx:
        known = [record.account.id for record in tx.memory.records()]
        corrections = [(can, tx.answers.amends(known, score)) for score, can in _WHAT_IT_TAKES.items()]
        ruled = to_be_read(tx)

    def is_wanted(each: Polled) -> bool:
        if each.account is None:
            return False
        is_wrong = any(found.get(each.account.id) and can in each.member.can for can, found in corrections)
        return is_wrong or each.account.id in ruled

    return is_wanted


def _is_due(cycled: Cycled, order: Order) -> bool:
    """Whether another cycle at once would find work: writes that may go now, or questions that a window cut off."""
    troubled = {account for account, pushed in cycled.pushed.items() if pushed.trouble}
    ready = {each.account.id for each in cycled.polled if each.account and each.is_read and each.may_write}
    due = (action for decision in cycled.decisions.values() for action in decision.due if order.what.includes(action))
    to_find = (located.left and not located.trouble for located in cycled.located.values())
    return any(action.account in ready - troubled for action in due) or any(to_find)

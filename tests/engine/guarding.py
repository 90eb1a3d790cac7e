"""What the guard holds, and a human who judges it."""

from itertools import chain

from syncd.engine.approve import Group, keep, let_pass
from syncd.engine.order import Corrections, Order
from syncd.engine.stock import take_stock
from syncd.planner.guard import GuardLimits
from syncd.store.store import SqlStore
from tests.engine.household import Household

SONGS = [f"Song {number}" for number in range(10)]
APPROVED = Order(what=Corrections())
MEEK, BOLD = GuardLimits(max_per_day=3, max_share=1.0), GuardLimits(max_per_day=1000, max_share=1.0)


def held(home: Household) -> list[Group]:
    """What is held now."""
    polled = home.outcome.polled
    with SqlStore(home.database).reading() as tx:
        return list(chain.from_iterable(take_stock(tx, home.world(), polled).held.values()))


def approves(home: Household, group: Group, *, and_keeps: bool = False) -> None:
    """A human judges a group; the sync that carries it out follows."""
    home.cycle(ruled(home, group, and_keeps=and_keeps))


def keeps(home: Household) -> None:
    """A human says that the one group that is held was not meant; the sync that brings it back follows."""
    [group] = held(home)
    approves(home, group, and_keeps=True)


def ruled(home: Household, group: Group, *, and_keeps: bool) -> Order:
    """A human's word about a group is written down; what carries it out."""
    order = APPROVED
    with SqlStore(home.database).writing() as tx:
        if and_keeps:
            order = Order(what=Corrections(keep(tx, group, home.clock.now())))
        else:
            let_pass(tx, group)
        tx.commit()
    return order


def lines(home: Household, account: str) -> list[tuple[str, bool]]:
    """What is remembered of an account: which songs, and whether they are ours."""
    with SqlStore(home.database).reading() as tx:
        number = next(each.account.id for each in tx.memory.records() if each.account.whoami == account)
        return [(home.library.title(ref), line.is_ours) for ref, line in tx.memory.loves([number])[number].items()]


def titles(home: Household, group: Group) -> list[str]:
    """The songs of a group."""
    return sorted(home.library.title(ref) for ref in group.refs)

"""Our loves that no whole list has shown yet: before somebody dates them otherwise, their dates are read.

What comes back with an older date than ours is a human's love (`planner/memory.py`); without a date of ours it would pass for
our own.
"""

from syncd.domain.account import AccountId
from syncd.domain.memory import Love
from syncd.engine.decide import sent_at
from syncd.engine.world import Member, World
from syncd.planner.memory import dated
from syncd.ports import Store


def dates_of_ours(world: World, member: Member) -> list[Love]:
    """Our lines at this account that have no date in memory, with those of its list; it is read only if there are any.

    Nothing is remembered yet. Raises ServiceError where the list cannot be read whole.
    """
    accounts = _accounts(world.store, member)
    if not any(
        line.is_ours and line.loved_at is None for id_ in accounts.values() for line in _lines(world.store, id_)
    ):
        return []
    if member.favourites is None:
        assert member.trouble is not None, "who has no service says why"
        raise member.trouble
    snapshot = member.favourites.snapshot()
    if snapshot.whoami not in accounts:
        return []
    mine = accounts[snapshot.whoami]
    with world.store.reading() as tx:
        sent = sent_at(tx, mine)
    return dated(_lines(world.store, mine), snapshot.entries, sent)


def _accounts(store: Store, member: Member) -> dict[str, AccountId]:
    """Who has logged in under this name so far."""
    with store.reading() as tx:
        known = [record.account for record in tx.memory.records([member.profile])]
    return {each.whoami: each.id for each in known if (each.label, each.service) == (member.label, member.service)}


def _lines(store: Store, account: AccountId) -> list[Love]:
    with store.reading() as tx:
        return list(tx.memory.loves([account])[account].values())

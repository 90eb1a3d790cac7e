"""Who is served first: nobody waits until a friend's 10,000 songs have been found out."""

from collections.abc import Sequence

from syncd.engine.stock import by_profile
from syncd.engine.world import Polled, World

MANY = 500
"""So many new songs in a profile's lists make the others go first. Fewer are asked about within minutes."""


def waves(world: World, polled: Sequence[Polled]) -> list[list[Polled]]:
    """The profiles that bring little; then, after them, those that bring a lot, each wave with all its cycles."""
    heavy = {profile for profile, mine in by_profile(polled) if _news(world, mine) > MANY}
    parts = ([each for each in polled if (each.member.profile in heavy) is is_heavy] for is_heavy in (False, True))
    return [part for part in parts if part] or [[]]


def _news(world: World, polled: Sequence[Polled]) -> int:
    """How many tracks these looks show that no list of these accounts was known to have."""
    looks = [(each.account.id, each.look.snapshot) for each in polled if each.account and each.look]
    seen = {account: snapshot.scores().keys() for account, snapshot in looks if snapshot}
    with world.store.reading() as tx:
        known = tx.memory.loves(seen)
    return sum(len(refs - known[account].keys()) for account, refs in seen.items())

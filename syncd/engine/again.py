"""`retry`: what was given up is tried again, because a human says so."""

from collections.abc import Sequence

from syncd.domain.outbox import Row
from syncd.engine.decide import consider
from syncd.engine.heard import to_bring_back
from syncd.engine.world import Polled, World
from syncd.planner.again import Reopened, reopened
from syncd.ports import Transaction


def reopen(tx: Transaction, world: World, polled: Sequence[Polled], account: str | None = None) -> list[Row]:
    """Make the failed rows of these accounts, or of the one of this name, pending again; the rows as they had failed.

    A row that no plan stands behind any more stays as it is. It is the only way back for a one-way account, where only
    a human may judge whether a second try is safe (`design.md` §1, 9); the push looks right before each of its writes.
    """
    found: list[Reopened] = []
    for profile in dict.fromkeys(each.member.profile for each in polled):
        mine = [each for each in polled if each.member.profile == profile]
        decision = consider(tx, world, mine)
        asked = [each.account for each in mine if each.account and account in {None, each.member.name}]
        rows = tx.outbox.rows([each.id for each in asked])
        for each in asked:
            found += reopened(each, rows[each.id], decision.plan, decision.favourites, to_bring_back(tx, each.id))
    tx.outbox.put([each.pending for each in found])
    return [each.failed for each in found]

"""The accounts that the configuration disables: nobody reads or writes them, and what they forbade still holds.

As with an account that could not be read, its hates and its unloves stand (`design.md` §1, 1 and 8); its loves are nobody's
word meanwhile. An account that is not in the configuration any more has no say.
"""

from collections.abc import Collection

from syncd.domain.account import Account, Score
from syncd.domain.memory import Love, View
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


def silent_accounts(tx: Transaction, world: World, polled: Collection[Polled]) -> list[Account]:
    """Those of these profiles, as far as they were ever read; a login that bears another name by now is not silent."""
    profiles = {each.member.profile for each in polled}
    if not any(label.profile in profiles for label in world.silent):
        return []
    heard = {each.account.id for each in polled if each.account is not None}
    accounts = (record.account for record in tx.memory.records(profiles))
    return [each for each in accounts if each.id not in heard and world.silent.get(each.label) is each.service]


def silent_views(tx: Transaction, world: World, polled: Collection[Polled]) -> list[View]:
    """What is remembered of them and forbids: hates and tombstones, and no loves."""
    accounts = silent_accounts(tx, world, polled)
    ids = [each.id for each in accounts]
    buried, carrying = tx.memory.tombstones(ids), tx.memory.tombstones(ids, carrying=True)
    return [
        View(
            account=account,
            loves={line.ref: line for line in silent_hates(tx, [account])},
            tombstones=buried.get(account.id, {}),
            carrying=carrying.get(account.id, {}),
        )
        for account in accounts
    ]


def silent_hates(tx: Transaction, accounts: Collection[Account]) -> list[Love]:
    """The hated lines of these accounts, as they are remembered."""
    lists = tx.memory.loves([each.id for each in accounts]).values()
    return [line for lines in lists for line in lines.values() if line.score is Score.HATE]

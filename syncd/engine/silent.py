"""Silent accounts are disabled in the configuration, or may be: nobody reads or writes them, and what they forbade still holds.

Their hates and unloves stand, like those of an account that could not be read (`design.md` §1, 1 and 8); their loves count
for nobody meanwhile. An account that has left the configuration is not silent: it has no say at all. Which accounts have left
is certain only when it is known which login stands behind each label. A new label that is disabled, or could not be read yet,
may stand for any login of its service that the profile ever had; all of these are silent then, and *only forbid*: nothing
is loved that they veto, but nothing is taken away because of them.
"""

from collections.abc import Collection, Mapping

from syncd.domain.account import Account, AccountId, Label, Score
from syncd.domain.memory import Love, View
from syncd.domain.track import Service
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


def silent_accounts(tx: Transaction, world: World, polled: Collection[Polled]) -> list[Account]:
    """The silent accounts of these profiles, as far as they were ever read; whoever was read under another name now is none."""
    profiles = {each.member.profile for each in polled}
    disabled = {label: service for label, service in world.silent.items() if label.profile in profiles}
    unread = {(each.member.profile, each.member.service) for each in polled if each.account is None}
    if not (disabled or unread):
        return []
    heard = {each.account.id for each in polled if each.account is not None}
    return silent_among([record.account for record in tx.memory.records(profiles)], disabled, heard, unread)


def silent_among(
    accounts: Collection[Account],
    disabled: Mapping[Label, Service],
    heard: Collection[AccountId],
    unread: Collection[tuple[str, Service]],
) -> list[Account]:
    """Those of these accounts that are disabled or may be, and those that may be behind a label which nobody could read.

    `unread` are the profiles and services of such labels, `heard` the accounts that other labels stand for.
    """
    borne = {(each.label, each.service) for each in accounts}
    unknown = {(of.profile, service) for of, service in disabled.items() if (of, service) not in borne}.union(unread)
    left = (each for each in accounts if each.id not in heard)
    return [
        each for each in left if disabled.get(each.label) is each.service or (each.profile, each.service) in unknown
    ]


def silent_views(tx: Transaction, world: World, polled: Collection[Polled]) -> list[View]:
    """What silent accounts forbid, as it is remembered: hates and tombstones, and no loves."""
    accounts = silent_accounts(tx, world, polled)
    ids = [each.id for each in accounts]
    buried, carrying = tx.memory.tombstones(ids), tx.memory.tombstones(ids, carrying=True)
    return [
        View(
            account=account,
            loves={line.ref: line for line in silent_hates(tx, [account])},
            tombstones=buried.get(account.id, {}),
            carrying=carrying.get(account.id, {}),
            only_forbids=_only_forbids(world, account),
        )
        for account in accounts
    ]


def without_a_say(tx: Transaction, world: World, polled: Collection[Polled]) -> list[AccountId]:
    """The accounts of these profiles that have left the configuration, or may have: nothing is taken away because of them."""
    heard = {each.account.id for each in polled if each.account is not None}
    records = tx.memory.records({each.member.profile for each in polled})
    others = [record.account for record in records if record.account.id not in heard]
    return [each.id for each in others if _only_forbids(world, each)]


def _only_forbids(world: World, account: Account) -> bool:
    return world.silent.get(account.label) is not account.service


def silent_hates(tx: Transaction, accounts: Collection[Account]) -> list[Love]:
    """The hated lines of these accounts, as they are remembered."""
    lists = tx.memory.loves([each.id for each in accounts]).values()
    return [line for lines in lists for line in lines.values() if line.score is Score.HATE]

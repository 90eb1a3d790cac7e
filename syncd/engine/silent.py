"""The accounts that the configuration disables, and those that may be: nobody reads or writes them, and what they forbade
still holds.

As with an account that could not be read, its hates and its unloves stand (`design.md` §1, 1 and 8); its loves are nobody's
word meanwhile. An account that is not in the configuration any more has no say. Which one that is, is known once every label
stands for a login: a label is but a name, and behind a new one that could not be read yet, or is disabled, may be any login
of its service that the profile ever had. Such a one only forbids; nothing is taken away because of it.
"""

from collections.abc import Collection, Mapping

from syncd.domain.account import Account, AccountId, Label, Score
from syncd.domain.memory import Love, View
from syncd.domain.track import Service
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


def silent_accounts(tx: Transaction, world: World, polled: Collection[Polled]) -> list[Account]:
    """Those of these profiles, as far as they were ever read; a login that bears another name by now is not silent."""
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
            is_doubtful=_is_doubtful(world, account),
        )
        for account in accounts
    ]


def has_doubtful(tx: Transaction, world: World, polled: Collection[Polled]) -> bool:
    """Whether there are some of which nobody knows whether they have a say."""
    return any(_is_doubtful(world, account) for account in silent_accounts(tx, world, polled))


def _is_doubtful(world: World, account: Account) -> bool:
    return world.silent.get(account.label) is not account.service


def silent_hates(tx: Transaction, accounts: Collection[Account]) -> list[Love]:
    """The hated lines of these accounts, as they are remembered."""
    lists = tx.memory.loves([each.id for each in accounts]).values()
    return [line for lines in lists for line in lines.values() if line.score is Score.HATE]

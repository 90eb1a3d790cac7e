"""Which cycles can still be undone, as far as the configuration knows their accounts."""

from collections import Counter
from collections.abc import Collection

from syncd.cli.report import instant
from syncd.cli.show import counted
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.journal import Deed, Span
from syncd.engine.undo import open_deeds, planned, undoable
from syncd.planner.undo import Way
from syncd.ports import Transaction
from syncd.store.past import begun_lately
from syncd.store.store import SqlTransaction

_SHOWN = 20
_LOOKED_AT = 200  #: so many cycles are thought about before the list is long enough


def configured(tx: Transaction, built: Program) -> list[Account]:
    """The accounts that are in the configuration, as they were last read."""
    labels = {member.label for member in built.world.members}
    accounts = [record.account for record in tx.memory.records()]
    return [account for account in accounts if Label(account.profile, account.name) in labels]


def at_disabled(tx: Transaction, built: Program, span: Span, profile: str | None) -> list[str]:
    """What could be undone at accounts that the configuration disables: they are left alone, and it is said."""
    wanted = {label: service for label, service in built.world.silent.items() if profile in {None, label.profile}}
    accounts = [record.account for record in tx.memory.records()]
    mine = [account for account in accounts if wanted.get(account.label) is account.service]
    found = [each for each in planned(tx, open_deeds(tx, span, mine), mine) if each.way is not Way.NOTHING]
    counts = Counter(each.last.account for each in found)
    return [
        f"{account.name}: {counted(counts[account.id], 'change')} left alone: the account is disabled; to undo "
        f"{'it' if counts[account.id] == 1 else 'them'}, set enabled = true and do this once more"
        for account in mine
        if counts[account.id]
    ]


def with_a_way_back(tx: Transaction, deeds: Collection[Deed], accounts: Collection[Account]) -> set[int]:
    """The cycles of these deeds that can still be undone."""
    ids = {account.id for account in accounts}
    still_open = [
        deed for deed in sorted(deeds, key=lambda deed: deed.id) if deed.account in ids and not deed.undone_at
    ]
    return set(undoable(tx, still_open, accounts))


def possible(built: Program) -> str:
    """The cycles that can be undone, the last ones first, for whoever asked for another."""
    with built.database.reading() as connection:
        tx = SqlTransaction(connection)
        accounts = configured(tx, built)
        begun = begun_lately(connection, [account.id for account in accounts], _LOOKED_AT)
        deeds = open_deeds(tx, Span(since=min(begun.values())), accounts) if begun else []
        counts = undoable(tx, [deed for deed in deeds if deed.cycle in begun], accounts)
    if not counts:
        return "there is no cycle that can be undone"
    last = sorted(counts, reverse=True)[:_SHOWN]
    listed = [f"  {cycle}  {instant(begun[cycle])}  {counted(counts[cycle], 'change')}" for cycle in last]
    return "\n".join(["cycles that can be undone, the last ones first:", *listed])

"""Which cycles can still be undone, as far as the configuration knows their accounts."""

from collections.abc import Collection

from syncd.cli.report import instant
from syncd.cli.show import counted
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.journal import Deed, Span
from syncd.engine.undo import open_deeds, undoable
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

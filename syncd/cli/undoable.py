"""Which cycles can still be undone, as far as the configuration knows their accounts."""

from collections import Counter
from collections.abc import Collection, Mapping

from syncd.cli.remembered import in_present_roles, records_of
from syncd.cli.report import instant
from syncd.cli.show import counted
from syncd.daemon.wiring import Program
from syncd.domain.account import Account, Label
from syncd.domain.journal import Deed, Span
from syncd.domain.track import Service
from syncd.engine.silent import silent_among
from syncd.engine.undo import open_deeds, planned, to_undo, undoable
from syncd.planner.undo import Way
from syncd.ports import Transaction
from syncd.store.past import begun_lately
from syncd.store.store import SqlTransaction

_SHOWN = 20
_LOOKED_AT = 200  #: so many cycles are thought about before the list is long enough


def configured(tx: Transaction, built: Program) -> list[Account]:
    """The accounts that are in the configuration, as they were last read, in the roles that it gives them now."""
    labels = {member.label for member in built.world.members}
    accounts = [record.account for record in records_of(tx, built.world)]
    return in_present_roles([account for account in accounts if account.label in labels], built.world.members)


def at_disabled(tx: Transaction, built: Program, span: Span, profile: str | None) -> list[str]:
    """What could be undone at accounts that the configuration disables, or knows by names that nobody can tell yet: they
    are left alone, and it is said.
    """
    accounts = [record.account for record in records_of(tx, built.world)]
    disabled = {label: service for label, service in built.world.silent.items() if profile in {None, label.profile}}
    mine = _silent(built, accounts, disabled)
    found = [each for each in planned(tx, to_undo(tx, span, mine), mine) if each.way is not Way.NOTHING]
    counts = Counter(each.last.account for each in found)
    return [
        _left_alone(account, counts[account.id], is_disabled=account.label in disabled)
        for account in mine
        if counts[account.id]
    ]


def misdated(tx: Transaction, span: Span, accounts: Collection[Account]) -> list[str]:
    """What may be of the time that is undone, or from before it, since a clock was wrong: that is left alone, and it is said."""
    mine = {account.id for account in accounts}
    deeds = tx.history.misdated(span.since) if span.since else []
    counts = Counter(deed.cycle for deed in deeds if deed.account in mine and deed.undone_at is None)
    return [
        f"{counted(count, 'change')} of cycle {cycle}: dated after that, and made before what is dated earlier: a clock was"
        f" wrong, so nothing of it is undone; to undo it, run: syncd undo {cycle}"
        for cycle, count in sorted(counts.items())[-_SHOWN:]
    ]


def _silent(built: Program, accounts: Collection[Account], disabled: Mapping[Label, Service]) -> list[Account]:
    members = {(member.label, member.service) for member in built.world.members}
    heard = {account.id for account in accounts if (account.label, account.service) in members}
    unread = members - {(account.label, account.service) for account in accounts}
    return silent_among(accounts, disabled, heard, {(label.profile, service) for label, service in unread})


def _left_alone(account: Account, count: int, *, is_disabled: bool) -> str:
    them = "it" if count == 1 else "them"
    why = (
        f"the account is disabled; to undo {them}, set enabled = true"
        if is_disabled
        else f"the configuration has no account of this name; to undo {them}, call it so again, or run: syncd sync, if it"
        " has another name now and is enabled"
    )
    return f"{account.name}: {counted(count, 'change')} left alone: {why} and do this once more"


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
        deeds = [deed for cycle in sorted(begun) for deed in open_deeds(tx, Span(cycle=cycle), accounts)]
        counts = undoable(tx, deeds, accounts)
    if not counts:
        return "there is no cycle that can be undone"
    last = sorted(counts, reverse=True)[:_SHOWN]
    listed = [f"  {cycle}  {instant(begun[cycle])}  {counted(counts[cycle], 'change')}" for cycle in last]
    return "\n".join(["cycles that can be undone, the last ones first:", *listed])

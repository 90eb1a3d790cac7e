"""`syncd approve`: what the guard held passes, exactly that, or stays as it is."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from syncd.cli.exits import Exit, exit_for_report
from syncd.cli.held import SHOWN, if_kept, lines, row_of
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.remembered import looking, records_of, remembered
from syncd.cli.session import program, run, settings_of, writing
from syncd.cli.show import console, counted, safe, show_report, until_it_may_write
from syncd.cli.streams import dump
from syncd.cli.unclaimed import demand_claimed, unclaimed_notes, with_the_remedy
from syncd.cli.wishing import or_wish
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.account import AccountState
from syncd.domain.errors import UsageError
from syncd.domain.plan import ActionKey
from syncd.engine.approve import Group, HeldKind, keep as keep_group, let_pass
from syncd.engine.order import Corrections, Order
from syncd.engine.stock import take_stock
from syncd.ports import Transaction

APPROVALS = 1
"""The version of the JSON object's form."""


def show_held(asked: Common, *, keep: bool, everything: bool, as_json: bool) -> int:
    """All that the guard holds, by memory alone; 0 whether there is any or not, 3 where not all of it can be known."""
    if keep:
        raise UsageError("--keep: name the group that is to stay as it is", remedy="see them: syncd approve list")
    with looking(settings_of(asked), asked) as built, built.world.store.reading() as tx:
        most = None if everything else SHOWN
        rows = [(group, row_of(tx, group, most)) for group in _held(tx, built)]
        polled = remembered(records_of(tx, built.world), built.world.members)
        notes = unclaimed_notes(tx, built)
    code = Exit.TROUBLE if notes else Exit.DONE
    if as_json:
        dump({"approvals": APPROVALS, "held": [_with_account(group, row) for group, row in rows], "unread": notes})
        return code
    for group, row in rows:
        for line in lines(group.account.name, row):
            console().print(safe(line))
    for note in notes:
        console().print(safe(with_the_remedy(note)))
    if not (rows or notes):
        console().print("Nothing is held.")
    for each in (each for each in polled if each.state is AccountState.AWAITING_APPROVAL):
        until = until_it_may_write(each.member.service)
        console().print(safe(f"{each.member.name}: what is held there waits {until}"))
    return code


def judge(asked: Common, name: str, *, keep: bool) -> int:
    """Judge one group; beside a daemon that is left to it. Raises UsageError where nothing held has that name."""
    return or_wish(asked, "approve", lambda settings: _checked(asked, settings, name), name=name, keep=keep)


def carry_out(asked: Common, name: str, *, keep: bool) -> int:
    """Let a group pass and sync what follows from it, or settle that it stays."""
    settings = settings_of(asked)
    with (
        writing(settings),
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        group, writes = judged(built, name, keep=keep)
        console().print(safe(_said(group, keep=keep)))
        if keep and not writes:
            return Exit.DONE
        report = run(built, Order(what=Corrections(writes if keep else None)))[1]
    show_report(console(), report)
    return exit_for_report(report)


def judged(built: Program, name: str, *, keep: bool) -> tuple[Group, frozenset[ActionKey]]:
    """Write down what a human said of the group of this name, and what a keep writes.

    Raises UsageError where nothing held has that name.
    """
    writes: frozenset[ActionKey] = frozenset()
    with built.world.store.writing() as tx:
        group = _named(tx, built, name)
        if keep:
            writes = keep_group(tx, group, built.world.clock.now())
        else:
            let_pass(tx, group)
        tx.commit()
    return group, writes


def _held(tx: Transaction, built: Program) -> list[Group]:
    """What is held at the configured accounts."""
    polled = remembered(records_of(tx, built.world), built.world.members)
    return list(chain.from_iterable(take_stock(tx, built.world, polled).held.values()))


def _checked(asked: Common, settings: Settings, name: str) -> dict[str, Any]:
    """The same group is judged later, or none: its name says what is in it."""
    with looking(settings, asked) as built, built.world.store.reading() as tx:
        _named(tx, built, name)
    return {}


def _named(tx: Transaction, built: Program, name: str) -> Group:
    groups = _held(tx, built)
    found = next((group for group in groups if group.hash == name.strip().lower()), None)
    if found is None:
        demand_claimed(tx, built)
        raise UsageError(f"approve {name}: nothing that is held has this name{_instead(groups)}")
    return found


def _instead(groups: Iterable[Group]) -> str:
    """What is held instead: a group that has changed has another name."""
    held = [f"\n  {group.hash}  {group.account.name}: {len(group.refs)} {group.kind}" for group in groups]
    return f"; held are:{''.join(held)}" if held else "; nothing is held"


def _said(group: Group, *, keep: bool) -> str:
    account, count = group.account.name, len(group.refs)
    if keep:
        return f"{account}: {if_kept(group)}"
    if group.kind is HeldKind.ABSENCES:
        return f"{account}: {counted(count, 'absence')} are to be believed, where the list still shows them so"
    return f"{account}: {counted(count, 'removal')} may go"


def _with_account(group: Group, row: dict[str, Any]) -> dict[str, Any]:
    return {"profile": group.account.profile, "account": group.account.name, **row}

"""`syncd undo`: what a cycle did is taken back, where the service can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from syncd.cli.exits import Exit, exit_for_part, first_of
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.remembered import looking
from syncd.cli.report import instant
from syncd.cli.session import mark_of, program, run, settings_of, writing
from syncd.cli.show import console, safe, show_troubles
from syncd.cli.undo_consent import agrees, foretold, spelled
from syncd.cli.undo_text import GIVEN_UP, TO_NEXT_SYNC, WAITING, Left, lines
from syncd.cli.undoable import at_disabled, configured, misdated, possible
from syncd.cli.wishing import grant_older
from syncd.daemon.durations import parse_duration
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, rates_of
from syncd.domain.account import Account, AccountId, Score
from syncd.domain.errors import UsageError
from syncd.domain.journal import Deed, Span
from syncd.domain.outbox import RowState
from syncd.domain.plan import ActionKey
from syncd.engine.order import Corrections, Order
from syncd.engine.sync import Outcome
from syncd.engine.undo import planned, to_undo, undo, writes_of
from syncd.planner.undo import Undoing, Way
from syncd.ports import Transaction
from syncd.store.overview import is_made
from syncd.store.past import Names, names_of
from syncd.store.store import SqlTransaction

_STANDS_THEN = {Way.LOVE: Score.LOVE, Way.UNLOVE: Score.NONE, Way.CLEAR: Score.NONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What becomes of some deeds: `left` says how those stand that are not proved yet."""

    found: Sequence[Undoing]
    accounts: Mapping[AccountId, Account]
    names: Names
    left: Mapping[int, Left]
    spared: Sequence[str] = ()  #: in words: what is left alone at disabled accounts, or because a clock was wrong
    report: Mapping[str, Any] | None = None  #: of the sync that was to write it
    asks: Sequence[str] = ()  #: in words: that this is more than is done without asking


def undo_span(asked: Common, *, cycle: int | None, since: str | None, dry_run: bool, is_agreed: bool) -> int:
    """Undo a cycle, or all since an instant; it ends as a sync does, and with 3 where some of it could not be written yet.

    Where more would be taken back, or loved again, at once than the guard lets pass, a human is asked, unless he has
    agreed already.
    """
    settings = settings_of(asked)
    if dry_run or not is_made(settings.database_path, mark_of(settings)):
        with looking(settings, asked) as built:
            undone = _intended(built, asked, _span(built, cycle, since))
            asks = foretold(built, undone.found, spelled(cycle, since, asked.profile))
            undone = replace(undone, asks=() if is_agreed else tuple(asks))
    else:
        undone = _agreed(settings, asked, cycle, since, is_agreed=is_agreed)
    told = lines(undone.found, undone.accounts, undone.names, undone.left, dry_run=dry_run)
    for line in (*undone.spared, *told, *undone.asks):
        console().print(safe(line))
    if undone.report is not None:
        show_troubles(console(), undone.report, {each.why for each in undone.left.values()})
    code = Exit.TROUBLE if undone.left and not dry_run else Exit.DONE
    return code if undone.report is None else first_of([exit_for_part(undone.report), code])


def _intended(built: Program, asked: Common, span: Span) -> Undone:
    with built.database.reading() as connection:
        tx = SqlTransaction(connection)
        spared = [*at_disabled(tx, built, span, asked.profile), *misdated(tx, span, configured(tx, built))]
        accounts, deeds = _asked_for(tx, built, span, spared)
        found = planned(tx, deeds, accounts)
        names = names_of(connection, {each.last.ref for each in found})
    waits = {each.last.id: Left(f"{WAITING}: {each.why}") for each in found if each.way is Way.LOVE and each.why}
    known = {each.id: each for each in accounts}
    return Undone(found=found, accounts=known, names=names, left=waits, spared=spared)


def _agreed(settings: Settings, asked: Common, cycle: int | None, since: str | None, *, is_agreed: bool) -> Undone:
    """What was carried out, if anything can be and nobody objects; nobody else writes while a human thinks."""
    grant_older(asked)
    with writing(settings):
        with looking(settings, asked) as built:
            span = _span(built, cycle, since)
            intended = _intended(built, asked, span)
            if all(each.way is Way.NOTHING for each in intended.found):
                return intended
            agreed = spelled(cycle, since, asked.profile)
            if not (is_agreed or agrees(built, intended.found, intended.names, agreed)):
                return replace(intended, found=(), spared=())
        return replace(_carried_out(settings, asked, span), spared=intended.spared)


def _carried_out(settings: Settings, asked: Common, span: Span) -> Undone:
    with (
        watcher(rates_of(settings), is_quiet=asked.is_quiet) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        with built.database.writing() as connection:
            tx = SqlTransaction(connection)
            accounts, deeds = _asked_for(tx, built, span)
            found = undo(tx, deeds, accounts, built.clock.now())
            names = names_of(connection, {each.last.ref for each in found})
            tx.commit()
        writes = writes_of(found)
        outcome, report = _written(built, writes)
        with built.world.store.reading() as after:
            left = {each.last.id: _how_left(after, each, outcome) for each in found if _is_left(after, each)}
    return Undone(
        found=found,
        accounts={each.id: each for each in accounts},
        names=names,
        left=left,
        report=report,
    )


def _written(built: Program, writes: frozenset[ActionKey]) -> tuple[Outcome, Mapping[str, Any] | None]:
    """The sync that writes these, and its report; none where nothing is to be written."""
    if not writes:
        return Outcome(polled=[]), None
    return run(built, Order(what=Corrections(writes)))


def _is_left(tx: Transaction, undoing: Undoing) -> bool:
    """Whether what was asked for is not proved yet."""
    if undoing.way not in _STANDS_THEN:
        return False
    line = tx.memory.loves([undoing.last.account])[undoing.last.account].get(undoing.last.ref)
    return (line.score if line else Score.NONE) is not _STANDS_THEN[undoing.way]


def _how_left(tx: Transaction, undoing: Undoing, outcome: Outcome) -> Left:
    account = undoing.last.account
    polled = next((each for each in outcome.polled if each.account and each.account.id == account), None)
    pushed = outcome.pushed.get(account)
    trouble = (polled.trouble if polled else "") or (str(pushed.trouble) if pushed and pushed.trouble else "")
    row = tx.outbox.rows([account])[account].get(undoing.last.ref)
    if row and row.state is RowState.FAILED and (account, row.ref, row.score) in writes_of([undoing]):
        return Left(GIVEN_UP, row.error)
    if undoing.why:
        return Left(f"{WAITING}: {undoing.why}", trouble)
    return Left(TO_NEXT_SYNC, trouble or (row.error if row else "") or "its list does not show it yet")


def _asked_for(
    tx: Transaction, built: Program, span: Span, spared: Sequence[str] = ()
) -> tuple[list[Account], list[Deed]]:
    """The configured accounts, and what is to be undone there. Raises UsageError where that is nothing."""
    mine = configured(tx, built)
    deeds = to_undo(tx, span, mine)
    if not deeds:
        why = "\n".join([_nothing_in(span), *spared, possible(built)])
        raise UsageError(why)
    return mine, deeds


def _nothing_in(span: Span) -> str:
    nothing = "changed nothing here, or is undone already"
    if span.cycle is not None:
        return f"cycle {span.cycle}: {nothing}; whether anything is still to be written, says syncd status"
    return f"the time since {instant(span.since)}: {nothing}; an undo itself is undone by its cycle"


def _span(built: Program, cycle: int | None, since: str | None) -> Span:
    if (cycle is None) == (since is None):
        ways = "syncd undo CYCLE, or syncd undo --since TIME; see: syncd history"
        raise UsageError(f"say what is to be undone: {ways}\n{possible(built)}")
    return Span(cycle=cycle, since=None if since is None else parse_since(since, built.clock.now()))


def parse_since(text: str, now: datetime) -> datetime:
    """The instant that `2h`, `3d` or `2026-11-22T08:00Z` names; without a zone it is UTC, as everywhere in syncd."""
    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter where UTC knows no such year
        raise UsageError(f"--since {text}: use a time such as 2h, 3d, 2026-11-22 or 2026-11-22T08:00Z") from None

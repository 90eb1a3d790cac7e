"""Whoever undoes a cycle says a word: our loves there are taken back and stay away, our unloves become loves again."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from syncd.domain.account import Account, Score
from syncd.domain.answer import Withdrawal
from syncd.domain.journal import Deed, Span
from syncd.domain.memory import Tombstone, View
from syncd.domain.plan import ActionKey
from syncd.planner.undo import Undoing, Way, undoings
from syncd.ports import Transaction

_STANDS_THEN = {Way.UNLOVE: Score.NONE, Way.CLEAR: Score.NONE, Way.LOVE: Score.LOVE}
_STAYS_AWAY = {Way.UNLOVE, Way.CLEAR, Way.BY_HAND}


def open_deeds(tx: Transaction, span: Span, accounts: Collection[Account]) -> list[Deed]:
    """What was done at these accounts and nobody has undone yet, the oldest first."""
    mine = {account.id for account in accounts}
    return [deed for deed in tx.history.deeds(span) if deed.account in mine and deed.undone_at is None]


def undo(tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account], now: datetime) -> list[Undoing]:
    """Undo these deeds, all in this transaction; what is to be written because of it, the next push writes.

    The word gets a cycle of its own, so that it is later than all that was heard before, and a love that somebody makes
    anew is later than it.
    """
    cycle = tx.history.begin_cycle(now)
    found = planned(tx, deeds, accounts)
    tx.answers.withdraw(list(_corrections(found)))
    tx.memory.bury(list(_tombstones(tx, found, cycle)))
    tx.history.mark_undone(deeds, now)
    tx.history.end_cycle(cycle, now)
    return found


def planned(tx: Transaction, deeds: Sequence[Deed], accounts: Collection[Account]) -> list[Undoing]:
    """What would undo these deeds."""
    if not deeds:
        return []
    ids = [account.id for account in accounts]
    loves, rows = tx.memory.loves(ids), tx.outbox.rows(ids)
    views = {each.id: View(account=each, loves=loves[each.id], rows=rows[each.id]) for each in accounts}
    later = tx.history.deeds(Span(since=min(deed.at for deed in deeds)))
    latest = {(deed.account, deed.ref): deed.id for deed in later}
    return undoings(deeds, views, set(latest.values()))


def writes_of(found: Collection[Undoing]) -> frozenset[ActionKey]:
    """The actions that carry it out."""
    return frozenset(
        (each.last.account, each.last.ref, _STANDS_THEN[each.way]) for each in found if each.way in _STANDS_THEN
    )


def _corrections(found: Collection[Undoing]) -> Iterator[Withdrawal]:
    for each in found:
        if each.way in _STANDS_THEN and each.recording is not None:
            score = _STANDS_THEN[each.way]
            yield Withdrawal(account=each.last.account, ref=each.last.ref, recording=each.recording, score=score)


def _tombstones(tx: Transaction, found: Collection[Undoing], cycle: int) -> Iterator[Tombstone]:
    """What was loved there, and what stands there by now: both stay away."""
    for each in found:
        if each.way in _STAYS_AWAY:
            for recording in {each.recording, tx.identity.recording_of(each.last.ref)}:
                if recording is not None:
                    yield Tombstone(account=each.last.account, recording=recording, cycle=cycle)

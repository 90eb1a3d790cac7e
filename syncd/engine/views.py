"""One profile's accounts as they stand in memory, for merging and planning."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time

from syncd.domain.account import Account, AccountId, AccountState, Score
from syncd.domain.journal import Span
from syncd.domain.memory import View
from syncd.domain.outbox import Row
from syncd.domain.track import TrackRef
from syncd.engine.world import Polled
from syncd.ports import Transaction


def views_of(tx: Transaction, accounts: Sequence[tuple[Polled, Account]], today: date) -> list[View]:
    """What is remembered of these accounts, and whether they may be written now."""
    ids = [account.id for _, account in accounts]
    loves, buried, rows = tx.memory.loves(ids), tx.memory.tombstones(ids), tx.outbox.rows(ids)
    withdrawals, restorals = tx.answers.withdrawals(ids), tx.answers.withdrawals(ids, Score.LOVE)
    carrying, rulings = tx.memory.tombstones(ids, carrying=True), tx.memory.rulings(ids)
    listed = {each.account.id: each.listed for each in tx.memory.records({account.profile for _, account in accounts})}
    turned = _turned(tx, rows, today)
    return [
        View(
            account=account,
            loves=loves[account.id],
            tombstones=buried.get(account.id, {}),
            carrying=carrying.get(account.id, {}),
            listed=listed[account.id],
            rulings=rulings[account.id],
            turned=frozenset(ref for number, ref in turned if number == account.id),
            rows=rows[account.id],
            withdrawals=withdrawals[account.id],
            restorals=restorals[account.id],
            why_not_written="" if polled.is_read and polled.may_write else polled.trouble or "not read in this cycle",
            is_held=polled.state is AccountState.AWAITING_APPROVAL,
        )
        for polled, account in accounts
    ]


def _turned(
    tx: Transaction, rows: Mapping[AccountId, Mapping[TrackRef, Row]], today: date
) -> Collection[tuple[AccountId, TrackRef]]:
    """The loves that we made hates today. The journal is asked only where some hate left today at all."""
    hates = (row for mine in rows.values() for row in mine.values() if row.score is Score.HATE)
    if not any(row.sent_at is not None and row.sent_at.date() == today for row in hates):
        return ()
    deeds = tx.history.deeds(Span(since=datetime.combine(today, time.min, UTC)))
    return {(deed.account, deed.ref) for deed in deeds if (deed.old, deed.new) == (Score.LOVE, Score.HATE)}

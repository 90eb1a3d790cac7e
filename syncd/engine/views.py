"""One profile's accounts as they stand in memory, for merging and planning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from syncd.domain.account import Account, AccountState, Score
from syncd.domain.journal import Span
from syncd.domain.memory import Love, View
from syncd.domain.track import TrackRef
from syncd.engine.left_to_human import left_to_human
from syncd.engine.world import Polled
from syncd.ports import Transaction


def read_ahead(tx: Transaction, polled: Iterable[Polled]) -> None:
    """Read at once what is asked of these accounts one by one: in one transaction nothing is read twice."""
    accounts = [(each, each.account) for each in polled if each.account is not None]
    ids = [account.id for _, account in accounts]
    tx.memory.records({account.profile for _, account in accounts})
    lines = tx.memory.loves(ids)
    tx.memory.tombstones(ids)
    tx.memory.rulings(ids)
    tx.outbox.rows(ids)
    tx.answers.amends(ids, Score.NONE)
    tx.identity.recordings_of_refs({ref for each, account in accounts for ref in (*lines[account.id], *listed(each))})


def listed(polled: Polled) -> Mapping[TrackRef, Score]:
    """What its list just showed; nothing where no list was read."""
    return polled.look.snapshot.scores() if polled.look and polled.look.snapshot else {}


def views_of(tx: Transaction, accounts: Sequence[tuple[Polled, Account]]) -> list[View]:
    """What is remembered of these accounts, and whether they may be written now."""
    ids = [account.id for _, account in accounts]
    loves, buried, rows = tx.memory.loves(ids), tx.memory.tombstones(ids), tx.outbox.rows(ids)
    to_take_back, to_bring_back = tx.answers.amends(ids, Score.NONE), tx.answers.amends(ids, Score.LOVE)
    carrying, unhated = tx.memory.tombstones(ids, carrying=True), tx.memory.tombstones(ids, Score.HATE)
    rulings = tx.memory.rulings(ids)
    return [
        View(
            account=account,
            loves=loves[account.id],
            tombstones=buried.get(account.id, {}),
            carrying=carrying.get(account.id, {}),
            unhated=unhated.get(account.id, {}),
            listed=tx.memory.record(account.id).listed,
            rulings=rulings[account.id],
            rows=rows[account.id],
            to_take_back=to_take_back[account.id],
            to_bring_back=to_bring_back[account.id],
            why_not_written="" if polled.is_read and polled.may_write else polled.trouble or "not read in this cycle",
            is_held=polled.state is AccountState.AWAITING_APPROVAL,
            left_to_human=_left_to_human(tx, account, loves[account.id]),
        )
        for polled, account in accounts
    ]


def _left_to_human(tx: Transaction, account: Account, lines: Mapping[TrackRef, Love]) -> frozenset[TrackRef]:
    missing = {ref: line for ref, line in lines.items() if line.may_be_gone and line.is_ours}
    return frozenset(left_to_human(tx, account, missing)) if missing else frozenset()


def unheard(tx: Transaction, polled: Sequence[Polled]) -> list[str]:
    """The accounts that may hate anything, and were never read whole: nobody knows yet what they veto.

    What was read once is remembered, however long it has been silent since; under one name of a login for all of them.
    """
    news = [each for each in polled if each.member.may_hate and not _was_heard(tx, each.account)]
    marks = {each.account.mark for each in polled if each.account and each not in news} if news else set()
    return [each.member.name for each in news if not each.member.mark or each.member.mark not in marks]


def _was_heard(tx: Transaction, account: Account | None) -> bool:
    return account is not None and tx.memory.record(account.id).last_whole_look is not None


def with_taken(tx: Transaction, views: Sequence[View], today: date) -> list[View]:
    """The same, told which loves we took away there on this day, whatever became of those tracks since."""
    deeds = tx.history.deeds(Span(day=today))
    taken = [(deed.account, deed.ref) for deed in deeds if deed.old is Score.LOVE]
    return [replace(view, taken=frozenset(ref for of, ref in taken if of == view.account.id)) for view in views]

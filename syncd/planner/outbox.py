"""What a plan does to the outbox: a journal, not a queue with a will of its own (`design.md` §1, 6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from syncd.domain.account import AccountId
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import TrackRef


@dataclass(frozen=True, slots=True)
class Change:
    """The rows to write, in the plan's order, and those to drop."""

    begun: tuple[Row, ...]
    dropped: tuple[Row, ...]


def enqueued(rows: Mapping[AccountId, Mapping[TrackRef, Row]], actions: Collection[Action]) -> Change:
    """What becomes of the rows of some accounts, once these actions are all that is wanted of them.

    Every action has a row, and no row stands that no action asks for, but for what was ever sent or is over.
    """
    wanted = {(action.account, action.ref) for action in actions}
    mine = [row for account in rows.values() for row in account.values()]
    return Change(
        begun=tuple(_fresh(action) for action in actions if begins(rows[action.account].get(action.ref), action)),
        dropped=tuple(row for row in mine if (row.account, row.ref) not in wanted and _is_unsent(row)),
    )


def begins(row: Row | None, action: Action) -> bool:
    """Whether an action begins anew at its ref. What was ever sent stays an echo, and what waits keeps its wait.

    A row that is done and wanted again was loved anew after an unlove. One that stands for something else and was
    never sent makes way.
    """
    if row is None or row.state is RowState.DONE:
        return True
    is_same = (row.recording, row.score) == (action.recording, action.score)
    return not is_same and row.sent_at is None


def _is_unsent(row: Row) -> bool:
    return row.state is RowState.PENDING and row.sent_at is None


def _fresh(action: Action) -> Row:
    return Row(
        account=action.account, ref=action.ref, recording=action.recording, score=action.score, state=RowState.PENDING
    )

"""What a plan does to the outbox: a journal, not a queue with a will of its own (`design.md` §1, 6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from syncd.domain.account import AccountId, Score
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import TrackRef


@dataclass(frozen=True, slots=True)
class Enqueued:
    """The rows to write, in the plan's order, those to drop, and those that are moot by now."""

    begun: tuple[Row, ...]
    dropped: tuple[Row, ...]
    moot: tuple[Row, ...]


def enqueued(
    rows: Mapping[AccountId, Mapping[TrackRef, Row]], actions: Collection[Action], postponed: Collection[Action] = ()
) -> Enqueued:
    """What becomes of the rows of some accounts, once these actions are all that is wanted of them.

    Every action has a row, and no row is open that no action asks for, but for what was sent and not looked at since. No
    unlove or hate stays given up that nobody wants any more: wanted anew, it was never tried. What is `postponed` is wanted
    still, and keeps its tries and its wait; of loves that were given up no action tells whether they are. An unlove or a hate
    may have taken the place of an older love's row, so it leaves one, which tells that we write there.
    """
    waiting = {(action.account, action.ref) for action in postponed}
    wanted = {(action.account, action.ref) for action in actions}
    mine = [row for account in rows.values() for row in account.values()]
    unwanted = [row for row in mine if (row.account, row.ref) not in wanted]
    asked_for = [(rows[action.account].get(action.ref), action) for action in actions]
    return Enqueued(
        begun=tuple(_begun(row, action) for row, action in asked_for if begins(row, action)),
        dropped=tuple(
            row for row in unwanted if row.state is RowState.PENDING and row.score is Score.LOVE and row.sent_at is None
        ),
        moot=tuple(_moot(row) for row in unwanted if _is_moot(row, is_postponed=(row.account, row.ref) in waiting)),
    )


def begins(row: Row | None, action: Action) -> bool:
    """Whether an action begins anew at its ref. What was ever sent stays an echo, and what waits keeps its wait.

    A row that is done, or moot, and wanted again was loved anew after an unlove. One that stands for something else makes
    way, unless it may be on its way still.
    """
    if row is None or row.state in {RowState.DONE, RowState.MOOT}:
        return True
    if row.score is not action.score:
        return row.state is not RowState.SENT
    return row.recording != action.recording and row.sent_at is None


def _begun(row: Row | None, action: Action) -> Row:
    """An echo is one of what it said, and of no other write."""
    may_show = row is not None and row.state is not RowState.DONE and row.score is action.score
    return Row(
        account=action.account,
        ref=action.ref,
        recording=action.recording,
        score=action.score,
        state=RowState.PENDING,
        sent_at=row.sent_at if row is not None and may_show else None,
    )


def _is_moot(row: Row, *, is_postponed: bool) -> bool:
    if row.score is Score.LOVE:
        return row.state is RowState.PENDING and row.sent_at is not None
    return row.state in {RowState.PENDING, RowState.FAILED} and not is_postponed


def _moot(row: Row) -> Row:
    return replace(row, state=RowState.MOOT, attempts=0, not_before=None, error="")

"""What a look proves about a row of the outbox."""

from dataclasses import replace
from datetime import datetime, timedelta

from syncd.domain.account import Score
from syncd.domain.outbox import Row, RowState
from syncd.planner.failures import MAX_ATTEMPTS, backoff

UNCONFIRMED_FOR = timedelta(days=7)
"""A row that was sent and never seen is given up after so long (`contract.md` §3)."""

ARRIVES_WITHIN = timedelta(hours=1)
"""So late an unlove that was sent may still show. What stands longer than that and vanishes then, a human took away."""


def settle(row: Row, seen: Score, *, now: datetime, is_one_way: bool) -> Row:
    """The row after its account was looked at.

    seen as wanted                       done: the list says so, never the answer of the write
    sent, the opposite is seen           done: it arrived, and a human has turned it since
    sent, not seen, one-way account      stays sent: a second try may undo the first; only a human may judge
    sent, not seen, two-way account      due again after a wait: there the same love twice is one love
    sent a week ago, one-way; or a dozen times, two-way, and never seen: failed
    """
    if seen is row.score or is_turned(row, seen):
        return replace(row, state=RowState.DONE, not_before=None, error="")
    if row.state is not RowState.SENT or row.sent_at is None:
        return row
    if is_one_way:
        is_over = now - row.sent_at > UNCONFIRMED_FOR
        return _given_up(row, "sent a week ago, and never seen in the list") if is_over else row
    if row.attempts >= MAX_ATTEMPTS:
        return _given_up(row, f"sent {row.attempts} times, and never seen in the list")
    wait = backoff(row.attempts)
    return replace(
        row,
        state=RowState.PENDING,
        not_before=now + wait,
        is_ours_to_wait=True,
        error=_with_last_word("sent, but the list does not show it; will be sent again", row),
    )


def _given_up(row: Row, why: str) -> Row:
    return replace(row, state=RowState.FAILED, error=_with_last_word(why, row))


def _with_last_word(why: str, row: Row) -> str:
    """Why, and what the service said when it was sent, if that was anything but yes."""
    return f"{why} ({row.error})" if row.error else why


def may_still_arrive(sent_at: datetime, now: datetime) -> bool:
    """Whether an unlove that left then may show late; one that leaves long after now left by a clock that was set back since."""
    return abs(now - sent_at) <= ARRIVES_WITHIN


def is_proved(row: Row, seen: Score) -> bool:
    """Whether a look shows what we sent."""
    return row.sent_at is not None and seen is row.score


def is_turned(row: Row, seen: Score) -> bool:
    """Whether a human turned our love into a hate before we ever saw it: an unlove, too, and it outlives the hate."""
    is_open = row.state in {RowState.PENDING, RowState.SENT}
    return row.sent_at is not None and is_open and (row.score, seen) == (Score.LOVE, Score.HATE)


def asks_for(row: Row, seen: Score, stood: Score = Score.NONE) -> bool:
    """Whether a look asks for the row's write: what the memory that was planned by shows must still stand there.

    A love where nothing is, an unlove where the love (or our own hate) still is, a hate where nothing is or the love still
    is. `stood` is what memory shows, NONE where it shows nothing.
    """
    match row.score:
        case Score.LOVE:
            return seen is Score.NONE
        case Score.NONE:
            return seen is (Score.HATE if stood is Score.HATE else Score.LOVE)
        case Score.HATE:
            return seen is Score.NONE or (seen is Score.LOVE and stood is Score.LOVE)

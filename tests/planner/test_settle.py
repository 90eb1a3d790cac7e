"""What a look proves about a row."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Score
from syncd.domain.outbox import Row, RowState
from syncd.planner.failures import MAX_ATTEMPTS
from syncd.planner.settle import UNCONFIRMED_FOR, is_turned, settle
from tests.planner.words import NOON, row

JUST_NOW = NOON - timedelta(seconds=5)


def sent(**more: Any) -> Row:
    """A row that left five seconds ago."""
    fixed: dict[str, Any] = {"state": RowState.SENT, "sent_at": JUST_NOW, "attempts": 1}
    return row(**(fixed | more))


@pytest.mark.parametrize("is_one_way", [True, False])
@pytest.mark.parametrize("state", list(RowState))
def test_seen_as_wanted_is_done(state: RowState, *, is_one_way: bool) -> None:
    """The list says so, whatever the row thought."""
    settled = settle(row(state=state, error="x", not_before=NOON), Score.LOVE, now=NOON, is_one_way=is_one_way)

    assert (settled.state, settled.error, settled.not_before) == (RowState.DONE, "", None)


@pytest.mark.parametrize("state", [RowState.PENDING, RowState.DONE, RowState.FAILED])
def test_what_was_not_sent_is_not_settled_by_absence(state: RowState) -> None:
    """Only a row that may have arrived is judged by not being seen."""
    before = row(state=state, sent_at=JUST_NOW)

    assert settle(before, Score.NONE, now=NOON, is_one_way=False) == before


@pytest.mark.parametrize(
    ("state", "sent_at", "closes"),
    [
        (RowState.SENT, JUST_NOW, True),
        (RowState.PENDING, JUST_NOW, True),
        (RowState.PENDING, None, False),
        (RowState.FAILED, JUST_NOW, False),
    ],
)
def test_a_love_that_is_seen_as_a_hate_was_turned_by_a_human(
    state: RowState, sent_at: datetime | None, *, closes: bool
) -> None:
    """Only what may have arrived can have been turned; a love that never left meets a hate of its own."""
    before = row(state=state, sent_at=sent_at)

    assert is_turned(before, Score.HATE) is closes
    assert (settle(before, Score.HATE, now=NOON, is_one_way=False).state is RowState.DONE) is closes


def test_a_one_way_row_stays_sent_until_it_is_given_up() -> None:
    """A second try may undo the first, so it waits a week and is then a human's business."""
    assert settle(sent(), Score.NONE, now=NOON, is_one_way=True) == sent()
    late = settle(sent(attempts=99), Score.NONE, now=JUST_NOW + UNCONFIRMED_FOR, is_one_way=True)
    assert late.state is RowState.SENT

    assert settle(sent(), Score.NONE, now=NOON + UNCONFIRMED_FOR, is_one_way=True).state is RowState.FAILED


@pytest.mark.parametrize(
    "settled",
    [
        settle(sent(error="HOST: answered 503"), Score.NONE, now=NOON, is_one_way=False),
        settle(sent(error="HOST: answered 503", attempts=MAX_ATTEMPTS), Score.NONE, now=NOON, is_one_way=False),
        settle(sent(error="HOST: answered 503"), Score.NONE, now=NOON + UNCONFIRMED_FOR, is_one_way=True),
    ],
)
def test_what_the_service_said_is_told_where_its_list_does_not_show_it(settled: Row) -> None:
    """Whether it is tried again or given up: without that nobody knows whose fault it is."""
    assert settled.error.endswith("(HOST: answered 503)")


def test_a_two_way_row_is_due_again_after_a_wait_of_ours() -> None:
    """There the same love twice is one love; what was sent stays an echo."""
    again = settle(sent(), Score.NONE, now=NOON, is_one_way=False)

    assert (again.state, again.sent_at, again.is_ours_to_wait) == (RowState.PENDING, JUST_NOW, True)
    assert again.not_before == NOON + timedelta(minutes=1)


def test_a_two_way_row_is_given_up_in_the_end() -> None:
    """Accepted often enough and never seen."""
    assert settle(sent(attempts=MAX_ATTEMPTS), Score.NONE, now=NOON, is_one_way=False).state is RowState.FAILED


@given(st.sampled_from(RowState), st.integers(0, 10_000), st.sampled_from(Score), st.booleans())
def test_settling_twice_is_settling_once(state: RowState, attempts: int, seen: Score, one_way: object) -> None:
    """A look that is looked at again proves nothing more."""
    before = row(state=state, attempts=attempts, sent_at=JUST_NOW)
    once = settle(before, seen, now=NOON, is_one_way=bool(one_way))

    assert settle(once, seen, now=NOON, is_one_way=bool(one_way)) == once
    assert (once.sent_at, once.attempts) == (JUST_NOW, attempts)

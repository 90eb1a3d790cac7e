"""A month's budget, and who goes short first."""

from bisect import bisect_left
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from syncd.planner.budget import MOST_THRIFT, is_for_writes, thrift

FIRST, MIDDLE = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)
LAST = datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "now", "times"),
    [
        (0, MIDDLE, 1),
        (15_000, MIDDLE, 1),  # an even month
        (22_500, MIDDLE, 1),  # half of what is due is enough
        (22_501, MIDDLE, 2),
        (27_000, MIDDLE, 3),
        (29_900, MIDDLE, 8),
        (30_000, MIDDLE, 8),
        (30_001, FIRST, 8),
        (14_000, FIRST, 1),  # a first sync may take its share at once
        (16_000, FIRST, 2),
        (29_900, LAST, 1),  # what is left at the end of a month is for nobody else
    ],
)
def test_polls_stretch_where_a_budget_runs_low(asked: int, now: datetime, times: int) -> None:
    """By how much less is left than half of what an even month would have left."""
    assert thrift(asked, 30_000, now) == times


def test_without_a_budget_nobody_is_thrifty() -> None:
    """Three of the four hosts count no months."""
    assert thrift(10**9, None, MIDDLE) == 1


@given(st.integers(0, 60_000), st.integers(1, 30_000), st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)))  # noqa: DTZ001  # made aware below
def test_more_asked_is_never_less_thrift(asked: int, more: int, at: datetime) -> None:
    """Within its bounds, at any moment of any month."""
    now = at.replace(tzinfo=UTC)

    assert 1 <= thrift(asked, 30_000, now) <= thrift(asked + more, 30_000, now) <= MOST_THRIFT


@pytest.mark.parametrize(
    ("asked", "now", "is_kept"),
    [
        (28_500, MIDDLE, False),  # a tenth of half a month's share
        (28_501, MIDDLE, True),
        (27_001, FIRST, True),
        (30_001, MIDDLE, True),
        (29_995, LAST, False),  # what is left at the end of a month is for nobody else
        (0, FIRST, False),
    ],
)
def test_the_last_of_a_budget_is_for_writes(asked: int, now: datetime, is_kept: bool) -> None:  # noqa: FBT001  # a row
    """A tenth of what an even month would have left is no poll's."""
    assert is_for_writes(asked, 30_000, now) is is_kept
    assert not is_for_writes(asked, None, now)


@given(st.integers(1, 30_000), st.floats(0.0, 1.0), st.integers(1, 12))
def test_greedy_polls_leave_a_share_at_any_moment(most: int, through: float, month: int) -> None:
    """Whoever polls for as long as he may, one request a time, leaves a tenth of the rest of the month, but for one request."""
    first = datetime(2026, month, 1, tzinfo=UTC)
    now = first + (datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=UTC) - first) * through
    taken = bisect_left(range(most + 1), True, key=lambda asked: is_for_writes(asked, most, now))

    assert most - taken + 1 >= most * 0.1 * (1 - through) - 1e-6

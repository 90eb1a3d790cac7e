"""Absences that frighten."""

import pytest
from hypothesis import given, strategies as st

from syncd.planner.guard import GuardLimits, is_frightening


@pytest.mark.parametrize(
    ("listed", "allowed"), [(0, 1), (1, 1), (39, 1), (40, 2), (100, 5), (399, 19), (400, 20), (10_000, 20)]
)
def test_one_a_day_and_then_the_smaller_bound(listed: int, allowed: int) -> None:
    """Five per cent of what the account listed, twenty at most, one at least."""
    assert GuardLimits().allowed(listed) == allowed


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_share_is_reckoned_in_whole_songs(percent: int) -> None:
    """So many per cent of a hundred are as many songs, whatever the product's last digit is."""
    assert GuardLimits(max_per_day=1000, max_share=percent / 100).allowed(100) == percent


@pytest.mark.parametrize(
    ("gone", "heard_today", "frightens"),
    [
        (0, 0, False),
        (0, 99, False),
        (1, 0, False),
        (5, 0, False),
        (6, 0, True),
        (2, 3, False),
        (2, 4, True),
        (1, 5, True),
    ],
)
def test_the_day_is_counted_together(gone: int, heard_today: int, *, frightens: bool) -> None:
    """Of a hundred, five a day are believed, in one look or in several."""
    assert is_frightening(gone, heard_today=heard_today, listed=100, limits=GuardLimits()) is frightens


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_emptied_list_of_two_or_more_always_frightens(listed: int, per_day: int, share: int) -> None:
    """With less than all allowed, no limits believe that everything is gone at once."""
    limits = GuardLimits(max_per_day=per_day, max_share=min(share / 10**6, 0.99))

    assert listed < 2 or is_frightening(listed, heard_today=0, listed=listed, limits=limits)
    assert not is_frightening(min(1, listed), heard_today=0, listed=listed, limits=limits)

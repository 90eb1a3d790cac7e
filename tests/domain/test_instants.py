"""Instants as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from syncd.domain.errors import RateLimited
from syncd.domain.instants import time_of, to_the_minute

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(), "2026-11-22 12:00 UTC"),
        (timedelta(microseconds=1), "2026-11-22 12:00 UTC"),
        (timedelta(seconds=1), "2026-11-22 12:01 UTC"),
        (timedelta(seconds=60), "2026-11-22 12:01 UTC"),
        (timedelta(hours=12), "2026-11-23 00:00 UTC"),
    ],
)
def test_an_instant_is_rounded_up_to_the_minute(later: timedelta, told: str) -> None:
    """Whoever comes at the time that was named is not too early."""
    assert to_the_minute(NOON + later) == told
    assert to_the_minute((NOON + later).astimezone(timezone(timedelta(hours=5, minutes=30)))) == told


def test_a_column_needs_the_day_only_where_it_is_another_one() -> None:
    """The column's head says that it is UTC."""
    assert time_of(NOON, NOON) == "12:00"
    assert time_of(NOON + timedelta(days=1), NOON) == "2026-11-23 12:00"


def test_one_rest_is_told_alike_whenever_it_is_met() -> None:
    """A text is kept and read again, so it names an instant: the seconds that are left would be others each time."""
    met = [RateLimited("up", 900 - late, "rests").heard_at(NOON + timedelta(seconds=late)) for late in (0, 51, 840)]

    assert {str(error) for error in met} == {"up: rests, until 2026-11-22 12:15 UTC"}
    assert [error.seconds for error in met] == [900, 849, 60]

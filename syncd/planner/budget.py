"""A month's budget of requests: where it runs low, polls stretch, and at last they stop, before pushes starve."""

from datetime import UTC, datetime
from math import ceil

MOST_THRIFT = 8
"""So many times an interval is stretched at most."""

_RESERVE = 0.1
"""A tenth of what the rest of the month would have in an even month is for writes, and the looks around them, alone."""

_ENOUGH = 0.5
"""What is left may be half of what the rest of the month would have in an even month, and nobody is thrifty."""


def thrift(asked: int, most: int | None, now: datetime) -> int:
    """How many times as long the intervals of polls become, where so much of a month's budget was asked already."""
    if most is None or asked <= 0:
        return 1
    left, ahead = max(0.0, 1 - asked / most), _share_ahead(now)
    if left >= ahead * _ENOUGH:
        return 1
    return MOST_THRIFT if left == 0 else min(MOST_THRIFT, ceil(ahead * _ENOUGH / left))


def is_for_writes(asked: int, most: int | None, now: datetime) -> bool:
    """Whether so little of a month's budget is left that nobody is polled for it any more: a love finds its share till the end."""
    return most is not None and asked > 0 and 1 - asked / most < _share_ahead(now) * _RESERVE


def _share_ahead(now: datetime) -> float:
    """How much of the month is still to come, 0 to 1; budgets begin anew at midnight UTC."""
    first = datetime(now.year, now.month, 1, tzinfo=UTC)
    following = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    return (following - now) / (following - first)

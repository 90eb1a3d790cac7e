"""Instants as people read them."""

from datetime import UTC, datetime, timedelta

_ROUNDED_UP = timedelta(seconds=59)


def to_the_minute(at: datetime) -> str:
    """An instant to the minute, rounded up: whoever comes then is not too early."""
    whole = at.astimezone(UTC).replace(microsecond=0) + _ROUNDED_UP
    return f"{whole:%Y-%m-%d %H:%M} UTC"


def time_of(at: datetime, now: datetime) -> str:
    """The same for a column that says UTC, and without its day where that is today."""
    return to_the_minute(at).removesuffix(" UTC").removeprefix(f"{now.astimezone(UTC):%Y-%m-%d} ")

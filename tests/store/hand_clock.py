"""A wall clock for tests."""

from datetime import datetime, timedelta

from tests.store.people import NOON


class Time:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.instant = NOON

    def now(self) -> datetime:
        """The instant."""
        return self.instant

    def go_on(self, seconds: float) -> None:
        """Time goes by."""
        self.instant += timedelta(seconds=seconds)

"""By when one exchange must be over: the library's time-outs are of single steps, and begin anew with every byte."""

from math import inf
from time import monotonic


class Deadline:
    """Of the exchange under way. Each host has its own, since it has one request in flight."""

    def __init__(self) -> None:
        self._end = inf

    def begin(self, seconds: float) -> None:
        """An exchange begins, and has so many seconds for all of it."""
        self._end = monotonic() + seconds

    def within(self, patience: float | None, error: type[Exception]) -> float:
        """For how many seconds its next step may wait, which has a patience of its own. Raises the error where none are left."""
        left = self._end - monotonic()
        if left <= 0:
            raise error("the exchange takes too long")
        return left if patience is None else min(left, patience)

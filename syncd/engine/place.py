"""One place is asked in batches: trouble with one of them stops no other, and a place that fails is left alone."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from syncd.domain.errors import AwaitingApproval, Blocked, Rejected, ServiceError, Unauthorised, Unavailable, Unreadable

ENOUGH_ERRORS = 3
"""After so many errors in a row a place is left alone until the next run."""

MOST_HALVINGS = 10
"""Batches that one run halves, for two further requests each: as many as find the bad one among 1,000."""

Item = TypeVar("Item")
Found = TypeVar("Found")


class Place:
    """One place in one run: what it could not answer, and whether it is still to be asked.

    it is down, or asks us to pause     left alone at once
    it fails with one batch             both halves are asked, last of all, so that one bad track stops no neighbour
    it fails with one batch after another  left alone
    it refuses a single item            asked in vain: that is an answer, and no sign that it fails
    the command's time is over          left alone
    """

    def __init__(self, errors: list[ServiceError], is_over: Callable[[], bool] = lambda: False) -> None:
        self._errors = errors  # those of all places, in the order in which they happened
        self._is_over = is_over
        self._in_a_row = 0
        self._halvings = 0
        self._is_down = False

    @property
    def is_closed(self) -> bool:
        """Whether this place is left alone until the next run."""
        return self._is_down or self._in_a_row >= ENOUGH_ERRORS or self._is_over()

    def ask(
        self, waiting: deque[list[Item]], question: Callable[[list[Item]], Found]
    ) -> tuple[list[Item], Found | None]:
        """Ask about the first batch that waits: who was asked, and the answer; None where there is none.

        A place that is closed is asked nothing more: nobody waits for it any longer.
        """
        asked: list[Item] = []
        found: Found | None = None
        if waiting and not self.is_closed:
            few = waiting.popleft()
            try:
                asked, found = few, question(few)
                self._in_a_row = 0
            except ServiceError as error:
                asked = self._after(error, few, waiting)
        if self.is_closed:
            waiting.clear()
        return asked, found

    def _after(self, error: ServiceError, few: list[Item], waiting: deque[list[Item]]) -> list[Item]:
        """Take note of an error; those of the batch who have had their answer all the same are returned."""
        self._in_a_row += not (len(few) == 1 and isinstance(error, Rejected))
        self._is_down |= _says_pause(error)
        if not self.is_closed and len(few) > 1 and self._halvings < MOST_HALVINGS:
            self._halvings += 1
            middle = len(few) // 2
            waiting.extend([few[:middle], few[middle:]])
            return []
        self._errors.append(error)
        return few if len(few) == 1 and isinstance(error, Rejected | Unreadable) else []


def _says_pause(error: ServiceError) -> bool:
    """Whether asking anything else would fare no better: no connection, no login, or not now."""
    is_unreached = isinstance(error, Unavailable) and error.never_left  # a wish to slow down among them
    return is_unreached or isinstance(error, Blocked | Unauthorised | AwaitingApproval)

"""One place is asked in batches: what it refuses is halved, what fails is left, and nobody is starved."""

from collections import deque

import pytest

from syncd.domain.errors import (
    AwaitingApproval,
    Blocked,
    RateLimited,
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.engine.place import ENOUGH_ERRORS, MOST_HALVINGS, Place
from syncd.planner.batches import batches

BUSY = Unavailable("there", "500")
REFUSED = Rejected("there", "no such thing")


class Oracle:
    """Knows everything, but chokes on some numbers."""

    def __init__(self, **chokes_on: ServiceError) -> None:
        self.chokes_on = {int(number.strip("_")): error for number, error in chokes_on.items()}
        self.asked: list[int] = []

    def question(self, few: list[int]) -> list[int]:
        """The numbers again."""
        self.asked.append(len(few))
        for number in self.chokes_on.keys() & set(few):
            raise self.chokes_on[number]
        return few


def run(oracle: Oracle, size: int, count: int) -> tuple[list[int], list[int], list[ServiceError]]:
    """Who was asked, who was answered, and what went wrong."""
    errors: list[ServiceError] = []
    place, waiting = Place(errors), deque(batches(range(count), size))
    asked: list[int] = []
    answered: list[int] = []
    while waiting:
        few, found = place.ask(waiting, oracle.question)
        asked += few
        answered += found or []
    return sorted(asked), sorted(answered), errors


def test_one_track_that_always_makes_a_place_fail_starves_nobody() -> None:
    """The batches behind it and its neighbours are asked all the same; it alone was not, and waits for the next run."""
    asked, answered, errors = run(Oracle(_3=BUSY), 10, 40)

    assert asked == answered == [number for number in range(40) if number != 3]
    assert errors == [BUSY]


def test_a_lone_batch_with_a_track_that_makes_the_place_fail_is_halved_too() -> None:
    """No other batch has to prove that the place is well."""
    assert run(Oracle(_3=BUSY), 10, 10)[1] == [number for number in range(10) if number != 3]


def test_a_place_that_fails_is_left_alone_after_a_few_batches() -> None:
    """Asking a server that is down for every batch would be no kindness."""
    oracle = Oracle(**{f"_{number}": BUSY for number in range(100)})

    assert run(oracle, 10, 100) == ([], [], [BUSY])
    assert oracle.asked == [10] * ENOUGH_ERRORS


@pytest.mark.parametrize(
    "error",
    [
        RateLimited("there", 30),
        Blocked("there", "403"),
        Unauthorised("there", "expired"),
        AwaitingApproval("there", "not yet"),
        Unavailable("there", "no connection", never_left=True),
    ],
)
def test_a_place_that_is_down_or_asks_for_a_pause_is_left_alone_at_once(error: ServiceError) -> None:
    """The next batch would fare no better."""
    oracle = Oracle(_0=error)

    assert run(oracle, 10, 30) == ([], [], [error])
    assert oracle.asked == [10]


@pytest.mark.parametrize("error", [REFUSED, Unreadable("there", "not JSON")])
@pytest.mark.parametrize(("bad", "size"), [(0, 80), (79, 80), (41, 80), (7, 50), (0, 1000), (999, 1000)])
def test_a_refused_batch_is_halved_until_the_bad_one_stands_alone(error: ServiceError, bad: int, size: int) -> None:
    """All its neighbours are answered in the same run; the bad one was asked in vain, and that is told once."""
    oracle = Oracle(**{f"_{bad}": error})

    asked, answered, errors = run(oracle, size, 2 * size)

    assert asked == list(range(2 * size))
    assert answered == [number for number in asked if number != bad]
    assert errors == [error]
    assert len(oracle.asked) <= 2 + 2 * MOST_HALVINGS


def test_a_place_that_refuses_everything_is_not_asked_about_every_track() -> None:
    """A few batches tell that it is not the tracks."""
    oracle = Oracle(**{f"_{number}": REFUSED for number in range(800)})

    assert run(oracle, 80, 800) == ([], [], [REFUSED])
    assert oracle.asked == [80] * ENOUGH_ERRORS


def test_a_closed_place_is_asked_nothing_more() -> None:
    """Not by a later stage of the same run either."""
    place, oracle = Place([]), Oracle(_0=RateLimited("there", 30))
    place.ask(deque([[0]]), oracle.question)
    later = deque([[1], [2]])

    assert place.ask(later, oracle.question) == ([], None)
    assert place.is_closed
    assert not later
    assert oracle.asked == [1]


def test_errors_of_one_place_do_not_close_another() -> None:
    """The errors are told together and counted apart."""
    errors: list[ServiceError] = []
    one, other, oracle = Place(errors), Place(errors), Oracle(_0=BUSY)
    for place in (one, one, other, other):
        place.ask(deque([[0]]), oracle.question)

    assert errors == [BUSY] * 4
    assert not one.is_closed
    assert not other.is_closed
    assert other.ask(deque([[1]]), oracle.question) == ([1], [1])

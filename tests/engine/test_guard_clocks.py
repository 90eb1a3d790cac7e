"""The guard's day when the clock was wrong once: no day is counted twice, and what is dated ahead holds nothing for ever."""

from datetime import timedelta

import pytest

from tests.engine.guarding import SONGS, held, lines, titles
from tests.engine.household import Household


@pytest.mark.parametrize("ahead", [0, 365])
def test_what_was_taken_while_the_clock_was_ahead_is_not_of_today(full: Household, ahead: int) -> None:
    """Three went on a day that is still to come; a month after the clock was set right a single unlove goes."""
    full.clock.is_set(timedelta(days=ahead))
    full.human_unloves("L", *SONGS[:3])
    full.cycles(2)
    assert full.loved_at("L2") == set(SONGS[3:])
    full.clock.is_set(timedelta(days=-ahead))
    full.goes_on(days=30)
    full.human_unloves("L", SONGS[3])
    full.cycles(2)

    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS[4:])


def believed(home: Household) -> int:
    """How many of L's absences were believed."""
    return len(SONGS) - len(lines(home, "L"))


@pytest.mark.parametrize("back", [1, 2])
def test_a_day_that_has_begun_begins_no_second_time(full: Household, back: int) -> None:
    """The clock goes back over midnight and forward again, as often as it likes: three absences are believed of that day."""
    for number in range(3):
        full.human_unloves("L", *SONGS[3 * number : 3 * number + 3])
        full.cycle()
        full.clock.is_set(timedelta(days=back if number % 2 else -back))

    assert believed(full) == 3
    assert [titles(full, each) for each in held(full)] == [SONGS[3:9]]


def test_the_day_after_is_another_one(full: Household) -> None:
    """What went back over midnight is counted as that day's until the next one."""
    full.human_unloves("L", *SONGS[:3])
    full.cycle()
    full.clock.is_set(timedelta(days=-1))
    full.cycle()
    full.clock.is_set(timedelta(days=2))
    full.human_unloves("L", *SONGS[3:6])
    full.cycle()

    assert (believed(full), held(full)) == (6, [])


def test_a_day_far_ahead_was_a_wrong_clocks(full: Household) -> None:
    """Three were believed while the clock was a year ahead; they are not of today, nor of any day until then."""
    full.clock.is_set(timedelta(days=365))
    full.human_unloves("L", *SONGS[:3])
    full.cycle()
    full.clock.is_set(timedelta(days=-365))
    full.human_unloves("L", *SONGS[3:6])
    full.cycle()

    assert (believed(full), held(full)) == (6, [])

"""The guard's day when the clock was wrong once: no day is counted twice, and what is dated ahead holds nothing for ever."""

from datetime import timedelta

import pytest

from tests.engine.guarding import SONGS, held
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

"""A probe spares the whole list where it proves enough, and nowhere else (`apis/listenbrainz.md` §12, 6)."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from syncd.domain.account import AccountState
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from syncd.planner.due import MOST_STRETCH
from tests.engine.guarding import lines
from tests.engine.household import Household
from tests.engine.scripted import NEWEST, Fate


def test_a_list_that_did_not_change_is_not_read_again(home: Household) -> None:
    """The cycle after our own writes reads it whole; the one after that finds it unchanged."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.cycle()
    assert home.account_state("L") is AccountState.READ
    home.cycle()

    assert home.account_state("L") is AccountState.UNCHANGED
    assert home.account_state("B") is AccountState.READ
    assert home.state("L", "Harbour") is State.SETTLED


def test_writes_may_follow_a_probe(home: Household) -> None:
    """An account that is unchanged was looked at: every write has a point read of its own besides."""
    home.human_loves("L", "Lantern")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.account_state("L") is AccountState.UNCHANGED
    assert home.posts_to("L") == ["Harbour"]


def test_every_single_act_of_a_human_shows(home: Household) -> None:
    """An unlove in the length, a love and a hate at the top."""
    home.human_loves("L", "Harbour", "Lantern", "Meadow", "Orchard")
    home.cycles(2)
    acts = [(home.human_unloves, "Harbour"), (home.human_loves, "Willow"), (home.human_hates, "Lantern")]
    for act, song in acts:
        act("L", song)
        home.cycle()
        assert home.account_state("L") is AccountState.READ
        home.cycles(2)
        assert home.account_state("L") is AccountState.UNCHANGED


def test_a_love_that_a_human_takes_back_at_once_is_heard(home: Household) -> None:
    """Our love and his unlove cancel out in what a probe shows; who writes trusts no probe before a whole look."""
    home.human_loves("L", "Lantern")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()

    assert home.account_state("L") is AccountState.READ
    assert home.state("L", "Harbour") is State.VETOED
    assert home.posts_to("L") == ["Harbour"]


def test_what_cancels_out_is_heard_within_a_day(home: Household) -> None:
    """An import puts an old love below the newest rows, while an unlove makes the list as long as before."""
    songs = [f"Song {number}" for number in range(NEWEST + 2)]
    for song in songs:
        home.human_loves("L", song)
        home.goes_on(hours=1)
    home.cycles(2)
    old = home.clock.now() - timedelta(days=400)
    home.human_loves("L", "Lantern", at=old)
    home.human_unloves("L", songs[0])
    home.cycle()
    assert home.account_state("L") is AccountState.UNCHANGED

    home.goes_on(hours=22)
    home.cycle()

    assert home.account_state("L") is AccountState.READ
    assert {song for song, _ in lines(home, "L")} == {*songs[1:], "Lantern"}


@pytest.mark.parametrize("stretch", [1, MOST_STRETCH])
@pytest.mark.parametrize("hours", [1, 2, 5, 11, 20])
def test_however_seldom_it_is_polled_a_list_is_heard_whole_once_a_day(
    home: Household, hours: int, stretch: int
) -> None:
    """No whole look is older than a day when the next one comes, unless no poll came in between."""
    home.human_loves("L", "Harbour")
    home.cycles(2)
    home.members["L"] = replace(home.members["L"], every=timedelta(hours=hours))
    between = timedelta(hours=hours * stretch)
    whole_at = [home.clock.now()]
    home.cycle()
    for _ in range(100 // hours):
        home.clock.go_on(between - timedelta(hours=1))
        began = home.clock.now()
        home.cycle()
        whole_at += [began] if home.account_state("L") is AccountState.READ else []

    gaps = [later - earlier for earlier, later in pairwise(whole_at)]
    assert max(gaps) <= max(timedelta(days=1), between)


def test_an_absence_waits_for_a_whole_look(bare: Household) -> None:
    """What one list lacked is only believed once another one lacks it, so that no probe and no equal list will do."""
    bare.add("B", Service.BOOMPLAY)
    bare.human_loves("B", "Harbour", "Lantern")
    bare.cycles(2)
    bare.human_unloves("B", "Harbour")
    bare.cycles(2)

    assert bare.outcome.favourites == {"default": 1}


def test_a_late_like_is_looked_for_in_whole_lists(home: Household) -> None:
    """While a write may have arrived and was not seen, the list is read whole."""
    home.jamendo_offers("Harbour")
    home.services["J"].fates = [Fate.LATE]
    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.state("J", "Harbour") is State.UNCONFIRMED
    home.cycles(2)

    assert home.state("J", "Harbour") is State.SETTLED
    assert home.posts_to("J") == ["Harbour"]


def test_a_clock_that_was_set_back_makes_no_look_young(home: Household) -> None:
    """A whole look from the future is none of this clock's, and is made anew."""
    home.human_loves("L", "Harbour")
    home.cycles(3)
    assert home.account_state("L") is AccountState.UNCHANGED
    home.clock.is_set(-timedelta(days=3))
    home.cycle()

    assert home.account_state("L") is AccountState.READ


def test_a_list_that_is_the_very_one_of_the_last_time_was_read(home: Household) -> None:
    """B cannot be probed: its list is read each time, and its last whole look is the last cycle's."""
    home.human_loves("B", "Harbour")
    home.cycles(3)
    before = home.clock.now()
    home.cycle()

    assert next(each.last_whole_look for each in home.records() if each.account.name == "B") == before


def test_however_seldom_it_is_polled_a_list_without_a_probe_is_compared_as_a_whole(home: Household) -> None:
    """Equal lists are no news at any age: B is read each time, and nobody thinks anew."""
    home.human_loves("B", "Harbour")
    home.members["B"] = replace(home.members["B"], every=timedelta(hours=23))
    home.cycles(4)

    assert home.cycle(Order(asked_by=Asker.DAEMON)).decisions == {}


def test_another_role_is_heard_of_without_a_whole_look(home: Household) -> None:
    """The account is enrolled anew, whatever its probe says."""
    home.human_loves("L", "Harbour")
    home.cycles(2)
    home.is_renamed("L", "mine")
    home.cycle()

    assert home.account_state("mine") is AccountState.READ
    home.cycle()
    assert home.account_state("mine") is AccountState.UNCHANGED
    assert [each.account.name for each in home.records()].count("mine") == 1

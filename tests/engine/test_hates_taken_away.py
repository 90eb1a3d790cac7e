"""`hates = "sync"`: what a human hates no longer at an account is not hated there again, until somebody hates it anew.

As with loves: what vanished, not by us, is not made there again (`design.md` §1, 1 and 8). Who hates a song no longer has not
unloved it. L, L2 and L3 are ListenBrainz accounts (both), B is a Boomplay source.
"""

import pytest

from syncd.domain.track import Service
from tests.engine.guarding import MEEK, approves, held, keeps
from tests.engine.household import Household
from tests.engine.undoing import hates_at

FOUR = ["Anthem", "Ballad", "Chorus", "Dirge"]


@pytest.fixture(params=[False, True], ids=["removals off", "removals guarded"])
def spiteful(home: Household, request: pytest.FixtureRequest) -> Household:
    """Humans at L and at L2 hate the same song, and hates travel; so do unloves, or not."""
    home.carries_hates, home.carries_unloves = True, request.param
    home.add("L2", Service.LISTENBRAINZ)
    home.cycle()
    home.human_hates("L", "Harbour")
    home.human_hates("L2", "Harbour")
    home.cycle()
    return home


@pytest.fixture
def calmer(spiteful: Household) -> Household:
    """L's human hates the song no longer, and that is heard."""
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(2)
    return spiteful


def test_a_hate_that_its_human_took_away_is_not_made_again(calmer: Household) -> None:
    """Not though another human of the profile hates the song still, and not by a process that starts anew."""
    calmer.restart()
    calmer.goes_on(days=2)
    calmer.cycles(2)

    assert hates_at(calmer, "L") == set()
    assert hates_at(calmer, "L2") == {"Harbour"}
    assert calmer.posts_to("L") == []


def test_who_hates_a_song_no_longer_has_not_unloved_it(calmer: Household) -> None:
    """Once nobody hates it, what is loved elsewhere is loved there, too, be that love older or not."""
    calmer.human_loves("B", "Harbour")
    calmer.cycle()
    assert calmer.loved_at("L") == set()
    calmer.human_unloves("L2", "Harbour")
    calmer.cycles(2)

    assert calmer.loved_at("L") == calmer.loved_at("L2") == {"Harbour"}


def test_who_hates_it_anew_elsewhere_is_heard_there_again(calmer: Household) -> None:
    """The later word stands."""
    calmer.human_unloves("L2", "Harbour")
    calmer.cycle()
    calmer.human_hates("L2", "Harbour")
    calmer.cycles(2)

    assert hates_at(calmer, "L") == {"Harbour"}
    assert calmer.posts_to("L") == ["Harbour"]


def test_its_own_human_may_hate_it_anew(calmer: Household) -> None:
    """That goes for all, as it did at first; and he may take it away once more."""
    calmer.human_unloves("L2", "Harbour")
    calmer.cycle()
    calmer.human_hates("L", "Harbour")
    calmer.cycles(2)
    assert hates_at(calmer, "L") == hates_at(calmer, "L2") == {"Harbour"}

    calmer.human_unloves("L2", "Harbour")
    calmer.cycles(2)
    assert (hates_at(calmer, "L"), hates_at(calmer, "L2")) == ({"Harbour"}, set())


def test_an_account_that_is_read_for_the_first_time_hates_nothing_anew(calmer: Household) -> None:
    """What it hated before us is memory, not news."""
    calmer.add("L3", Service.LISTENBRAINZ)
    calmer.human_hates("L3", "Harbour")
    calmer.cycles(2)

    assert hates_at(calmer, "L") == set()


def test_what_is_missing_from_half_a_list_was_not_taken_away(spiteful: Household) -> None:
    """Nothing is remembered of it, and L's own hate stands."""
    spiteful.human_unloves("L", "Harbour")
    spiteful.is_incomplete("L")
    spiteful.cycles(2)
    assert spiteful.dump("tombstones")["tombstones"] == []

    spiteful.human_hates("L", "Harbour")
    spiteful.is_up("L")
    spiteful.cycles(2)

    assert spiteful.dump("tombstones")["tombstones"] == []
    assert spiteful.posts_to("L") == []


def test_a_hate_that_its_human_made_a_love_is_not_made_again_once_that_goes(spiteful: Household) -> None:
    """He said two words, and both are later than the hate at L2."""
    spiteful.human_loves("L", "Harbour")
    spiteful.cycle()
    spiteful.human_unloves("L", "Harbour")
    spiteful.cycles(2)

    assert hates_at(spiteful, "L") == set()
    assert spiteful.posts_to("L") == []


def test_a_new_id_of_the_song_is_no_new_hate(spiteful: Household) -> None:
    """L2 hates a mere text, which gets another id."""
    spiteful.services["L2"].by_text |= {"Lantern"}
    spiteful.human_hates("L2", "Lantern")
    spiteful.human_hates("L", "Lantern")
    spiteful.cycle()
    spiteful.human_unloves("L", "Lantern")
    spiteful.cycles(2)
    spiteful.services["L2"].reissue("Lantern")
    spiteful.goes_on(days=2)
    spiteful.cycles(3)

    assert hates_at(spiteful, "L2") == {"Harbour", "Lantern"}
    assert spiteful.posts_to("L") == []


def test_two_recordings_that_turn_out_to_be_one_are_one_here_too(spiteful: Household) -> None:
    """L took away the one and L2 hates the other, both before hates travelled: so it is with one song."""
    spiteful.carries_hates = False
    spiteful.human_hates("L", "Lantern")
    spiteful.human_hates("L2", "Meadow")
    spiteful.cycle()
    spiteful.human_unloves("L", "Lantern")
    spiteful.cycle()
    spiteful.united(spiteful.library.mbid("Lantern"), spiteful.library.mbid("Meadow"))
    spiteful.carries_hates = True
    spiteful.cycles(2)

    assert spiteful.posts_to("L") == []


def test_what_we_carried_and_a_human_took_away_comes_with_a_new_hate_only(home: Household) -> None:
    """The hate at L is a later word once it is said anew."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.cycle()
    home.human_hates("L", "Harbour")
    home.cycle()
    home.human_unloves("L2", "Harbour")
    home.cycles(3)
    assert home.posts_to("L2") == ["Harbour"]

    home.human_unloves("L", "Harbour")
    home.cycle()
    home.human_hates("L", "Harbour")
    home.cycles(3)

    assert hates_at(home, "L2") == {"Harbour"}
    assert home.posts_to("L2") == ["Harbour", "Harbour"]


def hated_twice(home: Household) -> None:
    """L and L2 hate four songs, and L's list lacks them all at once: more than the guard believes."""
    home.limits = MEEK
    home.human_hates("L", *FOUR)
    home.human_hates("L2", *FOUR)
    home.cycle()
    home.human_unloves("L", *FOUR)
    home.cycles(2)


def test_while_the_guard_holds_an_absence_nothing_is_made_there_or_remembered(spiteful: Household) -> None:
    """Once it is approved, the hates stay away."""
    hated_twice(spiteful)
    assert spiteful.dump("tombstones")["tombstones"] == spiteful.posts_to("L") == []

    [group] = held(spiteful)
    approves(spiteful, group)
    spiteful.cycles(2)

    assert hates_at(spiteful, "L") == {"Harbour"}
    assert spiteful.posts_to("L") == []


def test_hates_that_a_human_keeps_are_made_again(spiteful: Household) -> None:
    """Each once, by his word."""
    hated_twice(spiteful)
    keeps(spiteful)
    spiteful.cycles(2)

    assert hates_at(spiteful, "L") == {"Harbour", *FOUR}
    assert sorted(spiteful.posts_to("L")) == FOUR
    assert spiteful.dump("tombstones")["tombstones"] == []


def test_hates_of_ours_that_a_human_keeps_are_carried_again(home: Household) -> None:
    """He has not taken them away, and L's human hates the songs still."""
    home.carries_hates, home.limits = True, MEEK
    home.add("L2", Service.LISTENBRAINZ)
    home.cycle()
    home.human_hates("L", *FOUR)
    home.cycle()
    home.human_unloves("L2", *FOUR)
    home.cycles(2)
    keeps(home)
    home.cycles(2)

    assert hates_at(home, "L2") == set(FOUR)
    assert sorted(home.posts_to("L2")) == sorted([*FOUR, *FOUR])

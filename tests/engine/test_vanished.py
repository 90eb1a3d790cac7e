"""What a list lacks by now is loved, or hated, nowhere anew, as long as nobody can tell whether its human took it back."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.planner.guard import GuardLimits
from syncd.planner.plan import VANISHED
from tests.engine.household import Household
from tests.engine.scripted import Fate


@pytest.mark.parametrize("removals", [False, True])
@pytest.mark.parametrize("away", ["J", "L2"])
def test_a_text_that_was_unloved_is_loved_nowhere_anew(bare: Household, away: str, *, removals: bool) -> None:
    """A target was away; when it is back, list and point read deny the song, and the second look is still to come."""
    bare.carries_unloves = removals
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE).by_text.add("Harbour")
    bare.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour")
    bare.cycle()
    bare.is_down(away)
    bare.human_loves("L", "Harbour")
    bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.is_up(away)
    bare.cycle()
    assert VANISHED in {each.reason for each in bare.standings()}
    bare.cycles(3)

    assert bare.posts_to(away) == []


def test_a_song_that_boomplay_lacks_once_is_loved_when_it_is_back(home: Household) -> None:
    """It only had to wait for the look that tells."""
    home.is_down("L")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.is_up("L")
    home.cycle()
    assert home.posts_to("L") == []

    home.human_loves("B", "Harbour")
    home.cycle()
    assert home.posts_to("L") == ["Harbour"]


def test_one_list_that_still_has_it_is_enough(bare: Household) -> None:
    """Two persons of a profile love it; that one takes it back keeps nobody from the other's love."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("B2", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.cycle()
    bare.is_down("L")
    bare.human_loves("B", "Harbour")
    bare.human_loves("B2", "Harbour")
    bare.cycle()
    bare.human_unloves("B", "Harbour")
    bare.is_up("L")
    bare.cycle()

    assert bare.posts_to("L") == ["Harbour"]


@pytest.mark.parametrize("role", [Role.BOTH, Role.SOURCE])
def test_an_unlove_beside_a_song_that_nobody_was_asked_about_is_loved_nowhere_anew(bare: Household, role: Role) -> None:
    """The absence is no word yet, for the new text may be the same song; the write that failed is not tried again."""
    bare.add("L", Service.LISTENBRAINZ, role=role)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour")
    bare.cycle()
    bare.human_loves("L", "Harbour")
    bare.services["J"].fates = [Fate.BUSY]
    bare.cycle()
    assert bare.loved_at("J") == set()
    bare.resolver_is_down()
    bare.services["L"].by_text.add("Lantern")
    bare.human_unloves("L", "Harbour")
    bare.human_loves("L", "Lantern")
    bare.cycles(3)

    assert bare.loved_at("J") == set()


@pytest.mark.parametrize("removals", [False, True])
def test_a_hate_that_was_taken_back_is_carried_nowhere_anew(bare: Household, *, removals: bool) -> None:
    """A text that L hated once: L2's own love stays."""
    bare.carries_hates, bare.carries_unloves = True, removals
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE).by_text.add("Harbour")
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour")
    bare.cycle()
    bare.is_down("L2")
    bare.human_hates("L", "Harbour")
    bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.is_up("L2")
    bare.cycles(4)

    assert bare.loved_at("L2") == {"Harbour"}
    assert bare.posts_to("L2") == []


def test_what_the_guard_does_not_believe_waits_for_its_human(home: Household) -> None:
    """B's list is suddenly empty: nothing of it is loved anew at L, which was away, and that is shown as held."""
    songs = ("Harbour", "Lantern", "Meadow")
    home.limits = GuardLimits(1, max_share=1.0)
    home.is_down("L")
    home.human_loves("B", *songs)
    home.cycle()
    home.human_unloves("B", *songs)
    home.is_up("L")
    home.cycles(3)

    assert home.posts_to("L") == []
    assert {home.state("L", song) for song in songs} == {State.HELD}

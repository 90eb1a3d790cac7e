"""A track that was taken for a recording by mistake: that a human took it away is no word about the recording."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household


@pytest.fixture
def mistaken(bare: Household) -> Household:
    """J's Harbour, which we loved by mistake, was taken away there by its human; so went the loves of Harbour at L and L2."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour", "Lantern")
    bare.cycles(2)
    bare.human_unloves("J", "Harbour")
    bare.cycle()
    assert (bare.loved_at("L"), bare.loved_at("L2")) == ({"Lantern"}, {"Lantern"})
    return bare


def test_what_was_taken_away_by_a_wrong_place_comes_back(mistaken: Household) -> None:
    """Everywhere, once he says that the song was never found there; and nothing takes it away again."""
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Harbour", "Lantern"}
    assert mistaken.state("J", "Harbour") is not State.VETOED


def test_what_was_taken_away_by_a_wrong_match_comes_back(mistaken: Household) -> None:
    """So it is where he says it of J's track: what he unloved was another song."""
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.human_says_not("J", "Harbour", "Harbour")
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Harbour", "Lantern"}


def test_what_somebody_else_unloved_too_stays_away(mistaken: Household) -> None:
    """L's own human had taken it back before: that word stands."""
    mistaken.human_loves("L", "Harbour")
    mistaken.cycles(2)
    mistaken.human_unloves("L", "Harbour")
    mistaken.cycle()
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Lantern"}

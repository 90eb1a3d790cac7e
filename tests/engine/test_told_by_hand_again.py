"""What only a human can take away at Jamendo he is told once for each unlove: again after a new one, and not for an old one."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household


@pytest.fixture
def told(home: Household) -> Household:
    """L and L3 loved Harbour, which is liked at J; L has unloved it, and J's human was told."""
    home.carries_unloves = True
    home.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.jamendo_offers("Harbour")
    home.cycle()
    home.human_loves("L", "Harbour")
    home.human_loves("L3", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    assert telling(home) == 1
    return home


def telling(home: Household) -> int:
    """How often it is told in the next cycles."""
    count = 0
    for _ in range(3):
        home.cycle()
        count += len(home.outcome.by_hand)
    return count


@pytest.mark.parametrize("is_hated", [False, True])
def test_a_new_unlove_is_told_again(told: Household, *, is_hated: bool) -> None:
    """Loved anew and unloved anew, also where L3 hates it meanwhile, which only vetoes."""
    if is_hated:
        told.human_hates("L3", "Harbour")
        told.cycle()
    told.human_loves("L", "Harbour")
    told.cycle()
    told.human_unloves("L", "Harbour")

    assert telling(told) == 1


def test_his_own_like_is_another_matter(told: Household) -> None:
    """He did what he was asked, likes it himself later, and then L3 unloves it."""
    told.human_unloves("J", "Harbour")
    told.cycles(2)
    told.human_loves("J", "Harbour")
    told.cycles(2)
    told.human_unloves("L3", "Harbour")

    assert telling(told) == 1

"""The undo of a hate waits; meanwhile the account's own human loves the song, and unloves it: he has the last word."""

import pytest

from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, last_change, undone


@pytest.fixture
def hated(bare: Household) -> Household:
    """L's hate was carried over L2's love."""
    bare.carries_hates = bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    assert hates_at(bare, "L2") == {"Harbour"}
    return bare


@pytest.mark.parametrize("looks", [1, 3])
@pytest.mark.parametrize("waits_for", ["the hate", "the service"])
def test_who_loves_it_by_hand_and_takes_that_back_has_the_last_word(
    hated: Household, looks: int, waits_for: str
) -> None:
    """However often his love was seen; whatever the undo waited for, it is over then."""
    there = hated.services["L2"]
    if waits_for == "the service":
        hated.human_unloves("L", "Harbour")
        there.fates = [Fate.BUSY] * 99
    undone(hated, last_change(hated))
    hated.goes_on(hours=2)
    hated.human_loves("L2", "Harbour")
    hated.cycles(looks)
    hated.human_unloves("L2", "Harbour")
    hated.cycles(3)
    there.fates = []
    hated.human_unloves("L", "Harbour")
    hated.goes_on(days=1)
    hated.cycles(4)

    assert hated.loved_at("L2") == set()
    assert hated.loved_at("L") == set()
    assert hates_at(hated, "L2") == set()

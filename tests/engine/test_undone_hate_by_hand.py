"""The undo of a hate waits; meanwhile the account's own human loves the song, and unloves it: he has the last word."""

import pytest

from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, hates_over_a_love, last_change, undone


@pytest.mark.parametrize("looks", [1, 3])
@pytest.mark.parametrize("waits_for", ["the hate", "the service"])
def test_who_loves_it_by_hand_and_takes_that_back_has_the_last_word(
    bare: Household, looks: int, waits_for: str
) -> None:
    """However often his love was seen; whatever the undo waited for, it is over then."""
    hates_over_a_love(bare)
    there = bare.services["L2"]
    if waits_for == "the service":
        bare.human_unloves("L", "Harbour")
        there.fates = [Fate.BUSY] * 99
    undone(bare, last_change(bare))
    bare.goes_on(hours=2)
    bare.human_loves("L2", "Harbour")
    bare.cycles(looks)
    bare.human_unloves("L2", "Harbour")
    bare.cycles(3)
    there.fates = []
    bare.human_unloves("L", "Harbour")
    bare.goes_on(days=1)
    bare.cycles(4)

    assert bare.loved_at("L2") == set()
    assert bare.loved_at("L") == set()
    assert hates_at(bare, "L2") == set()

"""What the word of an undo carried on to other accounts is not undone by a time that is said once more."""

import pytest

from syncd.domain.journal import Span
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.undoing import hates_at, undone


@pytest.fixture
def both(bare: Household) -> Household:
    """L and L2 love a few songs, one of which only L2's human loved by hand."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour", "Lantern", "Meadow")
    bare.cycles(2)
    return bare


def undoes_since(home: Household, span: Span) -> None:
    """A human takes all of that time back, and it comes to rest."""
    undone(home, span)
    home.cycles(2)
    assert home.loved_at("L") == home.loved_at("L2") == {"Harbour", "Lantern", "Meadow"}


def test_two_words_of_an_undo_are_carried_on_like_one(both: Household) -> None:
    """L2's human took it away on two days, and each time thought better of it."""
    span = Span(since=both.clock.now())
    for _ in range(2):
        both.goes_on(days=1)
        both.human_unloves("L2", "Harbour")
        both.cycles(2)
        assert both.loved_at("L") == both.loved_at("L2") == {"Lantern", "Meadow"}
        undoes_since(both, span)

    undoes_since(both, span)


def test_the_undo_of_a_hate_carries_a_love_on_as_well(both: Household) -> None:
    """L's hate took the place of L2's love; that comes back once L hates it no longer, and goes to L by itself."""
    both.carries_hates = True
    span = Span(since=both.clock.now())
    both.human_hates("L", "Harbour")
    both.cycles(2)
    assert hates_at(both, "L2") == {"Harbour"}
    undone(both, span)
    both.human_unloves("L", "Harbour")
    both.cycles(3)
    assert both.loved_at("L") == both.loved_at("L2") == {"Harbour", "Lantern", "Meadow"}

    undoes_since(both, span)

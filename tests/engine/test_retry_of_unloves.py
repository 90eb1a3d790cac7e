"""`retry` of unloves that were given up, while the account cannot be read."""

import pytest

from syncd.domain.account import Score
from syncd.domain.journal import Span
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.retrying import is_given_up, retried
from tests.engine.scripted import Fate
from tests.engine.undoing import undone


def given_up(home: Household, fate: Fate) -> None:
    """Our love at L is undone, which fails for as long as anybody tries; then L is away."""
    home.services["L"].fates = [fate] * 99
    undone(home, Span())
    is_given_up(home, "L", "Harbour")


@pytest.fixture
def refused(home: Household) -> Household:
    """L refused for good to let go of what B's human loves."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    given_up(home, Fate.REFUSED)
    return home


def test_an_unlove_of_a_favourite_is_no_love(refused: Household) -> None:
    """It is tried again as what it was."""
    refused.is_down("L")
    refused.cycle()

    assert retried(refused) == 1
    row = refused.row("L", "Harbour")
    assert row is not None
    assert (row.score, row.state) == (Score.NONE, RowState.PENDING)


def test_an_unlove_of_what_nobody_loves_is_found_too(refused: Household) -> None:
    """Status names `retry`, so that finds it, although L was away at the last look."""
    refused.human_unloves("B", "Harbour")
    refused.cycles(3)
    refused.is_down("L")
    refused.cycle()

    owed = [each.state for decision in refused.outcome.decisions.values() for each in decision.plan.owed]
    assert owed == [State.FAILED]
    assert retried(refused) == 1


@pytest.mark.parametrize("retries", [True, False])
def test_one_that_arrives_late_is_still_our_own(bare: Household, *, retries: bool) -> None:
    """L did it after all while it was away: nobody unloved the song, and L2's human keeps his love."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    given_up(bare, Fate.NEVER_ARRIVED)
    bare.is_down("L")
    bare.cycle()
    if retries:
        assert retried(bare) == 1
        bare.cycle()
    bare.human_unloves("L", "Harbour")
    bare.is_up("L")
    bare.services["L"].fates = []
    bare.cycles(4)

    assert bare.loved_at("L2") == {"Harbour"}
    assert bare.loved_at("L") == set()

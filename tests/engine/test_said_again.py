"""What was given up, and a human then says again, or anew: that was never tried."""

import pytest

from syncd.domain.account import Score
from syncd.domain.journal import Span
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.planner.undo import Way
from tests.engine.household import Household
from tests.engine.retrying import is_given_up, refuses
from tests.engine.undoing import hates_at, last_change, undone, ways


@pytest.fixture
def two(bare: Household) -> Household:
    """L and L2 love Harbour; unloves and hates travel between them."""
    bare.carries_unloves = bare.carries_hates = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour")
    bare.cycles(2)
    return bare


def row_state(home: Household, account: str) -> RowState | None:
    row = home.row(account, "Harbour")
    return row.state if row else None


def test_an_undo_that_is_said_again_tries_it_again(home: Household) -> None:
    """L refused a dozen times to take our love back, and would by now."""
    home.human_loves("B", "Harbour")
    home.cycle()
    span = Span(cycle=home.outcome.cycles[0])
    refuses(home, "L")
    undone(home, span)
    is_given_up(home, "L", "Harbour")
    home.services["L"].fates = []
    home.cycle()
    assert home.loved_at("L") == {"Harbour"}, "no sync does it by itself"

    assert ways(undone(home, span)) == {Way.UNLOVE}
    assert home.loved_at("L") == set()


def test_an_undo_that_is_said_again_brings_back_what_was_given_up(two: Household) -> None:
    """L2 did not take back the love that our unlove had taken away there."""
    two.human_unloves("L", "Harbour")
    two.cycles(2)
    span = last_change(two)
    refuses(two, "L2")
    assert ways(undone(two, span)) == {Way.LOVE}
    is_given_up(two, "L2", "Harbour", Score.LOVE)
    two.services["L2"].fates = []

    assert ways(undone(two, span)) == {Way.LOVE}
    assert two.loved_at("L2") == {"Harbour"}


def test_who_unloves_it_anew_is_heard_where_his_first_unlove_was_given_up(two: Household) -> None:
    """Loved anew in between: then nothing is to be done at L2, and nothing is told as given up."""
    refuses(two, "L2")
    two.human_unloves("L", "Harbour")
    is_given_up(two, "L2", "Harbour")
    two.human_loves("L", "Harbour")
    two.cycles(2)
    assert two.state("L2", "Harbour") is State.SETTLED
    assert row_state(two, "L2") is RowState.MOOT
    two.services["L2"].fates = []
    two.goes_on(days=200)
    two.human_unloves("L", "Harbour")
    two.cycles(2)

    assert two.loved_at("L2") == set()


def test_who_hates_it_anew_is_heard_where_his_first_hate_was_given_up(two: Household) -> None:
    """Loved again in between; the hate is carried, and takes the love at L2 with it."""
    refuses(two, "L2")
    two.human_hates("L", "Harbour")
    is_given_up(two, "L2", "Harbour", Score.HATE)
    two.human_loves("L", "Harbour")
    two.cycles(2)
    assert row_state(two, "L2") is RowState.MOOT
    two.services["L2"].fates = []
    two.goes_on(days=200)
    two.human_hates("L", "Harbour")
    two.cycles(2)

    assert hates_at(two, "L2") == {"Harbour"}


def test_what_was_given_up_after_a_love_anew_may_still_be_undone(two: Household) -> None:
    """Our love at L2 stands, and its row is kept: whoever undoes the cycle that made it takes it back."""
    span = last_change(two)
    refuses(two, "L2")
    two.human_unloves("L", "Harbour")
    is_given_up(two, "L2", "Harbour")
    two.human_loves("L", "Harbour")
    two.cycles(2)
    two.services["L2"].fates = []

    assert ways(undone(two, span)) == {Way.UNLOVE}
    assert two.loved_at("L2") == set()

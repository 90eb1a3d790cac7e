"""Writes that were sent, that no look has shown, and that nobody wants any more."""

import pytest

from syncd.domain.account import AccountState
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from tests.engine.guarding import lines
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at


def lost_love(home: Household, fate: Fate) -> None:
    """L2's love was sent to L and not seen there; then L2's human takes it back."""
    home.services["L"].fates = [fate]
    home.human_loves("L2", "Harbour")
    home.cycle()
    home.human_unloves("L2", "Harbour")
    home.cycle()


def row_state(home: Household, account: str) -> RowState | None:
    row = home.row(account, "Harbour")
    return row.state if row else None


@pytest.mark.parametrize("fate", [Fate.DROPPED, Fate.NEVER_ARRIVED])
def test_a_lost_love_that_nobody_wants_any_more_waits_for_nothing(guarded: Household, fate: Fate) -> None:
    """It is not sent again, and its account need not be read whole for it for ever."""
    lost_love(guarded, fate)
    guarded.cycles(2)

    assert row_state(guarded, "L") is RowState.MOOT
    assert guarded.account_state("L") is AccountState.UNCHANGED
    assert guarded.posts_to("L") == ["Harbour"]


def test_it_stays_our_echo_however_late_it_shows(guarded: Household) -> None:
    """Nobody hears it as a human's love: it travels nowhere."""
    guarded.carries_unloves = False
    lost_love(guarded, Fate.LATE)
    assert row_state(guarded, "L") is RowState.MOOT
    guarded.cycles(3)

    assert row_state(guarded, "L") is RowState.DONE
    assert lines(guarded, "L") == [("Harbour", True)]
    assert guarded.loved_at("L2") == set()


def test_it_is_sent_anew_when_it_is_wanted_again(guarded: Household) -> None:
    """At once, whatever it waited for; and what was sent before is an echo still."""
    lost_love(guarded, Fate.LATE)
    guarded.services["L"].fates = [Fate.DROPPED]
    guarded.human_loves("L2", "Harbour")
    guarded.cycles(3)

    assert guarded.state("L", "Harbour") is State.SETTLED
    assert lines(guarded, "L") == [("Harbour", True)]


def test_a_love_that_was_lost_is_not_sent_where_a_hate_is_wanted(guarded: Household) -> None:
    """One row per account and track: today's plan says what it says."""
    guarded.carries_hates = True
    guarded.is_down("L2")
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.services["L2"].fates = [Fate.NEVER_ARRIVED]
    guarded.is_up("L2")
    guarded.cycle()
    guarded.human_hates("L", "Harbour")
    guarded.cycle()

    assert hates_at(guarded, "L2") == {"Harbour"}
    assert guarded.posts_to("L2") == ["Harbour", "Harbour"], "the love that was lost, and the hate"


def test_a_hate_that_was_lost_is_not_sent_where_a_love_is_wanted(guarded: Household) -> None:
    """The human thinks better of it before it arrived."""
    guarded.carries_hates = True
    guarded.services["L2"].fates = [Fate.NEVER_ARRIVED]
    guarded.human_hates("L", "Harbour")
    guarded.cycle()
    guarded.human_loves("L", "Harbour")
    guarded.cycle()

    assert hates_at(guarded, "L2") == set()
    assert guarded.loved_at("L2") == {"Harbour"}

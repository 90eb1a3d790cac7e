"""Our love can be undone though an unlove of it was planned, and never written."""

import pytest

from syncd.domain.account import Score
from syncd.domain.track import Service
from syncd.planner.undo import Way
from tests.engine.guarding import BOLD, MEEK, SONGS
from tests.engine.household import Household
from tests.engine.retrying import is_given_up, retried
from tests.engine.scripted import Fate
from tests.engine.undoing import last_change, undone, ways


@pytest.mark.parametrize("fate", [Fate.BUSY, Fate.REFUSED])
def test_an_unlove_that_nobody_wants_any_more_forgets_no_love(bare: Household, fate: Fate) -> None:
    """L unloved it while L2 was busy, or refused it for good and was to be tried again; then L loved it anew."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    there = bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour")
    bare.cycles(2)
    span = last_change(bare)
    there.fates = [fate] * 999
    bare.human_unloves("L", "Harbour")
    if fate is Fate.REFUSED:
        is_given_up(bare, "L2", "Harbour")
        bare.is_down("L2")
        bare.cycle()
        assert retried(bare) == 1
    else:
        bare.cycles(2)
    bare.human_loves("L", "Harbour")
    bare.cycles(2)
    bare.is_up("L2")
    there.fates = []
    bare.cycles(2)

    assert ways(undone(bare, span)) == {Way.UNLOVE}
    assert bare.loved_at("L2") == set()


def test_unloves_that_the_guard_holds_by_now_forget_no_love(bare: Household) -> None:
    """Three were planned while nobody could log in; with three more of the next day all six are held."""
    bare.carries_unloves, bare.limits = True, BOLD
    bare.add("L", Service.LISTENBRAINZ)
    there = bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", *SONGS)
    bare.cycles(2)
    span = last_change(bare)
    bare.limits = MEEK
    there.fates = [Fate.LOGGED_OUT] * 99
    bare.human_unloves("L", *SONGS[:3])
    bare.cycles(2)
    bare.goes_on(days=1)
    bare.human_unloves("L", *SONGS[3:6])
    bare.cycles(3)
    there.fates = []

    assert ways(undone(bare, span)) == {Way.UNLOVE}
    assert Score.LOVE not in there.marks.values()

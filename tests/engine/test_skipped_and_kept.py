"""A song that is never to be pushed: what is a human's own comes back all the same, and our hate goes."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from syncd.planner.undo import WAITS_FOR_SKIP, Way
from tests.engine.guarding import MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.undoing import hates_at, hates_over_a_love, last_change, undone

FOUR = [*SONGS[:4]]


def unloved_for_both(home: Household) -> None:
    """L and L2 love Harbour, and L's unlove goes for L2, too."""
    home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    home.cycles(3)
    assert home.loved_at("L2") == set()


@pytest.mark.parametrize("when", ["before", "while it waits"])
def test_who_keeps_what_his_list_lacks_has_his_own_love_back(bare: Household, when: str) -> None:
    """He loved it there by hand: that is no push of ours. His list loses all, which was not meant."""
    bare.limits = MEEK
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.human_loves("L", *FOUR)
    if when == "before":
        bare.cycle()
        bare.human_skips("L", FOUR[0])
    bare.cycles(2)
    bare.goes_on(days=3)
    bare.human_unloves("L", *FOUR)
    bare.cycles(2)
    [group] = held(bare)
    assert len(group.back) == len(FOUR)
    bare.is_down("L")
    approves(bare, group, and_keeps=True)
    if when == "while it waits":
        bare.human_skips("L", FOUR[0])
    bare.is_up("L")
    bare.goes_on(days=1)
    bare.cycles(4)

    assert bare.loved_at("L") == {*FOUR}


@pytest.mark.parametrize("first", ["skip", "undo"])
def test_our_hate_of_it_goes_once_it_is_undone(bare: Household, first: str) -> None:
    """It replaced L2's love; it is nobody's word, and must not stand there."""
    hates_over_a_love(bare)
    span = last_change(bare)
    if first == "skip":
        bare.human_skips("L2", "Harbour")
        bare.cycle()
    bare.is_down("L2")
    undone(bare, span)
    if first == "undo":
        bare.human_skips("L2", "Harbour")
    bare.is_up("L2")
    bare.cycles(3)
    bare.human_unloves("L", "Harbour")
    bare.goes_on(days=1)
    bare.cycles(3)

    assert hates_at(bare, "L2") == set()


def test_an_undo_says_what_it_cannot_love_again_and_does_once_that_is_taken_back(bare: Household) -> None:
    """L's unlove went to L2; who undoes it is told what keeps the love away, and has it back as soon as nothing does."""
    unloved_for_both(bare)
    bare.human_skips("L", "Harbour")

    found = undone(bare, last_change(bare))
    bare.cycle()
    waiting = bare.loved_at("L2")
    bare.human_forgets("L", "Harbour")
    bare.goes_on(days=1)
    bare.cycles(2)

    assert [(each.way, each.why) for each in found] == [(Way.LOVE, WAITS_FOR_SKIP)]
    assert (waiting, bare.loved_at("L2")) == (set(), {"Harbour"})


def test_it_does_not_come_back_by_an_undo_that_waits(bare: Household) -> None:
    """L and L2 loved Harbour, L unloved it for both, and while the undo waits a human says that it is never to be pushed."""
    unloved_for_both(bare)
    bare.is_down("L2")
    undone(bare, last_change(bare))
    bare.human_skips("L", "Harbour")
    bare.is_up("L2")
    bare.cycles(3)

    assert bare.loved_at("L2") == set()

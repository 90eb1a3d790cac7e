"""What the guard let pass and the target refused holds nothing else, and stays within the bound of its day."""

import pytest

from syncd.domain.outbox import RowState
from tests.engine.guarding import SONGS, approves, held, titles
from tests.engine.household import Household
from tests.engine.retrying import retried
from tests.engine.scripted import Fate


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.BUSY, Fate.DONE])
def test_it_holds_no_removal_of_a_later_day(full: Household, fate: Fate) -> None:
    """Three are let pass, as many as a day has, and L2 does not take them. A day later they go, and so does one more."""
    full.human_unloves("L", *SONGS[:3])
    full.services["L2"].fates = [fate] * 3
    full.cycle()
    full.services["L2"].fates = []
    full.goes_on(days=1)
    full.human_unloves("L", SONGS[3])
    full.cycle()

    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS[4:])


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.BUSY])
def test_others_go_while_it_is_refused_day_by_day(full: Household, fate: Fate) -> None:
    """L2 takes the one of each day and never the first three, whose tries are counted on."""
    full.human_unloves("L", *SONGS[:3])
    full.services["L2"].fates = [fate] * 3
    full.cycle()
    for song in SONGS[3:8]:
        full.goes_on(days=1)
        full.human_unloves("L", song)
        full.services["L2"].fates = [Fate.DONE, fate, fate, fate]
        full.cycle()

    assert held(full) == []
    assert full.loved_at("L2") == {*SONGS[:3], *SONGS[8:]}
    rows = [full.row("L2", song) for song in SONGS[:3]]
    assert {row is not None and row.attempts > 1 for row in rows} == {True}


def test_what_has_failed_holds_nothing(full: Household) -> None:
    """L2 took one of three, so the others' refusals are final: three more go on the next day."""
    full.human_unloves("L", *SONGS[:3])
    full.services["L2"].fates = [Fate.DONE, Fate.REFUSED, Fate.REFUSED]
    full.cycle()
    left = full.loved_at("L2") & set(SONGS[:3])
    rows = [full.row("L2", song) for song in left]
    assert [row and row.state for row in rows] == [RowState.FAILED] * 2
    full.goes_on(days=1)
    full.human_unloves("L", *SONGS[3:6])
    full.cycle()

    assert held(full) == []
    assert full.loved_at("L2") == left | set(SONGS[6:])


def test_what_is_tried_again_by_a_human_is_not_held(full: Household) -> None:
    """Two of three failed on one day, and two on another: four are more than a day has, and each was let pass before."""
    for songs in (SONGS[:3], SONGS[3:6]):
        full.human_unloves("L", *songs)
        full.services["L2"].fates = [Fate.DONE, Fate.REFUSED, Fate.REFUSED]
        full.cycle()
        full.goes_on(days=1)
    assert len(full.loved_at("L2") & set(SONGS[:6])) == 4

    assert retried(full) == 4
    full.cycle()

    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS[6:])


def test_it_counts_on_the_day_of_its_last_try(full: Household) -> None:
    """Three were let pass and are still to go: what B's human takes away on that day waits for the next, and goes then."""
    full.human_loves("B", "Extra")
    full.cycles(2)
    full.human_unloves("L", *SONGS[:3])
    full.human_unloves("B", "Extra")
    full.services["L2"].fates = [Fate.BUSY] * 9
    full.cycles(2)

    assert [(titles(full, each), each.until_tomorrow) for each in held(full)] == [(["Extra"], True)]
    full.services["L2"].fates = []
    full.goes_on(days=1)
    full.cycle()
    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS[3:])


def test_what_was_never_tried_is_counted_again(full: Household) -> None:
    """L2 is out of reach for two days: what came together meanwhile is too much at once, and waits for a human."""
    full.is_down("L2")
    full.human_unloves("L", *SONGS[:3])
    full.cycle()
    full.goes_on(days=1)
    full.human_unloves("L", SONGS[3])
    full.cycle()
    full.is_up("L2")
    full.cycle()

    [group] = held(full)
    assert titles(full, group) == SONGS[:4]
    approves(full, group)
    assert full.loved_at("L2") == set(SONGS[4:])


def test_what_went_once_is_new_when_it_is_to_go_once_more(full: Household) -> None:
    """Three went and were loved anew; that they were tried lets none of them pass beside a fourth."""
    full.human_loves("B", "Extra")
    full.cycles(2)
    full.human_unloves("L", *SONGS[:3])
    full.cycle()
    full.goes_on(days=1)
    full.human_loves("L", *SONGS[:3])
    full.human_loves("L2", *SONGS[:3])
    full.cycle()
    full.human_unloves("B", "Extra")
    full.cycle()
    full.human_unloves("L", *SONGS[:3])
    full.cycle()

    assert [titles(full, each) for each in held(full)] == [["Extra", *SONGS[:3]]]
    assert full.loved_at("L2") == {"Extra", *SONGS}

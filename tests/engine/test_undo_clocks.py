"""What is undone when the clock was ahead once: the numbers of deeds tell which are later, their dates do not."""

from datetime import timedelta

import pytest

from syncd.cli.undoable import misdated
from syncd.domain.journal import Span
from syncd.domain.track import Service
from syncd.planner.undo import Way
from syncd.store.store import SqlStore
from tests.engine.guarding import SONGS
from tests.engine.household import Household
from tests.engine.undoing import hates_at, undoable_cycles, undone, ways

AHEAD = pytest.mark.parametrize("ahead", [0, 2, 365])


def cycles_of(home: Household) -> list[int]:
    """The cycles that changed something, the oldest first."""
    return sorted({row[1] for row in home.dump("journal")["journal"]})


@AHEAD
def test_the_last_hours_hold_nothing_of_a_month_ago(home: Household, ahead: int) -> None:
    """Three loves were made while the clock was ahead; a month later `undo --since` means the fourth alone."""
    home.clock.is_set(timedelta(days=ahead))
    home.human_loves("B", *SONGS[:3])
    home.cycles(2)
    home.clock.is_set(timedelta(days=-ahead))
    home.goes_on(days=30)
    home.human_loves("B", SONGS[3])
    home.cycle()
    home.goes_on(hours=3)
    since = home.clock.now()
    home.human_loves("B", SONGS[4])
    home.cycle()

    assert ways(undone(home, Span(since=since))) == {Way.UNLOVE}
    assert home.loved_at("L") == set(SONGS[:4])


@AHEAD
def test_a_track_is_undone_to_what_it_was_then(home: Household, ahead: int) -> None:
    """The song was loved there while the clock was ahead, and our unlove is of today: then it stood loved."""
    home.carries_unloves = True
    home.clock.is_set(timedelta(days=ahead))
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.clock.is_set(timedelta(days=-ahead))
    home.human_loves("B", "Lantern")
    home.cycle()
    since = home.clock.now()
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    assert home.loved_at("L") == {"Lantern"}

    assert ways(undone(home, Span(since=since))) == {Way.LOVE}
    assert home.loved_at("L") == {"Harbour", "Lantern"}


@AHEAD
def test_an_older_cycle_is_left_alone(home: Household, ahead: int) -> None:
    """B's love came to L, went, and came anew: undoing the first cycle takes nothing of the last one away."""
    home.carries_unloves = True
    home.clock.is_set(timedelta(days=ahead))
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.clock.is_set(timedelta(days=-ahead))
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    assert home.loved_at("L") == set()
    home.human_loves("B", "Harbour")
    home.cycles(2)
    first, *_, last = cycles_of(home)

    assert undoable_cycles(home) == [last]
    assert ways(undone(home, Span(cycle=first))) == {Way.NOTHING}
    assert home.loved_at("L") == {"Harbour"}


@AHEAD
def test_the_love_under_an_ended_hate_comes_back(home: Household, ahead: int) -> None:
    """L2's love became a hate while the clock was ahead, L's human took his back: undoing the hate brings the love back."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = home.carries_unloves = True
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    home.clock.is_set(timedelta(days=ahead))
    home.human_hates("L", "Harbour")
    home.cycles(2)
    hate = cycles_of(home)[-1]
    home.clock.is_set(timedelta(days=-ahead))
    home.human_unloves("L", "Harbour")
    home.cycles(3)
    assert hates_at(home, "L2") == set()

    assert hate in undoable_cycles(home)
    assert ways(undone(home, Span(cycle=hate))) == {Way.LOVE}
    assert home.loved_at("L2") == {"Harbour"}


@pytest.mark.parametrize("behind", [0, 3])
def test_what_a_clock_that_was_behind_leaves_open_is_named(home: Household, behind: int) -> None:
    """Three loves of this morning, one while the clock was behind: whether those three are older than `since` no date tells."""
    home.goes_on(days=1)
    home.human_loves("B", "Before")
    home.cycle()
    home.goes_on(hours=1)
    since = home.clock.now()
    home.human_loves("B", *SONGS[:3])
    home.cycle()
    home.clock.is_set(timedelta(hours=-behind))
    home.human_loves("B", SONGS[3])
    home.cycle()
    home.clock.is_set(timedelta(hours=behind))
    home.goes_on(hours=1)
    with SqlStore(home.database).reading() as tx:
        open_ = [deed.ref for deed in tx.history.misdated(since)]
        said = misdated(tx, Span(since=since), [each.account for each in home.outcome.polled if each.account])
    undone(home, Span(since=since))

    named = {home.services["L"].ref(song) for song in SONGS[:3]} if behind else set()
    assert set(open_) == named
    assert [line.partition(":")[0] for line in said] == (["3 changes of cycle 2"] if behind else [])
    assert home.loved_at("L") == {"Before"} | (set(SONGS[:4]) if behind else set())

"""The undo of a cycle that could not be written: how it stands meanwhile, and that the same words said again finish it."""

from collections import Counter

from syncd.domain.journal import Span
from syncd.domain.plan import Owed, State
from syncd.planner.undo import Way
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import undone, ways

_SONGS = ("Harbour", "Lantern", "Meadow")


def loved_in_a_cycle(home: Household) -> Span:
    """B's three loves came to L in this cycle."""
    home.human_loves("B", *_SONGS)
    home.cycle()
    return Span(cycle=home.outcome.cycles[0])


def half_undone(home: Household) -> Span:
    """Of its undo one unlove arrived, then L was busy."""
    span = loved_in_a_cycle(home)
    home.services["L"].fates = [Fate.DONE, Fate.BUSY, Fate.BUSY]
    undone(home, span)
    assert len(home.loved_at("L")) == 2
    return span


def states(home: Household) -> Counter[State]:
    """How many favourites stand in which state at L."""
    return Counter(home.state("L", song) for song in _SONGS)


def owed(home: Household) -> list[Owed]:
    """What the last cycle has left beside the favourites."""
    return [each for decision in home.outcome.decisions.values() for each in decision.plan.owed]


def test_what_is_not_taken_back_yet_is_not_settled(home: Household) -> None:
    """B loves the songs still; the next sync takes them back at L, and then nothing is left."""
    half_undone(home)
    assert states(home) == {State.PENDING: 2, State.VETOED: 1}

    home.cycle()
    assert home.loved_at("L") == set()
    assert (states(home), owed(home)) == ({State.VETOED: 3}, [])


def test_what_nobody_loves_any_more_is_owed_until_it_is_taken_back(home: Household) -> None:
    """B has taken its loves away, too: no favourite tells of what L has still to take back."""
    half_undone(home)
    home.human_unloves("B", *_SONGS)
    home.services["L"].fates = [Fate.BUSY] * 9
    home.cycles(2)
    assert [each.state for each in owed(home)] == [State.PENDING] * 2

    home.services["L"].fates = []
    home.cycle()
    assert (home.loved_at("L"), owed(home)) == (set(), [])


def test_said_again_it_finishes_what_was_left_and_nothing_else(home: Household) -> None:
    """What had arrived stays as it is; then nothing is left to say, and nothing is loved again."""
    span = half_undone(home)
    left = home.loved_at("L")

    found = undone(home, span)

    assert {home.library.title(each.last.ref) for each in found} == left
    assert ways(found) == {Way.UNLOVE}
    assert home.loved_at("L") == set()
    assert undone(home, span) == []
    home.cycles(2)
    assert home.loved_at("L") == set()


def test_said_twice_it_leaves_alone_what_the_first_time_has_written(home: Household) -> None:
    """All of it arrived, which no cycle has noted since."""
    span = loved_in_a_cycle(home)
    assert len(undone(home, span)) == len(_SONGS)

    assert undone(home, span) == []


def test_said_again_it_does_not_touch_what_is_loved_anew(home: Household) -> None:
    """Between the two a human loved one of the songs at B anew, which is the later word."""
    span = half_undone(home)
    left = sorted(home.loved_at("L"))
    home.human_unloves("B", left[0])
    home.cycles(2)
    home.human_loves("B", left[0])
    home.cycles(2)
    assert home.loved_at("L") == {left[0]}

    assert undone(home, span) == []
    assert home.loved_at("L") == {left[0]}

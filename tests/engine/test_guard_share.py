"""The guard's share is one of what the list held before the absences began, by every look and write that proved it."""

from collections.abc import Mapping

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.guarding import approves, held, titles
from tests.engine.household import Household
from tests.engine.undoing import undone

MANY = [f"Song {number:02}" for number in range(40)]
A_TENTH = GuardLimits(max_per_day=20, max_share=0.1)


@pytest.fixture
def source(bare: Household) -> Household:
    """B lists forty songs, and nobody can be asked about one of them; L loves them, too."""
    bare.limits = GuardLimits()
    bare.add("B", Service.BOOMPLAY, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *MANY)
    bare.cycle()
    return bare


def test_what_we_have_just_written_there_counts(source: Household) -> None:
    """L listed nothing before our forty loves: two of them, five per cent, may go on the same day."""
    source.human_unloves("L", *MANY[:2])
    source.cycle()

    assert held(source) == []
    assert len(source.dump("tombstones")["tombstones"]) == 2


def test_what_we_have_just_taken_back_counts_no_more(source: Household) -> None:
    """Of a list of forty-two an undo leaves two; that both of these vanish is no five per cent."""
    source.human_loves("L", "Harbour", "Lantern")
    source.cycle()
    undone(source)
    assert source.loved_at("L") == {"Harbour", "Lantern"}
    source.human_unloves("L", "Harbour", "Lantern")
    source.cycle()

    assert [titles(source, each) for each in held(source)] == [["Harbour", "Lantern"]]


@pytest.mark.parametrize(("lacks", "waiting"), [(4, []), (5, [MANY[:5]])])
def test_the_look_that_first_lacks_them_makes_the_list_no_shorter(
    source: Household, lacks: int, waiting: list[list[str]]
) -> None:
    """A tenth of forty is four, though the look before the one that believes them found thirty-six."""
    source.limits = A_TENTH
    source.human_unloves("B", *MANY[:lacks])
    source.cycles(2)

    assert [titles(source, each) for each in held(source)] == waiting
    assert source.outcome.favourites["default"] == 40 - (0 if waiting else lacks)


def test_what_passed_that_day_was_listed_before(source: Household) -> None:
    """A tenth of forty is four, in one look or in four."""
    source.limits = A_TENTH
    for number in range(5):
        source.human_unloves("L", MANY[number])
        source.cycle()

    assert [titles(source, each) for each in held(source)] == [[MANY[4]]]


def test_one_broken_look_makes_no_list_short(source: Household) -> None:
    """Nothing was shown for once; two of forty are five per cent by the next look, too."""
    source.human_unloves("B", *MANY)
    source.cycle()
    source.human_loves("B", *MANY[2:])
    source.cycle()

    assert held(source) == []
    assert source.outcome.favourites["default"] == 38


@pytest.mark.parametrize("account", ["B", "L"])
@pytest.mark.parametrize("pause", [{"hours": 1}, {"days": 1}], ids=["hours", "days"])
def test_a_list_that_shrinks_look_by_look_is_held(source: Household, account: str, pause: Mapping[str, int]) -> None:
    """Three fewer with every look, within a day or over many: nothing of it is heard."""
    source.human_loves("L", *MANY)
    for first in range(0, 39, 3):
        source.human_unloves(account, *MANY[first : first + 3])
        source.cycle()
        source.goes_on(**pause)
    source.cycle()

    [group] = held(source)
    assert titles(source, group) == MANY[:39]
    assert source.dump("tombstones")["tombstones"] == []
    assert source.outcome.favourites["default"] == 40


def test_what_is_held_was_not_listed_on_the_days_after(source: Household) -> None:
    """Ten of forty are left to it: two of these are more than five per cent, one is let pass."""
    source.human_unloves("L", *MANY[:30])
    source.cycle()
    source.goes_on(days=1)
    source.human_unloves("L", *MANY[30:32])
    source.cycle()
    assert [titles(source, each) for each in held(source)] == [MANY[:32]]

    source.goes_on(days=1)
    source.human_unloves("L", MANY[32])
    source.cycle()
    assert [titles(source, each) for each in held(source)] == [MANY[:32]]


def test_what_is_to_be_brought_back_is_not_listed_yet(source: Household) -> None:
    """A human kept thirty absences, and nothing is written yet: two of the ten that stand are still too many."""
    source.human_unloves("L", *MANY[:30])
    source.cycle()
    [group] = held(source)
    source.members.pop("B")
    source.is_down("L")
    approves(source, group, and_keeps=True)
    source.is_up("L")
    source.goes_on(days=1)
    source.human_unloves("L", *MANY[30:32])
    source.cycle(Order(limit=0))

    assert [titles(source, each) for each in held(source)] == [MANY[30:32]]

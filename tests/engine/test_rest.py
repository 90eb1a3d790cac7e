"""A cycle in which nothing moved need not think; what moves or falls due ends the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.plan import State
from syncd.engine.order import Asker, Order
from syncd.engine.world import Unwatched
from syncd.planner.guard import GuardLimits
from tests.engine.household import Household

AS_DAEMON = Order(asked_by=Asker.DAEMON)


def is_at_rest(home: Household) -> bool:
    """Whether a cycle of the daemon now would not think; it is made."""
    return not home.cycle(AS_DAEMON).decisions


@pytest.fixture
def resting(home: Household) -> Household:
    """Songs are loved everywhere, one of them is unknown, and nothing is left to do."""
    home.library.isrc("Meadow")
    home.catalogue.ignores.add("Meadow")
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour", "Meadow")
    home.cycles(3)
    assert is_at_rest(home)
    return home


def test_a_cycle_at_rest_changes_nothing(resting: Household) -> None:
    """It is counted, and how the accounts fared is noted; nobody is asked about anything, and nothing is written."""
    resting.catalogue.asked.clear()
    before = resting.dump("loves", "outbox", "mappings", "misses", "journal", "tombstones")
    outcome = resting.cycle(AS_DAEMON)

    assert len(outcome.cycles) == 1
    assert resting.catalogue.asked == {}
    assert resting.dump("loves", "outbox", "mappings", "misses", "journal", "tombstones") == before


def test_who_asks_is_told_how_everything_stands(resting: Household) -> None:
    """A human's command reports all the same, from memory."""
    resting.cycle()

    assert resting.state("L", "Harbour") is State.SETTLED
    assert resting.state("L", "Meadow") is not State.SETTLED
    assert resting.outcome.favourites == {"default": 2}


ENDS: dict[str, Callable[[Household], object]] = {
    "a love": lambda home: home.human_loves("B", "Lantern"),
    "an unlove": lambda home: home.human_unloves("L", "Harbour"),
    "an answer": lambda home: home.human_says_it_is("B", "Meadow", "Lantern"),
    "a song that is skipped": lambda home: home.human_skips("B", "Harbour"),
    "a day": lambda home: home.goes_on(days=1),
    "a clock that was set back": lambda home: home.clock.is_set(-timedelta(days=1)),
    "another guard": lambda home: setattr(home, "limits", GuardLimits()),
    "another name": lambda home: home.is_renamed("L", "mine"),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_moves_ends_a_rest(resting: Household, end: str) -> None:
    """Whatever it is, the next cycle thinks again."""
    ENDS[end](resting)

    assert not is_at_rest(resting)


def test_a_miss_that_falls_due_ends_a_rest(resting: Household) -> None:
    """The unknown song is asked about again at the very moment that was noted, be that the middle of a day."""
    due = min(row[-1] for row in resting.dump("misses")["misses"])
    resting.catalogue.ignores.clear()
    resting.clock.go_on(due - resting.clock.now())
    resting.cycles(2)

    assert resting.loved_at("L") == {"Harbour", "Meadow"}


def test_an_account_that_is_back_ends_a_rest(home: Household) -> None:
    """While L is away there is nothing to do but for L; the rest is not for the day when it is back."""
    home.human_loves("B", "Harbour")
    home.is_down("L")
    home.cycles(3)
    home.is_up("L")
    home.cycle(AS_DAEMON)

    assert home.posts_to("L") == ["Harbour"]


def test_fewer_accounts_that_are_read_do_not_end_a_rest(resting: Household) -> None:
    """The daemon reads each account at its own time; who is not read is not written, and there is no more to do."""
    labels = [member.label for member in resting.members.values()]
    for label in labels:
        outcome = resting.cycle(Order(asked_by=Asker.DAEMON, accounts=frozenset({label})))
        assert not outcome.decisions


def test_the_means_of_a_turn_do_not_end_a_rest(resting: Household) -> None:
    """Another process comes to the same: whom it asks through, at which door it knocks, or who watches, is no news."""
    world = resting.world()
    others = replace(
        world, jitter=lambda: 1.0, block=lambda _host, _why: None, knock=lambda _host: None, progress=Unwatched()
    )

    assert not resting.cycle(AS_DAEMON, others).decisions

"""One cycle, and the one-shot that makes as many as there is work for."""

import pytest

from syncd.domain.plan import State
from syncd.engine.lanes import in_lanes
from tests.engine.household import DRY_RUN, Household

MEMORY = ("loves", "tombstones", "outbox", "accounts", "journal", "cycles")


def test_a_dry_run_shows_what_a_run_would_do_and_leaves_no_trace(home: Household) -> None:
    """Loves, tombstones, outbox and the accounts' looks are equal before and after; the plan is the run's plan (I11)."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.human_loves("L", "Lantern")
    home.cycle()
    home.human_unloves("L", "Lantern")
    home.human_loves("B", "Meadow")
    before = home.dump(*MEMORY)

    planned = home.cycle(DRY_RUN).decisions["default"].plan

    assert home.dump(*MEMORY) == before
    assert home.posts_to("L") == ["Harbour"]
    assert [home.library.title(action.ref) for action in planned.actions] == ["Meadow"]
    home.cycle()
    assert home.posts_to("L") == ["Harbour", "Meadow"]


def test_a_first_dry_run_makes_no_account_look(home: Household) -> None:
    """Not even the first look is remembered: whoever runs `plan` first loses no word by it."""
    home.human_loves("B", "Harbour")
    home.cycle(DRY_RUN)

    assert home.dump("loves", "outbox", "tombstones") == {"loves": [], "outbox": [], "tombstones": []}
    assert {record.last_whole_look for record in home.records()} == {None}
    assert home.posts_to("L") == []


def test_a_dry_run_hears_an_unlove_without_remembering_it(home: Household) -> None:
    """Its report says vetoed; the database still waits for the real run."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle(DRY_RUN)

    assert home.dump("tombstones") == {"tombstones": []}
    assert home.state("L", "Harbour") is State.VETOED


def test_every_favourite_has_one_state_at_every_target(home: Household) -> None:
    """Settled, unavailable, unknown, vetoed, taken down: the sums agree with the remembered lists."""
    home.jamendo_offers("Harbour", "Orchard")
    home.catalogue.ignores.add("Meadow")
    home.human_loves("B", "Harbour", "Lantern", "Meadow", "Orchard")
    home.human_hates("L", "Lantern")
    home.cycle()
    home.services["J"].taken_down.add("Orchard")
    home.cycles(2)

    states = {title: home.state("J", title) for title in ("Harbour", "Lantern", "Meadow", "Orchard")}
    assert states == {
        "Harbour": State.SETTLED,
        "Lantern": State.VETOED,
        "Meadow": State.UNAVAILABLE,
        "Orchard": State.WITHDRAWN,
    }
    assert home.state("L", "Meadow") is State.UNKNOWN
    plan = home.outcome.decisions["default"].plan
    assert len(plan.standings) == 2 * len(states)


def test_a_word_heard_in_a_dry_run_keeps_its_cycle_for_the_real_one(home: Household) -> None:
    """A love at B after an unlove at L lifts it, though a dry run came between."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.cycle(DRY_RUN)
    home.human_loves("B", "Harbour")
    home.cycle(DRY_RUN)
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}


def test_lanes_keep_the_order_inside_a_host_and_raise_when_all_are_done() -> None:
    """Inside a lane one after the other; what one lane raises does not end another."""
    done: list[tuple[str, int]] = []

    def work(job: tuple[str, int]) -> None:
        if job == ("a", 2):
            raise ValueError("a broke")
        done.append(job)

    jobs = [(host, number) for number in range(4) for host in ("a", "b")]
    with pytest.raises(ValueError, match="a broke"):
        in_lanes(jobs, lambda job: job[0], work)

    assert [number for host, number in done if host == "a"] == [0, 1]
    assert [number for host, number in done if host == "b"] == [0, 1, 2, 3]

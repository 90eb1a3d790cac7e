"""The daemon's rounds on a household's accounts and a clock that is set by hand: who is read when, and who is written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from syncd.domain.account import Role
from syncd.domain.errors import Stopped, Unavailable
from syncd.domain.track import Service
from syncd.planner.due import Habit
from syncd.store.wishes import leave
from tests.daemon.watching import HABITS, Clock, Counted, household, watch
from tests.engine.household import Household
from tests.engine.scripted import Fate


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    """A Boomplay source, a ListenBrainz account that is both, a Jamendo target."""
    with household(tmp_path) as home:
        home.add("J", Service.JAMENDO, kind=Counted)
        yield home


def test_the_first_round_reads_everybody_and_pushes_until_nothing_is_due(home: Household) -> None:
    """As a sync does; the next tick finds nothing to do."""
    home.human_loves("B", "Harbour", "Willow")
    home.jamendo_offers("Harbour")
    here = watch(home)

    here.rounds.make()
    cycles = len(here.outcomes)
    here.rounds.make()

    assert (home.loved_at("L"), home.loved_at("J")) == ({"Harbour", "Willow"}, {"Harbour"})
    assert [here.reads(name) for name in "BLJ"] == [1, 1, 1]
    assert len(here.outcomes) == cycles


def test_only_who_is_due_is_read(home: Household) -> None:
    """In a day the source is read every six hours and more seldom while nothing changes, the mere target daily."""
    here = watch(home)
    here.rounds.make()

    here.passes(days=1)

    assert 2 <= here.reads("B") <= 5
    assert 1 <= here.reads("J") <= 3
    assert 24 <= len(here.outcomes) <= 100


def test_what_is_new_is_written_to_a_target_that_rests(home: Household) -> None:
    """Read lately by this process, it is looked at by point reads alone, right before and after each write."""
    home.jamendo_offers("Harbour", "Willow")
    here = watch(home)
    here.rounds.make()
    read = here.reads("J")
    home.human_loves("L", "Willow")

    here.passes(minutes=70)

    assert home.posts_to("J") == ["Willow"]
    assert home.loved_at("J") == {"Willow"}
    assert here.reads("J") == read


def test_a_target_that_this_process_never_read_is_read_before_it_is_written(home: Household) -> None:
    """Whoever logs in there may be another one since the last process looked."""
    home.jamendo_offers("Harbour")
    watch(home).rounds.make()
    home.human_loves("L", "Harbour")
    home.services["J"].name = "somebody else"
    here = watch(home)

    here.passes(minutes=70)

    assert home.loved_at("J") == {"Harbour"}
    assert [record.account.whoami for record in home.records() if record.account.name == "J"] == ["somebody else"]


def test_a_write_that_had_to_wait_is_tried_when_its_wait_is_over(home: Household) -> None:
    """Nobody need be due for that, and no other account is read for it."""
    home.jamendo_offers("Harbour")
    home.human_loves("L", "Harbour")
    home.services["J"].fates = [Fate.BUSY]
    here = watch(home)
    here.rounds.make()
    assert home.loved_at("J") == set()
    read = here.reads("B")

    here.passes(minutes=5)

    assert home.loved_at("J") == {"Harbour"}
    assert here.reads("B") == read


def test_a_write_whose_answer_was_lost_is_proved_within_the_hour(home: Household) -> None:
    """A mere target is looked at around our writes, not a day later; nothing is written twice."""
    home.jamendo_offers("Harbour")
    home.human_loves("L", "Harbour")
    home.services["J"].fates = [Fate.LATE]
    here = watch(home)

    here.passes(hours=4)

    row = home.row("J", "Harbour")
    assert row is not None
    assert (row.state, home.posts_to("J")) == ("done", ["Harbour"])


def test_one_that_is_down_stops_nobody_and_is_asked_less_and_less(home: Household) -> None:
    """The others go on; it is told once, and when it is back it is heard."""
    home.is_down("B")
    home.human_loves("L", "Willow")
    home.jamendo_offers("Willow")
    here = watch(home)
    with capture_logs() as logs:
        here.passes(hours=12)
        assert home.loved_at("J") == {"Willow"}
        home.is_up("B")
        home.human_loves("B", "Harbour")
        here.passes(hours=2)

    assert "Harbour" in home.loved_at("L")
    told = [event for event in logs if event["event"] in {"cannot be read", "is back"}]
    assert [event["event"] for event in told] == ["cannot be read", "is back"]


def test_an_account_that_is_shut_does_not_keep_the_daemon_busy(home: Household) -> None:
    """What is due there waits; ticks find nothing to do."""
    home.services["J"].fates = [Fate.NOT_ALLOWED] * 100
    home.jamendo_offers("Harbour")
    home.human_loves("L", "Harbour")
    here = watch(home)

    here.passes(hours=12)

    assert len(home.posts_to("J")) <= 8
    assert len(here.outcomes) <= 100


def test_a_profile_that_is_not_due_is_left_alone(home: Household) -> None:
    """A cycle is about the profiles of the accounts that are due, and about no others."""
    home.add("alice", Service.BOOMPLAY, role=Role.SOURCE, profile="alice", kind=Counted)
    HABITS["alice"] = Habit(every=timedelta(days=2))
    here = watch(home)
    here.rounds.make()
    here.outcomes.clear()

    here.passes(hours=1)

    assert {each.member.profile for outcome in here.outcomes for each in outcome.polled} == {"default"}


def test_wishes_come_first(home: Household) -> None:
    """Before anybody is read; afterwards everybody's plan is looked at anew."""
    here = watch(home)
    here.rounds.make()
    cycles = len(here.outcomes)
    here.wishes("dance")

    here.rounds.make()

    assert here.granted == ["dance"]
    assert len(here.outcomes) == cycles + 1


def test_a_wish_interrupts_a_cycle_that_is_then_made_again(home: Household) -> None:
    """The cycle is left at its next wait, the wish carried out, and what was read in vain is read again."""
    here = watch(home)
    clock = cast("Clock", home.clock)

    def meanwhile() -> None:
        here.wishes("dance")
        here.rounds.listen()
        assert clock.is_interrupted
        raise Stopped("somebody waits")

    cast("Counted", home.services["B"]).meanwhile = meanwhile
    here.rounds.make()

    assert here.granted == ["dance"]
    assert here.reads("B") == 2
    assert not clock.is_interrupted


def test_nobody_is_interrupted_without_need(home: Household) -> None:
    """Neither by a wish of a moment ago, nor between two cycles."""
    here = watch(home)
    clock = cast("Clock", home.clock)

    def meanwhile() -> None:
        leave(home.database, "dance", {}, clock.now())
        here.rounds.listen()

    cast("Counted", home.services["B"]).meanwhile = meanwhile
    here.rounds.make()
    here.wishes("dance")
    here.rounds.listen()

    assert not clock.is_interrupted
    assert here.reads("B") == 1


def test_a_clock_that_was_set_back_makes_everything_wait(home: Household) -> None:
    """What the database saw last is later than now, and nobody confirms our clock: no poll, no push."""
    here = watch(home)
    here.rounds.make()
    cycles = len(here.outcomes)
    home.clock.is_set(timedelta(days=-30))
    again = watch(home)
    again.rounds._keeper._knock = _nobody

    again.passes(hours=1)

    assert (len(again.outcomes), len(here.outcomes)) == (0, cycles)
    home.clock.is_set(timedelta(days=30))
    again.passes(hours=1)
    assert again.outcomes


def _nobody() -> Any:
    raise Unavailable("listenbrainz", "out of reach")

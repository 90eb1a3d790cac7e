"""A write that certainly did nothing is not `sent` for ever at a one-way account, where that is never sent again."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import Stopped
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import Service, TrackRef
from syncd.engine.order import Order
from tests.engine.household import DRY_RUN, Household
from tests.engine.scripted import ScriptedService


class Once(ScriptedService):
    """Its first write says that it leaves, and does nothing."""

    is_first = True

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """The first one, then all others."""
        if self.is_first:
            self.is_first = False
            leaving()
            self.stays()
        ScriptedService.set(self, ref, score, leaving)

    def stays(self) -> None:
        """Why the first one does nothing."""


class Stopping(Once):
    """A wish comes while it waits for another slot, for its record took long (`services/http.py`)."""

    def stays(self) -> None:
        """No request leaves."""
        raise Stopped("a wish is urgent")


class Sleeping(Once):
    """Its token has run out, so the POST is refused; the machine sleeps before the next one (`services/jamendo.py`)."""

    def stays(self) -> None:
        """The second try says again that it leaves."""
        self.clock.go_on(timedelta(hours=8))


@pytest.fixture(params=[Stopping, Sleeping])
def house(bare: Household, request: pytest.FixtureRequest) -> Household:
    """J is about to get two songs."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("J", Service.JAMENDO, kind=request.param)
    bare.jamendo_offers("Harbour", "Lantern")
    bare.human_loves("B", "Harbour", "Lantern")
    return bare


def cycle(house: Household) -> None:
    """One sync, or one that is stopped; its process ends."""
    try:
        house.cycle()
    except Stopped:
        house.restart()


def test_a_write_that_never_left_stands_as_before(house: Household) -> None:
    """Nothing says that it was sent, or tried, and it is made with the next sync."""
    cycle(house)
    rows = [row for row in map(house.row, "JJ", ("Harbour", "Lantern")) if row is not None]
    assert [(row.state, row.sent_at, row.attempts) for row in rows] == [(RowState.PENDING, None, 0)] * 2
    assert house.posts_to("J") == []

    cycle(house)

    assert sorted(house.posts_to("J")) == ["Harbour", "Lantern"]
    assert house.loved_at("J") == {"Harbour", "Lantern"}


def test_a_write_that_never_left_is_none_of_those_that_the_command_may_make(tmp_path: Path, template: Path) -> None:
    """Two are allowed: L's, and J's, which sleeps at first and leaves in the second cycle of the same command."""
    with closing(Household(tmp_path, template, is_one_lane=True)) as house:
        house.add("B", Service.BOOMPLAY)
        house.add("L", Service.LISTENBRAINZ)
        house.add("J", Service.JAMENDO, kind=Sleeping)
        house.jamendo_offers("Harbour")
        house.human_loves("B", "Harbour")
        house.cycle(DRY_RUN)  # J is searched
        house.cycle(Order(limit=2))

        assert house.loved_at("L") == house.loved_at("J") == {"Harbour"}


class Waiting(ScriptedService):
    """A human loves the song there while our own love waits for its slot, and the machine sleeps."""

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """The look before this write is of yesterday evening."""
        self.mark(ref, score)
        self.clock.go_on(timedelta(hours=8))
        ScriptedService.set(self, ref, score, leaving)


def test_a_look_that_is_too_old_is_nothing_to_write_on(bare: Household) -> None:
    """A second love would take the human's back: nothing leaves before another look (I13)."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("J", Service.JAMENDO, kind=Waiting)
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycles(2)

    assert bare.posts_to("J") == []
    assert bare.loved_at("J") == {"Harbour"}
    assert bare.state("J", "Harbour") is State.SETTLED

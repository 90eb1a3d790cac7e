"""Histories of unloves and hates that travel, each written for one bug that somebody might plant."""

from collections.abc import Callable

from syncd.domain.account import Score
from syncd.domain.errors import Unavailable
from syncd.domain.track import Service, TrackRef
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService

_SONGS = [f"Song {number}" for number in range(10)]


class _FallsAfterAnUnlove(ScriptedService):
    """Out of reach as soon as an unlove has arrived: no look proves it before the next list."""

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        super().set(ref, score, leaving)
        if score is Score.NONE:
            self.trouble = Unavailable(self.host, "out of reach", never_left=True)


def many_unloves_at_once(home: Household) -> None:
    """What was believed is counted once more before it takes anything away elsewhere."""
    home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", *_SONGS)
    home.cycle()
    home.human_unloves("L", *_SONGS[:5])
    home.cycle(Order(limit=0))
    home.limits = GuardLimits(max_per_day=3, max_share=1.0)
    home.cycles(2)
    assert home.loved_at("L2") == set(_SONGS), "more was taken away than the guard lets pass on one day"


def our_own_unlove(home: Household) -> None:
    """An unlove that we carried is no human's word: it is not carried on, and nothing is buried where it arrived."""
    home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ, kind=_FallsAfterAnUnlove)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    assert home.posts_to("L2") == ["Harbour", "Harbour"]
    home.is_up("L2")
    home.cycles(2)
    buried = {account for account, *_ in home.dump("tombstones")["tombstones"]}
    assert len(buried) == 1, "our own unlove passed for a human's"


def switched_on_a_year_later(home: Household) -> None:
    """Only unloves that were heard while they travelled are carried."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.goes_on(days=365)
    home.carries_unloves = True
    home.cycles(2)
    assert home.loved_at("L2") == {"Harbour"}, "an unlove from before travelled"


def loved_since(home: Household) -> None:
    """A love that is heard after the unlove is the later word, wherever it was said."""
    home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.is_down("L2")
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.human_loves("L", "Harbour")
    home.is_up("L2")
    home.cycles(2)
    assert home.posts_to("L2") == ["Harbour"], "an unlove was carried that a later love had lifted"


def a_hate_taken_away(home: Household) -> None:
    """What a human took away is not hated there again by us, be it his own hate or ours."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", "Harbour", "Lantern")
    home.human_hates("L2", "Lantern")
    home.cycles(2)
    home.human_unloves("L2", "Harbour", "Lantern")
    home.cycles(3)
    assert home.posts_to("L2") == ["Harbour"], "a hate that a human took away was made again"


def a_love_later_than_the_hate(home: Household) -> None:
    """A hate that is older than a human's love elsewhere leaves it alone."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.cycle()
    home.is_down("L2")
    home.human_hates("L", "Harbour")
    home.cycle()
    home.human_loves("L2", "Harbour")
    home.is_up("L2")
    home.cycles(2)
    assert home.loved_at("L2") == {"Harbour"}, "a later love was taken away"


def hates_cycle_by_cycle(home: Household) -> None:
    """A hate that takes a love away counts, in whichever cycle of the day it was carried."""
    home.carries_hates = True
    home.limits = GuardLimits(max_per_day=2, max_share=1.0)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L2", *_SONGS)
    home.cycles(2)
    for first in (0, 2, 4):
        home.human_hates("L", *_SONGS[first : first + 2])
        home.cycle()
    assert home.loved_at("L2") == set(_SONGS[2:]), "more loves became hates than the guard lets pass on one day"


def held_overnight(home: Household) -> None:
    """What was not believed waits for a human, though it would be within the bound of another day."""
    home.limits = GuardLimits(max_per_day=3, max_share=1.0)
    home.human_loves("L", *_SONGS)
    home.cycle()
    home.human_unloves("L", *_SONGS[:2])
    home.cycle()
    home.human_unloves("L", *_SONGS[2:5])
    home.cycle()
    home.goes_on(days=1)
    home.cycles(2)
    assert home.outcome.favourites["default"] == 8, "a frightening absence was believed with the next day"

"""Histories of what humans say of what syncd holds and did, each written for one bug that somebody might plant."""

from syncd.domain.account import Role
from syncd.domain.outbox import RowState
from syncd.domain.track import Service
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.stories import our_love_is_taken_over
from tests.engine.undoing import hates_at, undone


def _full(home: Household) -> None:
    """Ten songs at L and L2; unloves travel, three of a day are believed and carried."""
    home.carries_unloves, home.limits = True, MEEK
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", *SONGS)
    home.cycle()


def _held_removals(home: Household, *songs: str) -> None:
    """L's human has unloved these, and means it; L2's guard holds that they are taken away there."""
    home.human_unloves("L", *songs)
    home.limits = BOLD
    home.cycle(Order(limit=0))
    home.limits = MEEK
    home.cycle()


def kept_removals(home: Household) -> None:
    """What a human keeps stays."""
    _full(home)
    _held_removals(home, *SONGS[:5])
    approves(home, held(home)[0], and_keeps=True)
    home.limits = BOLD
    home.cycles(2)
    assert home.loved_at("L2") == set(SONGS), "what a human kept was taken away"


def one_group_passes(home: Household) -> None:
    """What a human let pass lets nothing else pass."""
    _full(home)
    _held_removals(home, *SONGS[:4])
    [group] = held(home)
    home.human_unloves("L", *SONGS[4:8])
    home.limits = BOLD
    home.cycle(Order(limit=0))
    home.limits = MEEK
    approves(home, group)
    assert home.loved_at("L2") == set(SONGS[4:]), "more passed than a human let pass"


def absences_pass_by_name(home: Household) -> None:
    """What vanished after the human looked waits for another word."""
    _full(home)
    home.human_unloves("L", *SONGS[:4])
    home.cycle()
    [group] = held(home)
    home.human_unloves("L", *SONGS[4:8])
    approves(home, group)
    assert home.outcome.favourites["default"] == 6, "an absence was heard that nobody had let pass"


def approved_and_back_again(home: Household) -> None:
    """An approved absence that is none any more is no word, and a later one needs another."""
    _full(home)
    home.human_unloves("L", *SONGS[:5])
    home.cycle()
    [group] = held(home)
    home.human_loves("L", *SONGS[:5])
    approves(home, group)
    home.human_unloves("L", *SONGS[:5])
    home.cycles(2)
    assert home.outcome.favourites["default"] == 10, "a ruling outlived its case"


def kept_absences(home: Household) -> None:
    """That a list stands again is no later word than what a human unloved elsewhere meanwhile."""
    _full(home)
    home.carries_unloves = False
    home.human_unloves("L", *SONGS[:5])
    home.human_unloves("L2", SONGS[0])
    home.cycle()
    approves(home, next(each for each in held(home) if each.account.whoami == "L"), and_keeps=True)
    home.cycles(2)
    assert SONGS[0] not in home.loved_at("L2"), "what was kept passed for loved anew"


def loved_again_the_same_day(home: Household) -> None:
    """The removal that a love replaced counts; so does one that was let pass."""
    _full(home)
    home.human_unloves("L", SONGS[0])
    home.cycle()
    home.human_loves("L", SONGS[0])
    home.cycle()
    home.limits = BOLD
    home.human_unloves("L", SONGS[1])
    home.cycle(Order(limit=0))
    home.limits = GuardLimits(max_per_day=1, max_share=1.0)
    home.cycle()
    assert home.loved_at("L2") == set(SONGS), "a removal of the same day was forgotten"


def an_undone_love(home: Household) -> None:
    """It is gone and stays away, though B still loves it."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.cycles(2)
    assert home.loved_at("L") == set(), "what was undone was made again"


def an_undone_unlove(home: Household) -> None:
    """It is a human's love: whoever is connected later hears of it."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    undone(home)
    home.cycles(2)
    assert home.loved_at("L") == home.loved_at("L2") == {"Harbour"}, "the human's word passed for ours"


def taken_over_by_a_human(home: Household) -> None:
    """He unloved ours and loved it anew: no undo takes his love away."""
    our_love_is_taken_over(home)
    undone(home)
    assert home.loved_at("L") == {"Harbour"}, "an undo took a human's love away"


def an_undone_hate(home: Household) -> None:
    """A love that our hate had taken is a love again."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_hates("L", "Harbour")
    home.cycle()
    assert hates_at(home, "L2") == {"Harbour"}
    home.human_unloves("L", "Harbour")
    home.cycle(Order(limit=0))
    undone(home)
    home.cycles(2)
    assert hates_at(home, "L2") == set(), "an undone hate still stands"


def a_lost_hate(home: Household) -> None:
    """What was sent yesterday is not what is sent today, where today's plan wants the opposite."""
    home.carries_hates = True
    home.add("L2", Service.LISTENBRAINZ).fates = [Fate.NEVER_ARRIVED]
    home.human_hates("L", "Harbour")
    home.cycle()
    home.human_loves("L", "Harbour")
    home.cycle(Order(limit=1))
    assert hates_at(home, "L2") == set(), "a hate was sent where a love is wanted"


def a_late_love_that_nobody_wants(home: Household) -> None:
    """It is our own, however late it shows."""
    home.add("L2", Service.LISTENBRAINZ)
    home.services["L"].fates = [Fate.LATE]
    home.human_loves("L2", "Harbour")
    home.cycle()
    home.human_unloves("L2", "Harbour")
    home.cycles(4)
    row = home.row("L", "Harbour")
    assert row is not None, "what was sent left no trace"
    assert row.state is RowState.DONE, "what was sent was not seen"
    assert home.loved_at("L2") == set(), "our own love passed for a human's"


def our_love_under_a_new_id(home: Household) -> None:
    """Jamendo re-issues what we liked there: nobody hears it as a human's word."""
    home.jamendo_offers("Harbour")
    home.add("J2", Service.JAMENDO, role=Role.BOTH).offers.add("Harbour")
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    home.services["J2"].reissue("Harbour")
    home.cycles(2)
    home.add("L2", Service.LISTENBRAINZ)
    home.cycles(2)
    assert home.loved_at("L2") == set(), "our own love passed for a human's"

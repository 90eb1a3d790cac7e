"""Who keeps what a list lacks at once has it back, though another account unloved it once: that unlove did not go for it."""

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.journal import Span
from syncd.domain.track import Service
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held, keeps
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import last_change, undone

FOUR = {*SONGS[:4]}


def loved_at_both(home: Household, role: Role = Role.BOTH) -> None:
    """L and L2 love the four, each by hand, and unloves travel."""
    home.limits, home.carries_unloves = BOLD, True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ, role=role)
    home.human_loves("L", *FOUR)
    home.human_loves("L2", *FOUR)
    home.cycles(2)


def kept_at_l2(home: Household) -> None:
    """L unloved the four; a human says that they stay at L2, and a month goes by."""
    loved_at_both(home)
    home.limits = MEEK
    home.human_unloves("L", *FOUR)
    home.cycle()
    approves(home, held(home)[0])
    keeps(home)
    home.cycles(2)
    assert home.loved_at("L2") == FOUR
    home.goes_on(days=30)


def vanish_and_are_kept(home: Household) -> None:
    """Much later the list of L2 lacks the four at once, which was not meant."""
    home.limits = MEEK
    home.goes_on(days=30)
    home.human_unloves("L2", *FOUR)
    home.cycles(2)
    keeps(home)
    home.cycles(3)


def test_what_was_kept_there_is_kept_again(bare: Household) -> None:
    """The unlove did not go for it, by a human's word."""
    kept_at_l2(bare)
    vanish_and_are_kept(bare)

    assert bare.loved_at("L2") == FOUR


def test_what_was_kept_and_shows_again_lifts_no_unlove(bare: Household) -> None:
    """The list blinks for two looks: its lines are the old ones, and no new word that would love anything at L."""
    kept_at_l2(bare)
    there = bare.services["L2"]
    marks = dict(there.marks)
    there.marks.clear()
    bare.cycles(2)
    there.fates = [Fate.BUSY] * 99
    keeps(bare)
    there.fates = []
    there.marks |= marks
    bare.goes_on(days=1)
    bare.cycles(3)

    assert bare.loved_at("L2") == FOUR
    assert bare.loved_at("L") == set()


def test_what_a_human_loved_there_since_is_kept(bare: Household) -> None:
    """Also where L2 is only written, so that his love lifts no unlove elsewhere."""
    loved_at_both(bare, Role.TARGET)
    bare.human_unloves("L", *FOUR)
    bare.cycles(3)
    assert bare.loved_at("L2") == set()
    bare.goes_on(days=3)
    bare.human_loves("L2", *FOUR)
    bare.cycles(3)
    vanish_and_are_kept(bare)

    assert bare.loved_at("L2") == FOUR


@pytest.mark.parametrize("role", [Role.BOTH, Role.TARGET])
def test_what_an_undo_brought_back_is_kept(bare: Household, role: Role) -> None:
    """His undo was a later word than the unlove."""
    loved_at_both(bare, role)
    bare.human_unloves("L", *FOUR)
    bare.cycles(3)
    undone(bare, last_change(bare))
    bare.cycles(2)
    assert bare.loved_at("L2") == FOUR
    vanish_and_are_kept(bare)

    assert bare.loved_at("L2") == FOUR


def test_where_unloves_travel_no_more_nothing_is_gone_as_wanted(bare: Household) -> None:
    """L2 was away when L unloved them, and by the time it was back removals were off."""
    loved_at_both(bare)
    bare.is_down("L2")
    bare.human_unloves("L", *FOUR)
    bare.cycles(2)
    bare.carries_unloves = False
    bare.is_up("L2")
    bare.cycles(2)
    assert bare.loved_at("L2") == FOUR
    vanish_and_are_kept(bare)

    assert bare.loved_at("L2") == FOUR


def test_an_undo_that_is_said_again_turns_no_later_keep_round(bare: Household) -> None:
    """Our loves at L were undone in vain, and loved anew at B. Much later L's list lacks them all, which was not meant."""
    bare.add("B", Service.BOOMPLAY)
    there, span = bare.add("L", Service.LISTENBRAINZ), Span(since=bare.clock.now())
    bare.human_loves("B", *FOUR)
    bare.cycles(2)
    there.fates = [Fate.BUSY] * 99
    undone(bare, span)
    bare.human_unloves("B", *FOUR)
    bare.cycles(3)
    bare.human_loves("B", *FOUR)
    bare.cycles(3)
    there.fates = []
    bare.limits = MEEK
    bare.goes_on(days=2)
    bare.cycles(2)
    bare.human_unloves("L", *FOUR)
    bare.cycles(2)
    there.fates = [Fate.BUSY] * 99
    keeps(bare)
    again = undone(bare, span)
    there.fates = []
    bare.goes_on(days=1)
    bare.cycles(4)

    assert again == []
    assert bare.loved_at("L") == FOUR
    assert Score.NONE not in there.marks.values()


@pytest.mark.parametrize("role", [Role.BOTH, Role.TARGET])
def test_what_he_was_asked_to_take_away_by_hand_is_not_liked_anew(bare: Household, role: Role) -> None:
    """L unloved a song that Jamendo's own human liked: nobody said that it stays. Jamendo's list lacks all; that is kept."""
    bare.limits, bare.carries_unloves = BOLD, True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=role)
    bare.jamendo_offers(*FOUR)
    bare.human_loves("L", *FOUR)
    bare.human_loves("J", *FOUR)
    bare.cycles(3)
    bare.human_unloves("L", SONGS[0])
    bare.cycles(3)
    bare.limits = MEEK
    bare.goes_on(days=30)
    bare.human_unloves("J", *FOUR)
    bare.cycles(2)
    keeps(bare)
    bare.cycles(3)

    assert bare.loved_at("J") == FOUR - {SONGS[0]}
    assert SONGS[0] not in bare.posts_to("J")

"""At Jamendo syncd asks a human to take its likes away: that he does so frightens nobody, and is no news."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held, keeps, lines, titles
from tests.engine.household import Household
from tests.engine.undoing import undone

OURS, HIS = SONGS[:5], SONGS[5:]


@pytest.fixture
def liked(bare: Household) -> Household:
    """B's five songs are liked at J by us, beside five likes of its human; the guard believes three a day."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY, role=Role.SOURCE)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers(*OURS)
    bare.human_loves("B", *OURS)
    bare.human_loves("J", *HIS)
    bare.cycle()
    assert bare.loved_at("J") == set(SONGS)
    return bare


def test_what_an_undo_asks_for_is_expected_to_go(liked: Household) -> None:
    """All five at once; they stay away, and nothing waits for a word."""
    undone(liked)
    liked.human_unloves("J", *OURS)
    liked.cycle()

    assert held(liked) == []
    assert sorted(lines(liked, "J")) == [(song, False) for song in HIS]
    assert {liked.state("J", song) for song in OURS} == {State.VETOED}
    liked.cycles(2)
    assert liked.posts_to("J") == OURS


def test_what_an_undo_asks_for_counts_with_nothing_else(liked: Household) -> None:
    """Three a day of his own pass beside it, and a fourth is held alone."""
    undone(liked)
    liked.human_unloves("J", *OURS, *HIS[:3])
    liked.cycle()
    assert held(liked) == []
    liked.human_unloves("J", HIS[3])
    liked.cycle()

    assert [titles(liked, each) for each in held(liked)] == [HIS[3:4]]


def test_a_list_that_is_broken_takes_no_like_of_ours_for_his(liked: Household) -> None:
    """All is gone at once: his own are held, ours wait; what comes back is what it was."""
    undone(liked)
    liked.human_unloves("J", *SONGS)
    for _ in range(3):
        liked.cycle()
        liked.goes_on(days=1)
        assert [titles(liked, each) for each in held(liked)] == [HIS]
    liked.human_loves("J", *SONGS)
    liked.cycle()

    assert held(liked) == []
    assert sorted(lines(liked, "J")) == [*((song, True) for song in OURS), *((song, False) for song in HIS)]


def test_what_waited_beside_held_ones_goes_with_them(liked: Household) -> None:
    """Once a human has let his own pass, the list is believed as it stands."""
    undone(liked)
    liked.human_unloves("J", *SONGS)
    liked.cycle()
    [group] = held(liked)
    approves(liked, group)

    assert (held(liked), lines(liked, "J")) == ([], [])


def test_what_he_undid_and_takes_away_by_hand_is_no_unlove_of_the_song(bare: Household) -> None:
    """J is heard, too, and unloves travel: L's own loves, of which our likes came, are not taken away."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.cycle()
    undone(bare)
    bare.human_unloves("J", "Harbour")
    bare.cycles(2)

    assert bare.loved_at("L") == {"Harbour"}


def test_likes_of_wrong_matches_are_expected_to_go(liked: Household) -> None:
    """`wrong` shows their pages, and he does as he is told."""
    for song in OURS:
        liked.human_says_not("B", song, song)
    liked.human_unloves("J", *OURS)
    liked.cycles(2)

    assert held(liked) == []
    assert liked.dump("amends")["amends"] == []


def test_what_was_unloved_elsewhere_is_expected_to_go(liked: Household) -> None:
    """He was told which of them cannot be removed there by syncd."""
    liked.carries_unloves, liked.limits = True, BOLD
    liked.human_unloves("B", *OURS)
    liked.cycles(2)
    assert len(liked.outcome.by_hand) == len(OURS)
    liked.limits = MEEK
    liked.human_unloves("J", *OURS)
    liked.cycle()

    assert held(liked) == []


def test_what_was_loved_anew_since_the_undo_is_counted(liked: Household) -> None:
    """The undo's word is not the last one any more."""
    undone(liked)
    liked.limits = BOLD
    liked.human_unloves("B", *OURS)
    liked.cycles(2)
    liked.human_loves("B", *OURS)
    liked.cycle()
    liked.limits = MEEK
    liked.human_unloves("J", *OURS)
    liked.cycle()

    assert [titles(liked, each) for each in held(liked)] == [OURS]


def test_likes_of_ours_that_vanished_unmeant_are_made_again(liked: Household) -> None:
    """Which songs they are, only our own writes know: J's list has shown them to nobody yet."""
    liked.human_unloves("J", *OURS)
    liked.cycle()
    [group] = held(liked)
    assert group.back == group.refs.keys()
    keeps(liked)

    assert liked.loved_at("J") == set(SONGS)
    assert sorted(liked.posts_to("J")) == sorted([*OURS, *OURS])


def test_what_is_held_and_undone_then_is_held_no_longer(liked: Household) -> None:
    """Nothing is promised meanwhile that his later word forbids."""
    liked.human_unloves("J", *OURS)
    liked.cycle()
    undone(liked)
    assert [group.back for group in held(liked)] == [frozenset()]
    liked.cycle()

    assert held(liked) == []


def test_a_kept_group_that_an_undo_has_overtaken_promises_nothing(liked: Household) -> None:
    """J is out of reach after the undo, so the group still stands; keeping it makes no like."""
    liked.human_unloves("J", *OURS, HIS[0])
    liked.cycle()
    liked.is_down("J")
    undone(liked)
    [group] = held(liked)
    assert (titles(liked, group), {liked.library.title(ref) for ref in group.back}) == ([*OURS, HIS[0]], {HIS[0]})
    liked.is_up("J")
    keeps(liked)
    liked.cycles(2)

    assert liked.loved_at("J") == set(HIS)
    assert held(liked) == []

"""Where one list's unlove goes for all, a song that any list lacks by now is loved nowhere anew until that is known.

J is Jamendo, which cannot give a like back.
"""

import pytest

from syncd.domain.account import Can, Role, Score
from syncd.domain.track import Service
from syncd.planner.plan import UNJUDGED
from tests.engine.guarding import MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.test_pins import ScriptedPins
from tests.engine.undoing import undone


@pytest.fixture
def guarded(home: Household) -> Household:
    """B and L are read, J is written, and unloves travel."""
    home.carries_unloves = True
    home.jamendo_offers("Harbour", *SONGS)
    home.cycle()
    return home


def test_two_lists_had_it_and_one_lacks_it(guarded: Household) -> None:
    """J comes back in the very look that lacks it at B; the next one hears the unlove."""
    guarded.is_down("J")
    guarded.human_loves("B", "Harbour")
    guarded.human_loves("L", "Harbour")
    guarded.cycle()
    guarded.human_unloves("B", "Harbour")
    guarded.is_up("J")
    guarded.cycles(4)

    assert guarded.loved_at("L") == set()
    assert guarded.posts_to("J") == []


def test_it_is_loved_once_the_list_shows_it_again(guarded: Household) -> None:
    """It only had to wait."""
    guarded.is_down("J")
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("B", "Harbour")
    guarded.is_up("J")
    guarded.cycle()
    assert guarded.posts_to("J") == []

    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)
    assert guarded.posts_to("J") == ["Harbour"]


def test_our_love_is_missing_beside_a_song_that_nobody_was_asked_about(guarded: Household) -> None:
    """L's human may have taken our love back: that is as good as any unlove."""
    guarded.human_loves("B", "Harbour")
    guarded.services["J"].fates = [Fate.BUSY]
    guarded.cycle()
    assert guarded.loved_at("L") == {"Harbour"}
    guarded.resolver_is_down()
    guarded.services["L"].by_text.add("Lantern")
    guarded.human_unloves("L", "Harbour")
    guarded.human_loves("L", "Lantern")
    guarded.cycles(2)
    guarded.resolver_is_up()
    guarded.cycles(3)

    assert guarded.loved_at("L") == {"Lantern"}
    assert guarded.posts_to("J") == ["Harbour"], "which was busy, and did not take it"
    assert guarded.loved_at("J") == set()


def test_what_is_pinned_beside_it_keeps_nobody_waiting_less(guarded: Household) -> None:
    """The pin stays; L's unlove of the same song goes for all."""
    guarded.add("pins", Service.LISTENBRAINZ, role=Role.SOURCE, kind=ScriptedPins).can = Can.READ | Can.POINT_READ
    for account in ("L", "pins"):
        guarded.services[account].by_text.add("Harbour")
    guarded.cycle()
    guarded.is_down("J")
    guarded.human_loves("L", "Harbour")
    guarded.human_loves("pins", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.is_up("J")
    guarded.cycles(4)

    assert guarded.posts_to("J") == []


def test_absences_that_are_held_are_loved_nowhere_meanwhile(guarded: Household) -> None:
    """B's list is empty, and a human is to say whether that was meant; L's human loves the same songs."""
    guarded.limits = MEEK
    guarded.is_down("J")
    guarded.human_loves("B", *SONGS)
    guarded.human_loves("L", *SONGS)
    guarded.cycle()
    guarded.human_unloves("B", *SONGS)
    guarded.cycles(2)
    guarded.is_up("J")
    guarded.cycle()
    assert UNJUDGED in {each.reason for each in guarded.standings()}

    approves(guarded, held(guarded)[0])
    guarded.cycles(2)

    assert guarded.posts_to("J") == []


def test_one_of_two_rows_of_a_list_is_no_doubt(guarded: Household) -> None:
    """L lists the song twice, and goes on listing it once."""
    there = guarded.services["L"]
    guarded.is_down("J")
    guarded.human_loves("L", "Harbour")
    other = guarded.another_copy("L", "Harbour")
    there.marks[other] = Score.LOVE
    guarded.cycle()
    there.marks.pop(other)
    guarded.is_up("J")
    guarded.cycle()

    assert guarded.loved_at("J") == {"Harbour"}


def test_who_loves_it_anew_before_the_next_look_tells_has_the_last_word(guarded: Household) -> None:
    """B's list lacks it and is out of reach then; L's human loves it. The unlove at B is older than that, whenever it is heard."""
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)
    guarded.human_unloves("B", "Harbour")
    guarded.cycle()
    guarded.is_down("B")
    guarded.human_unloves("L", "Harbour")
    guarded.human_loves("L", "Harbour")
    guarded.cycles(2)
    guarded.is_up("B")
    guarded.cycles(3)

    assert guarded.loved_at("L") == guarded.loved_at("J") == {"Harbour"}


def test_what_was_loved_anew_while_a_human_thought_it_over_stays(guarded: Household) -> None:
    """B's absences are held, two of those songs are loved at L meanwhile, and then they are said to have been meant."""
    guarded.limits = MEEK
    guarded.is_down("L")
    guarded.human_loves("B", *SONGS)
    guarded.cycle()
    guarded.is_up("L")
    guarded.human_unloves("B", *SONGS)
    guarded.cycles(2)
    guarded.human_loves("L", *SONGS[:2])
    guarded.cycle()

    approves(guarded, held(guarded)[0])
    guarded.cycles(2)

    assert guarded.loved_at("L") == set(SONGS[:2])


def test_what_a_human_was_asked_to_take_away_is_no_doubt(bare: Household) -> None:
    """J cannot unlove: after an undo its human took our like away, and four of his own, which the guard holds."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("B", Service.BOOMPLAY)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers(*SONGS)
    bare.human_loves("J", *SONGS[1:5])
    bare.cycle()
    bare.human_loves("B", SONGS[0])
    bare.cycles(2)
    undone(bare)
    bare.add("L", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.is_down("L")
    bare.cycle()
    bare.human_unloves("J", *SONGS[:5])
    bare.cycle()
    bare.is_up("L")
    bare.cycles(3)

    assert held(bare)
    assert bare.loved_at("L") == {SONGS[0]}

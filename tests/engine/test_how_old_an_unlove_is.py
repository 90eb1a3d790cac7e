"""An unlove is as old as the first look that lacked the song; what was said later, by whichever way, stands."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS, approves, held
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import undone


@pytest.mark.parametrize("removals", [False, True])
def test_an_undo_stands_though_an_older_absence_is_approved_after_it(bare: Household, *, removals: bool) -> None:
    """L's human took our loves away, which the guard held; L3's human loves one anew; all is undone, and then approved."""
    bare.limits, bare.carries_unloves = MEEK, removals
    bare.add("B", Service.BOOMPLAY)
    bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.cycle()
    bare.human_loves("B", *SONGS[:6])
    bare.cycles(2)
    bare.human_unloves("L", *SONGS[:6])
    bare.cycles(2)
    bare.human_loves("L3", SONGS[0])
    bare.cycles(2)
    undone(bare)
    bare.cycle()

    approves(bare, held(bare)[0])
    bare.cycles(3)

    assert bare.loved_at("L") == set()


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("anew", [True, False])
def test_a_like_that_was_replaced_by_an_unknown_copy(bare: Household, *, is_known: bool, anew: bool) -> None:
    """No catalogue knows the copy of equal names at J, or none can be asked for a while: nobody has unloved the song.

    That the copy is unloved later on reaches nobody, for nobody knows what it was.
    """
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("J", "Harbour")
    bare.cycles(2)
    bare.catalogue.ignores.add("Harbour")
    if not is_known:
        bare.resolver_is_down()
    bare.services["J"].reissue("Harbour")
    bare.cycle()
    if anew:
        bare.human_loves("L2", "Harbour")
        bare.cycle()
    bare.resolver_is_up()
    bare.cycles(3)
    assert bare.loved_at("L") == {"Harbour"}
    bare.human_unloves("J", "Harbour")
    bare.cycles(3)

    assert bare.loved_at("L") == {"Harbour"}
    assert bare.posts_to("J") == []


def test_a_like_that_was_replaced_by_another_song_of_equal_names(bare: Household) -> None:
    """A human says that what J's human likes now is Harbour 2; so he has unliked Harbour, and that travels."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.library.told[Service.JAMENDO, "Harbour 2"] = {"title": "Harbour"}
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.human_loves("J", "Harbour")
    bare.cycles(2)
    bare.human_unloves("J", "Harbour")
    bare.human_loves("J", "Harbour 2")
    bare.resolver_is_down()
    bare.cycle()
    bare.resolver_is_up()
    bare.human_says_it_is("J", "Harbour 2", "Harbour 2")
    bare.cycles(4)

    assert bare.loved_at("L") == {"Harbour 2"}


@pytest.mark.parametrize("fate", [Fate.NEVER_ARRIVED, Fate.DROPPED])
def test_our_love_is_unloved_while_a_hate_of_ours_was_lost(bare: Household, fate: Fate) -> None:
    """Looks went on showing the love, so that is what L's human took away; it is not loved again when nobody hates it."""
    bare.carries_unloves = bare.carries_hates = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    bare.cycles(2)
    bare.services["L"].fates = [fate, Fate.BUSY, Fate.BUSY, Fate.BUSY]
    bare.human_hates("L2", "Harbour")
    bare.cycles(4)
    bare.human_unloves("L", "Harbour")
    bare.human_unloves("L2", "Harbour")
    bare.cycles(2)
    bare.services["L"].fates = []
    bare.cycles(3)

    assert bare.loved_at("L") == set()


def test_a_list_that_could_not_be_read_for_long_is_waited_for(home: Household) -> None:
    """The machine was off for eight days, and B is out of reach for an hour more: its unlove comes in time for Jamendo."""
    home.carries_unloves = True
    home.jamendo_offers("Harbour")
    home.cycle()
    home.is_down("J")
    home.human_loves("B", "Harbour")
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.cycle()
    home.goes_on(days=8)
    home.is_up("J")
    home.is_down("B")
    home.cycle()
    home.is_up("B")
    home.cycles(3)

    assert home.posts_to("J") == []

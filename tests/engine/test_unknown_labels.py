"""A name that nobody could read yet, or that is disabled, may be any account that its profile had: all of those forbid."""

from dataclasses import replace

import pytest

from syncd.domain.account import Label, Score
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.guarding import BOLD, MEEK, SONGS, held, keeps
from tests.engine.household import Household
from tests.engine.test_disabled import disable


@pytest.fixture
def unloved(guarded: Household) -> Household:
    """Harbour was unloved at B and is loved nowhere we write to; another source, P, has loved it since before."""
    guarded.add("P", Service.FILE)
    guarded.human_loves("B", "Harbour", "Lantern")
    guarded.human_loves("P", "Harbour")
    guarded.cycles(2)
    guarded.human_unloves("B", "Harbour")
    guarded.cycles(2)
    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Lantern"}
    return guarded


def test_unloved_before_it_got_another_name_and_was_out_of_reach(unloved: Household) -> None:
    """B is Ada by now, and down: Harbour stays unloved, then and when it is up again."""
    unloved.is_renamed("B", "Ada")
    unloved.is_down("B")
    unloved.cycles(3)
    assert unloved.loved_at("L") == unloved.loved_at("L2") == {"Lantern"}
    assert unloved.state("L", "Harbour") is State.VETOED
    unloved.is_up("B")
    unloved.cycles(3)

    assert unloved.loved_at("L") == unloved.loved_at("L2") == {"Lantern"}


def test_out_of_the_configuration_it_has_no_say_once_all_names_are_known(unloved: Household) -> None:
    """B is taken out, and C is to be connected: as long as C may be B, B's word holds."""
    del unloved.members["B"]
    unloved.add("C", Service.BOOMPLAY)
    unloved.is_down("C")
    unloved.cycles(2)
    assert unloved.loved_at("L") == {"Lantern"}
    unloved.is_up("C")
    unloved.human_loves("C", "Meadow")
    unloved.cycles(2)

    assert unloved.loved_at("L") == unloved.loved_at("L2") == {"Harbour", "Lantern", "Meadow"}


def test_nothing_is_taken_away_by_a_word_that_may_not_count(unloved: Household) -> None:
    """B was taken out, and Harbour is loved everywhere again: C, whom nobody could read yet, takes it away nowhere."""
    del unloved.members["B"]
    unloved.cycles(2)
    assert unloved.loved_at("L") == unloved.loved_at("L2") == {"Harbour", "Lantern"}
    unloved.add("C", Service.BOOMPLAY)
    unloved.is_down("C")
    unloved.cycles(3)

    assert unloved.loved_at("L") == unloved.loved_at("L2") == {"Harbour", "Lantern"}
    assert {unloved.state(target, "Harbour") for target in ("L", "L2")} == {State.SETTLED}


def test_an_unread_name_at_another_service_is_no_such_one(unloved: Household) -> None:
    """B is taken out; a file that cannot be read was never at Boomplay."""
    del unloved.members["B"]
    unloved.add("C", Service.FILE)
    unloved.is_down("C")
    unloved.cycles(2)

    assert unloved.loved_at("L") == {"Harbour", "Lantern"}


def test_nor_is_a_friends(unloved: Household) -> None:
    """B is taken out; that a friend's Boomplay cannot be read keeps nobody here from anything."""
    del unloved.members["B"]
    unloved.add("F", Service.BOOMPLAY, profile="friend")
    unloved.is_down("F")
    unloved.cycles(2)

    assert unloved.loved_at("L") == {"Harbour", "Lantern"}


@pytest.mark.parametrize("carries_hates", [False, True])
def test_disabled_and_renamed_at_once_it_still_hates(home: Household, *, carries_hates: bool) -> None:
    """Nobody tells L2, whether hates travel or not; no hate is made by a word that may not count."""
    home.carries_hates = carries_hates
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", "Harbour")
    home.is_down("L2")
    home.cycle()
    home.is_renamed("L", "old")
    disable(home, "old")
    home.is_up("L2")
    home.human_loves("B", "Harbour", "Lantern")
    home.cycles(3)

    assert home.services["L2"].marks == {home.services["L2"].ref("Lantern"): Score.LOVE}
    assert home.state("L2", "Harbour") is State.VETOED


def test_a_disabled_name_is_known_where_an_account_bears_it(home: Household) -> None:
    """With L disabled, L3, which was taken out of the configuration, has no say."""
    home.add("L2", Service.LISTENBRAINZ)
    home.add("L3", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.human_hates("L3", "Harbour")
    home.cycle()
    disable(home, "L")
    del home.members["L3"]
    home.cycles(2)

    assert home.loved_at("L2") == {"Harbour"}


def test_a_disabled_name_of_another_profile_is_no_such_one(home: Household) -> None:
    """Each profile's names are its own."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.human_hates("L", "Harbour")
    home.cycle()
    del home.members["L"]
    home.silent[Label("friend", "new")] = Service.LISTENBRAINZ
    home.cycles(2)

    assert home.loved_at("L2") == {"Harbour"}


def test_what_a_human_settled_stays_settled_meanwhile(full: Household) -> None:
    """He kept at L2 what was unloved at L; while nobody knows who L is, that is not forgotten."""
    full.limits = BOLD
    full.is_down("L2")
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    full.limits = MEEK
    full.is_up("L2")
    full.cycle()
    keeps(full)
    full.members["new"] = replace(full.members.pop("L"), name="new")
    full.is_down("L")
    full.cycles(2)
    full.is_up("L")
    full.limits = BOLD
    full.cycles(3)

    assert full.loved_at("L2") == set(SONGS)
    assert held(full) == []

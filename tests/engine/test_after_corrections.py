"""What humans do after a correction is theirs again."""

import pytest

from syncd.domain.track import Service
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import last_change, undone


def test_an_unlove_is_heard_after_a_correction_was_carried_out(home: Household) -> None:
    """What we took back once is no licence: a human who loves that song truly may unlove it, and it stays away."""
    home.add("B2", Service.BOOMPLAY).reissue("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycles(2)
    home.human_loves("L", "Harbour")
    home.human_loves("B2", "Harbour")
    home.cycles(2)

    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert len(home.dump("tombstones")["tombstones"]) == 1


def test_an_unlove_is_heard_after_a_correction_that_never_arrived_was_forgotten(home: Household) -> None:
    """Our unlove was lost and is not wanted any more; the absence that comes hours later is a human's."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.services["L"].fates = [Fate.NEVER_ARRIVED]
    home.cycle()
    home.human_forgets("B", "Harbour")
    home.goes_on(hours=2)
    home.cycles(3)
    assert home.loved_at("L") == {"Harbour"}

    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert home.posts_to("L").count("Harbour") == 2


def test_old_corrections_do_not_disarm_the_guard(home: Household) -> None:
    """Forty songs were corrected and then loved by hand; one empty list takes none of them out of memory."""
    songs = [f"Song {number}" for number in range(40)]
    home.limits = GuardLimits()
    home.human_loves("B", *songs)
    home.cycle()
    for song in songs:
        home.human_says_not("B", song, song)
    home.cycles(2)
    home.human_loves("L", *songs)
    home.cycle()
    home.human_unloves("L", *songs)
    home.cycle()

    assert home.dump("tombstones") == {"tombstones": []}
    assert [record.guarded for record in home.records() if record.account.name == "L"] == [len(songs)]


def test_a_love_that_a_human_made_anew_is_not_taken_back(home: Household) -> None:
    """Unloved and loved again by hand between two polls: the service's own date says that it is not ours any more."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    home.goes_on(days=3)
    home.human_loves("L", "Harbour")
    home.cycle()

    assert home.human_says_not("B", "Harbour", "Harbour") == []
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_a_love_that_a_human_made_after_our_unlove_is_not_taken_back(home: Household) -> None:
    """Our unlove arrived, its answer was lost and L went down; what stands there afterwards is dated later than ours."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_says_not("B", "Harbour", "Harbour")
    home.services["L"].fates = [Fate.LOST]
    home.cycle(Order(seconds=1))
    home.services["L"].marks.clear()
    home.human_loves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == {"Harbour"}


def test_one_persons_skip_is_nobody_elses(bare: Household) -> None:
    """Who a track is, is the same for all; whether it is wanted, is not."""
    for person, source, target in (("alice", "B", "L"), ("bob", "B2", "L2")):
        bare.add(source, Service.BOOMPLAY, profile=person)
        bare.add(target, Service.LISTENBRAINZ, profile=person)
    bare.human_loves("B", "Harbour")
    bare.resolver_is_down()
    bare.cycle()
    bare.human_skips("B", "Harbour")
    bare.resolver_is_up()
    bare.human_loves("B2", "Harbour")
    bare.cycles(2)

    assert bare.loved_at("L") == set()
    assert bare.loved_at("L2") == {"Harbour"}


@pytest.mark.parametrize("travel", [False, True])
def test_a_love_that_an_undo_was_to_bring_back_is_dropped_with_its_match(home: Household, *, travel: bool) -> None:
    """It waits while L is away, and what it was made by is denied meanwhile: nobody loves that song."""
    home.carries_unloves = travel
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home, last_change(home))
    assert home.loved_at("L") == set()
    home.is_down("L")
    undone(home, last_change(home))

    home.human_says_not("B", "Harbour", "Harbour")
    home.cycle()
    home.is_up("L")
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert home.dump("amends")["amends"] == []


def test_a_humans_own_love_is_brought_back_whatever_was_matched_with_it(guarded: Household) -> None:
    """L's unlove had taken it away at L2, which is undone; that B's song was taken for it has nothing to do with that."""
    guarded.human_loves("L2", "Harbour")
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(3)
    assert guarded.loved_at("L2") == set()
    guarded.is_down("L2")
    undone(guarded, last_change(guarded))

    guarded.human_says_not("B", "Harbour", "Harbour")
    guarded.cycle()
    guarded.is_up("L2")
    guarded.cycles(3)

    assert guarded.loved_at("L2") == {"Harbour"}

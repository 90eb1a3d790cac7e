"""What the guard holds is held visibly, and a human settles that it stays as it was."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held, keeps, lines
from tests.engine.household import DRY_RUN, Household
from tests.engine.undoing import hates_at


def test_absences_that_were_not_meant_are_loved_again_where_we_write(full: Household) -> None:
    """Each once, as a human's word: no favourite is lost, and nobody else hears of it, now or later."""
    full.human_loves("B", *SONGS[:2])
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    keeps(full)
    assert full.outcome.favourites["default"] == 10
    full.goes_on(days=2)
    full.cycles(3)

    assert full.loved_at("L") == full.loved_at("L2") == set(SONGS)
    assert held(full) == []
    assert {full.state("L", song) for song in SONGS} == {State.SETTLED}
    assert sorted(full.posts_to("L")) == SONGS[:5]
    assert full.outcome.favourites["default"] == 10
    assert not any(is_ours for *_, is_ours in lines(full, "L"))


def test_what_is_brought_back_may_be_unloved_like_anything_else(full: Household) -> None:
    """The word that kept it is spent once the list shows it."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    keeps(full)
    full.cycle()
    full.human_unloves("L", SONGS[0])
    full.goes_on(days=1)
    full.cycles(2)

    assert full.loved_at("L") == full.loved_at("L2") == set(SONGS[1:])


def test_what_is_kept_overrules_no_unlove_anywhere(full: Household) -> None:
    """A human unloved a song at L2 while L's list was broken: that L's love stands again is no later word, whoever's it was."""
    full.carries_unloves = False
    full.human_unloves("L2", SONGS[0])
    full.cycle()
    full.human_loves("B", "Harbour", "Lantern", "Meadow", "Orchard")
    full.cycle()
    full.human_unloves("L", SONGS[0], "Harbour", "Lantern", "Meadow", "Orchard")
    full.goes_on(days=1)
    full.human_unloves("L2", "Harbour")
    full.cycle()
    keeps(full)
    full.cycles(3)

    assert full.loved_at("L") >= {SONGS[0], "Harbour"}
    assert full.loved_at("L2") == {*SONGS[1:], "Lantern", "Meadow", "Orchard"}


def test_what_could_not_be_brought_back_yet_is_still_a_favourite(full: Household) -> None:
    """The service is out of reach after the human's word: nothing falls, and the next sync makes it good."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [group] = held(full)
    full.is_down("L")
    approves(full, group, and_keeps=True)
    assert (full.outcome.favourites["default"], full.state("L", SONGS[0])) == (10, State.PENDING)
    full.is_up("L")
    full.cycles(2)

    assert full.loved_at("L") == set(SONGS)


def test_hates_that_vanished_unmeant_are_hates_again(full: Household) -> None:
    """Else a song that its human hates would be loved, once another account lists it."""
    full.human_hates("L", "Anthem", "Ballad", "Chorus", "Dirge")
    full.cycle()
    full.human_unloves("L", "Anthem", "Ballad", "Chorus", "Dirge")
    full.cycle()
    keeps(full)
    full.human_loves("B", "Anthem")
    full.cycles(3)

    assert sorted(full.posts_to("L")) == ["Anthem", "Ballad", "Chorus", "Dirge"]
    assert "Anthem" not in full.loved_at("L") | full.loved_at("L2")
    assert held(full) == []


def test_hates_of_ours_that_vanished_unmeant_are_promised_and_made_again(full: Household) -> None:
    """They are L's human's: while he hates the songs, the next sync carries them anew."""
    hated = {"Anthem", "Ballad", "Chorus", "Dirge"}
    full.carries_hates = True
    full.limits = BOLD
    full.human_hates("L", *hated)
    full.cycles(2)
    full.limits = MEEK
    full.human_unloves("L2", *hated)
    full.cycle()
    [group] = held(full)
    assert group.back == group.hates == group.refs.keys()
    keeps(full)
    full.cycle()

    assert hates_at(full, "L2") == hated
    assert held(full) == []


def test_absences_from_a_mere_source_that_were_not_meant_still_count(bare: Household) -> None:
    """Nobody writes there: the songs are loved there as they were, and nothing is taken away elsewhere."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("B", Service.BOOMPLAY, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.human_loves("L", *SONGS[:2])
    bare.cycle()
    bare.human_unloves("B", *SONGS[:5])
    bare.cycles(2)
    keeps(bare)
    bare.goes_on(days=2)
    bare.cycles(3)

    assert bare.loved_at("L") == set(SONGS)
    assert (held(bare), bare.dump("tombstones")["tombstones"]) == ([], [])
    assert bare.outcome.favourites["default"] == 10
    bare.human_loves("B", SONGS[4])
    bare.cycle()
    bare.human_unloves("B", SONGS[4])
    bare.goes_on(days=1)
    bare.cycles(3)
    assert bare.outcome.favourites["default"] == 9, "what is listed again may be unloved again"


@pytest.mark.parametrize("travel", [False, True])
@pytest.mark.parametrize("unloved", ["before", "meanwhile", "after"])
def test_what_comes_back_to_a_mere_source_is_no_new_love(bare: Household, unloved: str, *, travel: bool) -> None:
    """Its list was broken, and what a human unloved at L stays unloved there; what he loves anew after that is heard."""
    bare.limits, bare.carries_unloves = MEEK, travel
    bare.add("B", Service.BOOMPLAY, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycle()
    there = dict(bare.services["B"].marks)
    for moment in ("before", "meanwhile", "after"):
        if moment == unloved:
            bare.human_unloves("L", SONGS[0])
            bare.cycle()
        if moment == "before":
            bare.services["B"].marks.clear()
            bare.cycles(2)
        elif moment == "meanwhile":
            keeps(bare)
    bare.services["B"].marks |= there
    bare.cycles(3)

    assert bare.loved_at("L") == set(SONGS[1:])
    assert bare.dump("rulings")["rulings"] == []
    bare.human_unloves("B", SONGS[0])
    bare.cycles(2)
    bare.human_loves("B", SONGS[0])
    bare.cycle()
    assert bare.loved_at("L") == set(SONGS)


@pytest.mark.parametrize("travel", [False, True])
def test_hates_that_vanished_unmeant_from_a_mere_source_still_forbid(bare: Household, *, travel: bool) -> None:
    """They stand until its human loves the song, or takes them back once they are listed."""
    bare.limits, bare.carries_unloves, bare.carries_hates = MEEK, travel, travel
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("B", Service.BOOMPLAY)
    bare.human_hates("L", *SONGS)
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    hated = hates_at(bare, "L2")
    there = dict(bare.services["L"].marks)
    bare.services["L"].marks.clear()
    bare.cycles(2)
    (group,) = held(bare)
    assert group.staying == group.refs.keys()
    keeps(bare)
    bare.goes_on(days=2)
    bare.cycles(3)
    assert (bare.loved_at("L2"), hates_at(bare, "L2"), held(bare)) == (set(), hated, [])

    bare.services["L"].marks |= there
    bare.human_loves("L", SONGS[0])
    bare.cycles(2)
    assert bare.loved_at("L2") == {SONGS[0]}
    assert bare.dump("rulings")["rulings"] == []
    bare.human_unloves("L", SONGS[1])
    bare.cycles(3)
    assert bare.loved_at("L2") == {SONGS[0], SONGS[1]}, "B loves it"


def test_removals_that_stay_undone_are_never_asked_about_again(full: Household) -> None:
    """Until the song is loved and unloved once more."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    approves(full, held(full)[0])
    keeps(full)
    full.goes_on(days=3)
    full.cycles(3)
    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS)

    full.human_loves("L", SONGS[0])
    full.cycle()
    full.human_unloves("L", SONGS[0])
    full.cycles(2)
    assert full.loved_at("L2") == set(SONGS[1:])


def test_what_is_hated_by_now_is_not_loved_again_though_it_was_kept(bare: Household) -> None:
    """J shows it by an id of its own, so that only the place tells that it is the hated song."""
    bare.limits = MEEK
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers(*SONGS)
    bare.human_loves("L", *SONGS)
    bare.cycles(2)
    bare.human_unloves("J", *SONGS[:5])
    bare.cycle()
    bare.human_hates("L", SONGS[0])
    bare.cycle()
    approves(bare, next(each for each in held(bare) if each.account.whoami == "J"), and_keeps=True)
    bare.cycles(2)

    assert bare.loved_at("J") == set(SONGS[1:])


def test_a_love_of_a_wrong_match_is_not_brought_back(bare: Household) -> None:
    """It was to be taken back when its human emptied the list; that the list was meant otherwise is not about this one."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS[:5])
    bare.cycle()
    bare.human_says_not("B", SONGS[0], SONGS[0])
    bare.human_unloves("L", *SONGS[:5])
    bare.cycle()
    keeps(bare)
    bare.cycles(2)

    assert bare.loved_at("L") == set(SONGS[1:5])
    assert bare.dump("amends")["amends"] == []


def test_what_is_absent_and_held_is_not_to_be_taken_back(bare: Household) -> None:
    """A love of a wrong match that its list lacks: no plan shows a write there, whatever becomes of the absence."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS[:5])
    bare.cycle()
    bare.human_unloves("L", *SONGS[:5])
    bare.cycle()
    bare.human_says_not("B", SONGS[0], SONGS[0])
    bare.cycle(DRY_RUN)

    assert bare.outcome.decisions["default"].plan.actions == ()
    approves(bare, held(bare)[0])
    bare.cycle()
    assert bare.dump("amends")["amends"] == []


def test_what_vanished_and_is_loved_under_another_id_by_now_is_held_no_more(full: Household) -> None:
    """Four songs are gone from L's list; MusicBrainz merges them, and L's human loves them as what they are now."""
    full.human_unloves("L", *SONGS[:4])
    full.cycles(2)
    assert len(held(full)) == 1

    for song in SONGS[:4]:
        full.library.merge(song)
    full.human_loves("L", *SONGS[:4])
    full.cycles(3)

    assert held(full) == []
    assert full.loved_at("L") == full.loved_at("L2") == set(SONGS)
    assert full.dump("tombstones") == {"tombstones": []}


def test_what_was_kept_and_is_loved_under_another_id_by_now_is_not_held_again(full: Household) -> None:
    """Nothing is left to be brought back once L answers: the human's word ends the matter all the same."""
    full.human_unloves("L", *SONGS[:4])
    full.cycles(2)
    full.is_down("L")
    keeps(full)
    for song in SONGS[:4]:
        full.library.merge(song)
    full.human_loves("L", *SONGS[:4])
    full.is_up("L")
    full.cycles(3)

    assert held(full) == []
    assert full.posts_to("L") == []
    assert full.loved_at("L") == full.loved_at("L2") == set(SONGS)

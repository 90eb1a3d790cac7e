"""What vanished unmeant from a list that is only read: a word of its own, whatever its account and its ids become meanwhile.

S is a ListenBrainz source, L a ListenBrainz account (both), J a Jamendo account.
"""

import pytest

from syncd.domain.account import AccountState, Role, Score
from syncd.domain.track import Service, TrackRef
from tests.engine.guarding import BOLD, MEEK, SONGS, keeps, lines
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.engine.test_only_read_now import becomes


def vanish_and_are_kept(home: Household, account: str) -> dict[TrackRef, Score]:
    """The list lacks everything, which was not meant; what it held."""
    there = dict(home.services[account].marks)
    home.services[account].marks.clear()
    home.cycles(2)
    keeps(home)
    return there


def test_what_he_was_told_to_remove_by_hand_and_loves_anew_is_heard(bare: Household) -> None:
    """J could not take Harbour away, and is only read by now: that he was told so is no word about its absence."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.cycles(2)
    bare.human_unloves("L", "Harbour")
    bare.cycles(3)
    becomes(bare, "J", Role.SOURCE)
    bare.human_unloves("J", "Harbour")
    bare.cycles(3)
    assert lines(bare, "J") == []
    bare.human_loves("J", "Harbour")
    bare.cycles(2)

    assert bare.loved_at("L") == {"Harbour"}


def removals_are_kept(home: Household) -> None:
    """L unloved five songs that L2 loves, and a human said that they stay there; from now on L2 is only read."""
    home.limits, home.carries_unloves = BOLD, True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", *SONGS)
    home.human_loves("L2", *SONGS)
    home.cycles(2)
    home.is_down("L2")
    home.human_unloves("L", *SONGS[:5])
    home.cycles(2)
    home.limits = MEEK
    home.is_up("L2")
    home.cycle()
    keeps(home)
    home.cycle()
    assert home.loved_at("L2") == set(SONGS)
    becomes(home, "L2", Role.SOURCE)


def test_what_a_human_keeps_stays_though_it_was_only_read_for_a_while(bare: Household) -> None:
    """Its list changes meanwhile, and the guard lets more pass later."""
    removals_are_kept(bare)
    bare.human_loves("L2", "Lantern")
    bare.cycles(2)
    becomes(bare, "L2", Role.BOTH)
    bare.limits = BOLD
    bare.cycles(3)

    assert bare.loved_at("L2") == {*SONGS, "Lantern"}


def test_what_a_human_kept_and_takes_back_where_it_is_only_read_by_now_is_unloved(bare: Household) -> None:
    """It does not stand in memory for ever, and he may love it anew."""
    removals_are_kept(bare)
    bare.human_unloves("L2", SONGS[0])
    bare.cycles(3)
    assert (SONGS[0], False) not in lines(bare, "L2")
    bare.human_loves("L2", SONGS[0])
    bare.cycles(2)

    assert bare.loved_at("L") == {SONGS[0], *SONGS[5:]}


@pytest.mark.parametrize("travel", [False, True])
def test_what_comes_back_is_no_new_love_though_the_account_is_written_by_now(bare: Household, *, travel: bool) -> None:
    """A human unloved one of them at L meanwhile."""
    bare.limits, bare.carries_unloves = MEEK, travel
    bare.add("S", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("S", *SONGS)
    bare.cycle()
    there = vanish_and_are_kept(bare, "S")
    bare.human_unloves("L", SONGS[0])
    bare.cycles(2)
    becomes(bare, "S", Role.BOTH)
    bare.services["S"].marks |= there
    bare.cycles(3)

    assert bare.loved_at("L") == set(SONGS[1:])


@pytest.mark.parametrize("travel", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
def test_what_comes_back_under_another_id_is_no_new_love(bare: Household, *, is_asked: bool, travel: bool) -> None:
    """A human unloved it at L meanwhile."""
    bare.limits, bare.carries_unloves = MEEK, travel
    there = bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycle()
    vanish_and_are_kept(bare, "B")
    bare.human_unloves("L", SONGS[0])
    bare.cycles(2)
    there.reissue(SONGS[0])
    if not is_asked:
        bare.resolver_is_down()
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    bare.resolver_is_up()
    bare.cycles(2)

    assert bare.loved_at("L") == set(SONGS[1:])
    assert bare.dump("rulings")["rulings"] == []


@pytest.mark.parametrize("travel", [False, True])
@pytest.mark.parametrize("then", ["hate", "love"])
def test_a_hate_that_is_back_under_another_id_is_its_humans_again(bare: Household, then: str, *, travel: bool) -> None:
    """What he hates no longer, or loves, under the MBID that it has now, the old line forbids no longer."""
    bare.limits, bare.carries_unloves, bare.carries_hates = MEEK, travel, travel
    for name, role in (("S", Role.SOURCE), ("L", Role.BOTH), ("L2", Role.BOTH)):
        bare.add(name, Service.LISTENBRAINZ, role=role)
    bare.human_hates("S", *SONGS)
    bare.human_loves("L", SONGS[0])
    bare.cycles(2)
    vanish_and_are_kept(bare, "S")
    bare.library.merge(SONGS[0])
    if then == "love":
        bare.human_loves("S", SONGS[0])
        bare.cycles(2)
        bare.goes_on(days=1)  # the next whole look, now that it is known who that is
        bare.cycles(2)
    else:
        bare.human_hates("S", *SONGS)
        bare.cycles(2)
        bare.goes_on(days=10)  # so that it is asked what became of the old one
        bare.cycles(2)
        assert bare.loved_at("L2") == set()
        bare.human_unloves("S", SONGS[0])
        bare.human_loves("L", SONGS[0])
        bare.cycles(4)

    assert bare.loved_at("L2") == {SONGS[0]}


def test_hates_that_stand_though_the_list_lacks_them_are_asked_about_no_more(bare: Household) -> None:
    """Nothing of them is waited for: a probe is enough again, and no point read asks for each of them at every poll."""
    bare.limits = MEEK
    there = bare.add("S", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_hates("S", *SONGS)
    bare.cycles(2)
    vanish_and_are_kept(bare, "S")
    bare.cycle()
    asked = len(there.point_reads)
    bare.cycles(3)

    assert bare.account_state("S") is AccountState.UNCHANGED
    assert len(there.point_reads) == asked


@pytest.mark.parametrize("travel", [False, True])
def test_what_was_listed_twice_and_is_back_once_may_be_unloved(bare: Household, *, travel: bool) -> None:
    """The other copy stands no longer beside it."""
    bare.limits, bare.carries_unloves = MEEK, travel
    there = bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    there.marks[bare.another_copy("B", SONGS[0])] = Score.LOVE
    bare.cycles(2)
    vanish_and_are_kept(bare, "B")
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    bare.human_unloves("B", SONGS[0])
    bare.cycles(3)

    assert (SONGS[0], False) not in lines(bare, "B")
    assert bare.loved_at("L") == set(SONGS[travel:])


@pytest.mark.parametrize("travel", [False, True])
def test_what_was_hated_twice_and_is_back_once_may_be_loved_again(bare: Household, *, travel: bool) -> None:
    """One row bears an MBID that was merged."""
    bare.limits, bare.carries_unloves, bare.carries_hates = MEEK, travel, travel
    for name, role in (("S", Role.SOURCE), ("L", Role.BOTH), ("L2", Role.BOTH)):
        bare.add(name, Service.LISTENBRAINZ, role=role)
    bare.human_hates("S", *SONGS)
    bare.library.merge(SONGS[0])
    bare.human_hates("S", SONGS[0])
    bare.cycles(2)
    bare.goes_on(days=10)
    bare.cycles(2)
    vanish_and_are_kept(bare, "S")
    bare.human_hates("S", *SONGS)
    bare.cycles(2)
    bare.human_unloves("S", SONGS[0])
    bare.human_loves("L", SONGS[0])
    bare.cycles(4)

    assert bare.loved_at("L2") == {SONGS[0]}


def test_what_a_point_read_shows_again_is_told_of(bare: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list lacks it still; what is gone from there after that is a word."""
    bare.limits, bare.carries_unloves = MEEK, True
    there = bare.add("S", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("S", *SONGS)
    bare.cycles(2)
    vanish_and_are_kept(bare, "S")
    shown, states = there.ref(SONGS[0]), ScriptedService.states
    with monkeypatch.context() as patch:
        patch.setattr(ScriptedService, "states", lambda each, refs: {**states(each, refs), shown: Score.LOVE})
        bare.human_loves("S", "Lantern")
        bare.cycles(2)
    bare.human_loves("S", "Meadow")
    bare.cycles(3)

    assert bare.loved_at("L") == {*SONGS[1:], "Lantern", "Meadow"}


@pytest.mark.parametrize("service", [Service.LISTENBRAINZ, Service.JAMENDO])
def test_what_vanished_unmeant_is_loved_again_once_the_account_is_written(bare: Household, service: Service) -> None:
    """Each once, and as its human's own."""
    bare.limits = MEEK
    there = bare.add("J", service, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.jamendo_offers(*SONGS)
    bare.human_loves("J", *SONGS)
    bare.human_loves("L", *SONGS[:5])
    bare.cycles(2)
    vanish_and_are_kept(bare, "J")
    becomes(bare, "J", Role.BOTH)
    bare.cycles(3)

    assert sorted(there.posts) == sorted(there.ref(song) for song in SONGS)
    assert bare.loved_at("J") == set(SONGS)
    assert sorted(lines(bare, "J")) == [(song, False) for song in SONGS]
    assert bare.dump("rulings")["rulings"] == []

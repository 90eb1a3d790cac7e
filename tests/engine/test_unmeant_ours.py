"""Our own loves that vanished unmeant from a list that is only read by now: they come back as what they were."""

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS, keeps
from tests.engine.household import Household
from tests.engine.test_only_read_now import becomes


def test_our_own_loves_that_come_back_are_no_humans(bare: Household) -> None:
    """B loved the songs, not L's human: who unloves one at B is not told that L loves it, and nobody gets it for that."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY)
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    becomes(bare, "L", Role.SOURCE)
    bare.cycle()
    marks = dict(there.marks)
    there.marks.clear()
    bare.cycles(2)
    keeps(bare)
    there.marks |= marks
    bare.human_unloves("B", SONGS[0])
    bare.cycles(3)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.cycles(2)

    assert bare.loved_at("L2") == set(SONGS[1:])


def test_what_he_loved_himself_since_is_his_when_it_comes_back(bare: Household) -> None:
    """He had taken our love back, and loved the song anew: the date tells that it is his."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY)
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    bare.human_unloves("L", SONGS[0])
    bare.cycles(2)
    bare.human_loves("L", SONGS[0])
    bare.cycles(2)
    becomes(bare, "L", Role.SOURCE)
    bare.cycle()
    marks = dict(there.marks)
    there.marks.clear()
    bare.cycles(2)
    keeps(bare)
    there.marks |= marks
    bare.human_unloves("B", SONGS[0])
    bare.cycles(3)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.cycles(2)

    assert bare.loved_at("L2") == set(SONGS)

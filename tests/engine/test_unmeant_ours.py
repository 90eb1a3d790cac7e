"""Our own loves that vanished unmeant from a list that is only read by now: they come back as what they were."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS, keeps
from tests.engine.household import Household
from tests.engine.test_only_read_now import becomes


@pytest.mark.parametrize("is_his", [False, True])
def test_what_comes_back_is_whose_it_was(bare: Household, *, is_his: bool) -> None:
    """L's human took one of our loves back, perhaps, and loved it anew: then B's unlove does not end it."""
    bare.limits = MEEK
    bare.add("B", Service.BOOMPLAY)
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycles(2)
    for says in (bare.human_unloves, bare.human_loves) if is_his else ():
        says("L", SONGS[0])
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

    assert bare.loved_at("L2") == set(SONGS if is_his else SONGS[1:])

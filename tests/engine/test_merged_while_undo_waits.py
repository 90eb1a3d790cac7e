"""MusicBrainz merges, while an undo waits, what it takes back into what it brings back."""

from syncd.domain.account import Role
from syncd.domain.journal import Span
from syncd.domain.track import Service
from syncd.planner.undo import Way
from tests.engine.household import Household
from tests.engine.merging import merges
from tests.engine.scripted import Fate
from tests.engine.undoing import undone, ways


def test_what_comes_back_is_not_unloved_by_the_same_undo(bare: Household) -> None:
    """L2 lost Harbour as L unloved it, and got what B loves: all of it is undone while L2 is busy, and turns out to be one song."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("B", Service.LISTENBRAINZ, role=Role.SOURCE)
    there = bare.add("L2", Service.LISTENBRAINZ)
    bare.library.share_isrc("Harbour", "Harbour 2")
    bare.human_loves("L", "Harbour")
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    span = Span(since=bare.clock.now())
    bare.goes_on(minutes=5)
    bare.human_unloves("L", "Harbour")
    bare.cycles(2)
    bare.human_loves("B", "Harbour 2")
    bare.cycles(2)
    assert bare.loved_at("L2") == {"Harbour 2"}
    there.fates = [Fate.BUSY] * 99
    assert ways(undone(bare, span)) == {Way.LOVE, Way.UNLOVE}
    old = bare.library.mbid("Harbour")
    merges(bare)
    bare.united(old, bare.library.mbid("Harbour 2"))
    there.fates = []
    bare.goes_on(days=1)
    bare.cycles(4)

    assert len(bare.loved_at("L2")) == 1

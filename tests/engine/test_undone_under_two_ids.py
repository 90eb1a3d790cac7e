"""One undo takes a song back under one id and brings it back under another, at the same account."""

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.journal import Span
from syncd.domain.track import Service
from syncd.planner.undo import Way
from tests.engine.household import Household
from tests.engine.merging import merges
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, undone, ways


def unloved_text(home: Household) -> Span:
    """L2 loved Harbour as a text; L unloved it, so that went; the time since right before that."""
    home.carries_hates = home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ).by_text.add("Harbour")
    home.human_loves("L2", "Harbour")
    home.human_loves("L", "Harbour")
    home.cycles(3)
    span = Span(since=home.clock.now())
    home.goes_on(minutes=5)
    home.human_unloves("L", "Harbour")
    home.cycles(3)
    assert home.loved_at("L2") == set()
    return span


def test_a_hate_goes_though_the_love_comes_back(bare: Household) -> None:
    """L hates it, so L2 got the hate by its MBID. The hate goes, and the love comes once nobody hates it."""
    span = unloved_text(bare)
    bare.human_hates("L", "Harbour")
    bare.cycles(3)
    assert hates_at(bare, "L2") == {"Harbour"}

    assert ways(undone(bare, span)) == {Way.LOVE, Way.CLEAR}
    bare.cycles(3)
    assert hates_at(bare, "L2") == set()
    bare.human_unloves("L", "Harbour")
    bare.cycles(3)
    assert bare.loved_at("L2") == {"Harbour"}


def test_our_love_goes_and_the_text_comes_back(bare: Household) -> None:
    """B loved it anew, so we loved it at L2 by its MBID: his own love stands again, and ours no longer."""
    bare.add("B", Service.BOOMPLAY)
    span = unloved_text(bare)
    there = bare.services["L2"]
    bare.human_loves("B", "Harbour")
    bare.cycles(3)
    assert bare.loved_at("L2") == {"Harbour"}

    assert ways(undone(bare, span)) == {Way.LOVE, Way.UNLOVE}
    bare.cycles(4)
    assert [ref for ref, score in there.marks.items() if score is Score.LOVE] == [there.ref("Harbour")]


def lost(home: Household) -> Span:
    """L unloved what L2 loved, and so it went there; the time since right before that. B may love it, too, by another MBID."""
    home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.add("B", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.add("L2", Service.LISTENBRAINZ)
    home.library.share_isrc("Harbour", "Harbour 2")
    home.human_loves("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    span = Span(since=home.clock.now())
    home.goes_on(minutes=5)
    home.human_unloves("L", "Harbour")
    home.cycles(2)
    assert home.loved_at("L2") == set()
    return span


def turn_out_to_be_one(home: Household) -> None:
    """MusicBrainz merges one into the other."""
    old = home.library.mbid("Harbour")
    merges(home)
    home.united(old, home.library.mbid("Harbour 2"))


@pytest.mark.parametrize("is_unloved", [True, False])
@pytest.mark.parametrize("is_busy", [True, False])
def test_a_merged_song_stands_once(bare: Household, *, is_unloved: bool, is_busy: bool) -> None:
    """It was merged into what B loves then, so that L2 got that; B may have unloved it since."""
    span = lost(bare)
    turn_out_to_be_one(bare)
    bare.human_loves("B", "Harbour 2")
    bare.cycles(3)
    assert len(bare.loved_at("L2")) == 1
    bare.carries_unloves = False
    if is_unloved:
        bare.human_unloves("B", "Harbour 2")
        bare.cycles(3)
    bare.services["L2"].fates = [Fate.BUSY] * (99 if is_busy else 0)
    undone(bare, span)
    bare.services["L2"].fates = []
    bare.goes_on(days=1)
    bare.cycles(4)

    assert len(bare.loved_at("L2")) == 1


def test_what_comes_back_is_not_unloved_by_the_same_undo(bare: Household) -> None:
    """L2 got what B loves; all of it is undone while L2 is busy, and only then it turns out to be one song."""
    span = lost(bare)
    bare.human_loves("B", "Harbour 2")
    bare.cycles(2)
    assert bare.loved_at("L2") == {"Harbour 2"}
    bare.services["L2"].fates = [Fate.BUSY] * 99
    assert ways(undone(bare, span)) == {Way.LOVE, Way.UNLOVE}
    turn_out_to_be_one(bare)
    bare.services["L2"].fates = []
    bare.goes_on(days=1)
    bare.cycles(4)

    assert len(bare.loved_at("L2")) == 1

"""A hate that one look did not show may have been taken back, or not: what humans ruled and undid about it stands meanwhile.

L is a source that hates; L2 is written, and its human loved those songs before.
"""

from collections.abc import Sequence

import pytest

from syncd.domain.account import Role
from syncd.domain.errors import Unavailable
from syncd.domain.track import Mbid, Service, Track, TrackRef
from tests.engine.guarding import MEEK, approves, held, keeps
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.engine.scripted_catalogue import ScriptedCatalogue
from tests.engine.undoing import hates_at, undone

AGAIN = " 2"
SONGS = ("Anthem", "Ballad", "Chorus", "Dirge")


@pytest.fixture
def hated(bare: Household) -> Household:
    """L2 loves four songs, which L hates then: the guard holds that the loves become hates."""
    bare.limits, bare.carries_hates = MEEK, True
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE).by_text.add("Anthem")
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", *SONGS)
    bare.cycle()
    bare.human_hates("L", *SONGS)
    bare.cycle()
    assert held(bare)
    return bare


def blinks(home: Household) -> None:
    """One look lacks a hate, the next one shows it again."""
    home.human_unloves("L", "Anthem")
    home.cycle()
    home.human_hates("L", "Anthem")
    home.cycles(2)


def test_what_a_human_keeps_is_kept_when_a_hate_blinks(hated: Household) -> None:
    """He said that the loves stay."""
    keeps(hated)
    hated.cycle()
    blinks(hated)

    assert hated.loved_at("L2") == set(SONGS)


def test_what_a_human_lets_pass_waits_for_an_account_that_is_away(hated: Household) -> None:
    """He said that the hates may go; L2 was down then."""
    hated.is_down("L2")
    [group] = held(hated)
    approves(hated, group)
    blinks(hated)
    hated.is_up("L2")
    hated.cycles(2)

    assert not held(hated)
    assert hates_at(hated, "L2") == set(SONGS)


@pytest.mark.parametrize("comes_back", [False, True])
def test_an_undone_hate_is_taken_away_while_its_source_is_missing(bare: Household, *, comes_back: bool) -> None:
    """It was carried, and undone in the very look that lacks it at L."""
    bare.carries_hates = True
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE).by_text.add("Harbour")
    bare.add("L2", Service.LISTENBRAINZ)
    bare.cycle()
    bare.human_hates("L", "Harbour")
    bare.cycle()
    assert hates_at(bare, "L2") == {"Harbour"}
    ref, marks = bare.services["L"].ref("Harbour"), bare.services["L"].marks
    hate = marks.pop(ref)
    bare.cycle()
    undone(bare)
    if comes_back:
        marks[ref] = hate
    bare.cycles(3)

    assert hates_at(bare, "L2") == set()


class Circles(ScriptedCatalogue):
    """Merges that go in circles."""

    def standing(self, mbid: Mbid) -> Mbid | None:
        """Each of two songs became the other one."""
        super().standing(mbid)
        assert len(self.asked["standing"]) < 500, "asked without end"
        title = self.library.title(TrackRef(Service.MUSICBRAINZ, mbid))
        return self.library.mbid(title.removesuffix(AGAIN) if title.endswith(AGAIN) else title + AGAIN)


def test_merges_in_circles_are_not_followed_without_end(bare: Household) -> None:
    """More of them than one run asks about: those that are left wait for the next sync."""
    hates = [f"Bad {number}x" for number in range(60)]
    bare.catalogue = Circles(bare.library)
    bare.catalogue.ignores |= {*hates, *(each + AGAIN for each in hates)}
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_hates("L", *hates)
    bare.human_loves("B", "Lantern")
    bare.cycle()

    assert len(bare.catalogue.asked["standing"]) >= len(hates)


class Unsearchable(ScriptedService):
    """Searching fails each time."""

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing."""
        raise Unavailable("jamendo", "503")


@pytest.mark.parametrize("broken", ["J", "J2"])
def test_an_account_whose_searches_fail_keeps_no_other_waiting(bare: Household, broken: str) -> None:
    """They are of one service, and take turns in being searched for."""
    bare.add("B", Service.BOOMPLAY)
    for name in ("J", "J2"):
        bare.add(name, Service.JAMENDO, kind=Unsearchable if name == broken else ScriptedService).offers.add("Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycles(3)

    assert bare.loved_at("J") == bare.loved_at("J2") == {"Harbour"}


def test_a_held_group_stays_whole_when_one_of_its_hates_is_in_doubt(hated: Household) -> None:
    """Its text is rewritten while nobody can say which song that is: the other three do not pass for that."""
    hated.resolver_is_down()
    hated.services["L"].reissue("Anthem")
    hated.cycle()
    hated.resolver_is_up()
    hated.cycles(3)

    assert hated.loved_at("L2") == set(SONGS)
    assert held(hated)


def test_an_unlove_does_not_wait_for_a_hate_in_doubt(bare: Household) -> None:
    """L3 hated the song and its list is empty now, which only a human can judge; L's unlove of it is plain."""
    bare.limits, bare.carries_hates, bare.carries_unloves = MEEK, True, True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.cycle()
    bare.human_loves("L", "Anthem")
    bare.cycle()
    assert bare.loved_at("L2") == {"Anthem"}
    bare.is_down("L", "L2")
    bare.human_hates("L3", *SONGS)
    bare.cycle()
    bare.human_unloves("L3", *SONGS)
    bare.cycle()
    bare.human_unloves("L", "Anthem")
    bare.is_up("L", "L2")
    bare.cycles(4)

    assert bare.loved_at("L2") == set()

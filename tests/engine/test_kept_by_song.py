"""Removals that a human keeps are kept by song, under whatever id the account lists it, until it is loved and unloved once more."""

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS as SIX, approves, held, keeps
from tests.engine.household import Household
from tests.engine.test_disabled import disable

SONGS = {"Anthem", "Ballad", "Chorus", "Dirge"}


def unloves_and_keeps(home: Household) -> None:
    """L unloves them all, and means it; of what would be taken away at L2 it is said that it stays."""
    home.human_unloves("L", *SONGS)
    home.cycle()
    approves(home, held(home)[0])
    keeps(home)
    home.cycles(2)


@pytest.fixture
def kept(bare: Household) -> Household:
    """L2's human loves four songs, Anthem as a text; L unloves them all, and it is said that they stay at L2."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ).by_text.add("Anthem")
    bare.human_loves("L2", *SONGS)
    bare.human_loves("L", *SONGS)
    bare.cycle()
    unloves_and_keeps(bare)
    assert bare.loved_at("L2") == SONGS
    return bare


@pytest.mark.parametrize("knows", [True, False])
def test_its_text_is_rewritten(kept: Household, *, knows: bool) -> None:
    """Whether or not anybody can say at once which song the new text is."""
    if not knows:
        kept.resolver_is_down()
    kept.services["L2"].reissue("Anthem")
    kept.cycles(2)
    kept.resolver_is_up()
    kept.cycles(2)

    assert kept.loved_at("L2") == SONGS


def test_its_text_gets_an_mbid(kept: Household) -> None:
    """ListenBrainz maps the row."""
    there = kept.services["L2"]
    old = there.ref("Anthem")
    there.by_text.discard("Anthem")
    there.dates[there.ref("Anthem")] = there.dates[old]
    there.marks[there.ref("Anthem")] = there.marks.pop(old)
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS


def test_its_row_is_not_shown_once(kept: Household) -> None:
    """A list that lacks it for one look takes no word back."""
    there = kept.services["L2"]
    ref = there.ref("Anthem")
    there.marks.pop(ref)
    kept.cycle()
    there.marks[ref] = Score.LOVE
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS


def test_its_mbid_is_merged(kept: Household) -> None:
    """MusicBrainz merges Ballad, and the list shows it by the MBID that stands."""
    there = kept.services["L2"]
    old = there.ref("Ballad")
    kept.library.merge("Ballad")
    there.marks[there.ref("Ballad")] = there.marks.pop(old)
    kept.goes_on(days=9)
    kept.cycles(4)

    assert kept.loved_at("L2") == SONGS


def test_who_unloves_it_once_more_is_heard(kept: Household) -> None:
    """Loved anew and unloved anew: what was said of the first time does not hold any more."""
    kept.human_loves("L", "Anthem")
    kept.cycle()
    kept.human_unloves("L", "Anthem")
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS - {"Anthem"}


def test_who_hates_it_elsewhere_keeps_nothing_kept(kept: Household) -> None:
    """A hate that only vetoes says nothing of loves that stand: loved anew and unloved anew is heard beside it."""
    kept.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    kept.human_hates("L3", "Anthem")
    kept.cycle()
    kept.human_loves("L", "Anthem")
    kept.cycle()
    kept.human_unloves("L", "Anthem")
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS - {"Anthem"}


def test_what_was_kept_of_an_older_love_does_not_go_for_a_newer_one(bare: Household) -> None:
    """L2 is only written. Its human takes the kept love back and loves the song there anew; L3's later unlove is carried."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    for account in ("L", "L2", "L3"):
        bare.human_loves(account, *SONGS)
    bare.cycle()
    unloves_and_keeps(bare)
    bare.human_unloves("L2", "Anthem")
    bare.cycles(2)
    bare.human_loves("L2", "Anthem")
    bare.cycles(2)
    bare.human_unloves("L3", "Anthem")
    bare.cycles(3)

    assert bare.loved_at("L2") == SONGS - {"Anthem"}


def test_who_leaves_the_configuration_and_comes_back_takes_nothing_away(kept: Household) -> None:
    """Two of them are loved again at L, which is out of the configuration for one sync: the others are kept as before."""
    kept.human_loves("L", "Anthem", "Ballad")
    kept.cycles(2)
    out = kept.members.pop("L")
    kept.cycle()
    kept.members["L"] = out
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS


def test_who_is_disabled_meanwhile_hears_the_next_unlove(kept: Household) -> None:
    """Anthem is loved and unloved once more at L while nobody plans anything for L2."""
    out = kept.members["L2"]
    disable(kept, "L2")
    kept.cycle()
    kept.human_loves("L", "Anthem")
    kept.cycle()
    kept.human_unloves("L", "Anthem")
    kept.cycles(2)
    kept.members["L2"] = out
    kept.silent.clear()
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS - {"Anthem"}


def test_who_loves_it_under_its_new_mbid_takes_none_of_it_away(bare: Household) -> None:
    """What was kept at L2 is our love. It is merged, and L2's human loves it by the MBID that stands: both rows stay.

    B's love of another song has it asked what became of this one.
    """
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    bare.human_loves("L", *SONGS)
    bare.cycles(2)
    unloves_and_keeps(bare)
    bare.library.merge("Anthem")
    bare.human_loves("B", "Ballad")
    bare.human_loves("L2", *SONGS)
    bare.cycles(3)

    there = bare.services["L2"].marks.items()
    assert [bare.library.title(ref) for ref, score in there if score is Score.LOVE].count("Anthem") == 2


@pytest.mark.parametrize("leaves", [True, False])
def test_who_loves_and_unloves_it_anew_is_heard_though_the_first_has_left(kept: Household, *, leaves: bool) -> None:
    """L, which unloved it first, has left the configuration for good, or not."""
    if leaves:
        kept.members.pop("L")
    kept.add("L3", Service.LISTENBRAINZ)
    kept.cycles(2)
    kept.goes_on(days=1)
    kept.human_loves("L3", "Anthem")
    kept.cycle()
    kept.human_unloves("L3", "Anthem")
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS - {"Anthem"}


def test_who_hated_it_and_has_left_keeps_nothing_kept(kept: Household) -> None:
    """L loves and unloves Anthem once more while X, which hates it, is out of the configuration."""
    kept.carries_hates = True
    kept.add("X", Service.LISTENBRAINZ, role=Role.SOURCE)
    kept.human_hates("X", "Anthem")
    kept.cycles(2)
    kept.members.pop("X")
    kept.cycles(2)
    kept.human_loves("L", "Anthem")
    kept.cycle()
    kept.human_unloves("L", "Anthem")
    kept.cycles(3)

    assert kept.loved_at("L2") == SONGS - {"Anthem"}


@pytest.mark.parametrize("anew", [True, False])
def test_what_is_kept_of_a_hate_is_kept_while_that_stands(bare: Household, *, anew: bool) -> None:
    """L4 hates what L2's human loves, and it stays there. That L unloved Anthem, and L3 loves it anew, is no word about that."""
    bare.limits, bare.carries_unloves, bare.carries_hates = MEEK, True, True
    for account, role in (("L", Role.BOTH), ("L2", Role.BOTH), ("L3", Role.SOURCE), ("L4", Role.SOURCE)):
        bare.add(account, Service.LISTENBRAINZ, role=role)
    bare.human_loves("L", "Anthem")
    bare.human_loves("L2", *SONGS)
    bare.cycles(2)
    bare.human_hates("L4", *SONGS)
    bare.cycle()
    for group in held(bare):
        approves(bare, group, and_keeps=True)
    bare.cycles(2)
    bare.human_unloves("L", "Anthem")
    bare.cycles(3)
    bare.goes_on(days=1)
    if anew:
        bare.human_loves("L3", "Anthem")
    bare.cycles(3)

    assert bare.loved_at("L2") == SONGS


@pytest.mark.parametrize("leaves", [True, False])
def test_what_was_let_pass_is_not_let_pass_for_good(bare: Household, *, leaves: bool) -> None:
    """L's unloves took six songs away at L2, with a human's word. Loved anew and unloved at L3, they are held once more."""
    bare.limits, bare.carries_unloves = MEEK, True
    six = SIX[:6]
    for account in ("L", "L2"):
        bare.add(account, Service.LISTENBRAINZ)
        bare.human_loves(account, *six)
    bare.cycles(2)
    bare.human_unloves("L", *six)
    bare.cycle()
    approves(bare, held(bare)[0])
    bare.cycle()
    approves(bare, held(bare)[0])
    assert bare.loved_at("L2") == set()
    if leaves:
        bare.members.pop("L")
    bare.cycles(2)
    bare.add("L3", Service.LISTENBRAINZ)
    bare.cycles(2)
    bare.goes_on(days=3)
    bare.human_loves("L2", *six)
    bare.cycles(3)
    bare.goes_on(days=3)
    bare.human_unloves("L3", *six)
    bare.cycles(2)
    approves(bare, held(bare)[0])
    bare.cycles(2)

    assert bare.loved_at("L2") == set(six)

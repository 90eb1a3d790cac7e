"""An undo, or a keep, that cannot be written for a while: what humans say meanwhile is the later word."""

import pytest

from syncd.domain.account import Role
from syncd.domain.journal import Span
from syncd.domain.track import Service
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held, keeps
from tests.engine.household import Household
from tests.engine.merging import merges
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, last_change, undone


def unloved_at_l(home: Household, role: Role = Role.BOTH) -> None:
    """L and L2 loved Harbour; L unloved it, and so it went at L2, too."""
    home.carries_unloves = True
    home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ, role=role)
    home.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    home.human_loves("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    home.cycles(2)
    assert home.loved_at("L2") == set()


def undone_in_vain(home: Household, why: str) -> None:
    """The undo cannot be written: L2 is down, or L3 hates the song."""
    if why == "hate":
        home.human_hates("L3", "Harbour")
        home.cycle()
    else:
        home.is_down("L2")
    undone(home, last_change(home))


def loves_and_unloves_at_l(home: Household) -> None:
    """That is later than the undo."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycles(2)


@pytest.mark.parametrize("role", [Role.BOTH, Role.TARGET])
@pytest.mark.parametrize("why", ["down", "hate"])
def test_who_loves_it_himself_since_has_the_last_word(bare: Household, role: Role, why: str) -> None:
    """His love is not as old as the undo, for we wrote nothing there."""
    unloved_at_l(bare, role)
    undone_in_vain(bare, why)
    loves_and_unloves_at_l(bare)
    bare.goes_on(days=3)
    bare.human_loves("L2", "Harbour")
    bare.is_up("L2")
    bare.cycles(3)

    assert bare.loved_at("L2") == {"Harbour"}


@pytest.mark.parametrize("why", ["down", "hate"])
def test_an_unlove_elsewhere_since_is_heeded(bare: Household, why: str) -> None:
    """Nothing is brought back only to be taken away again."""
    unloved_at_l(bare)
    undone_in_vain(bare, why)
    loves_and_unloves_at_l(bare)
    before = len(bare.posts_to("L2"))
    bare.is_up("L2")
    bare.human_unloves("L3", "Harbour")
    bare.cycles(3)

    assert bare.posts_to("L2")[before:] == []


def test_what_was_unloved_there_since_is_over(bare: Household) -> None:
    """It was loved and unloved under a text that nobody knew; whoever loves it after that is heard."""
    unloved_at_l(bare)
    there = bare.services["L2"]
    there.fates = [Fate.BUSY] * 20
    undone(bare, last_change(bare))
    bare.resolver_is_down()
    there.by_text.add("Harbour")
    bare.human_loves("L2", "Harbour")
    bare.cycle()
    bare.human_unloves("L2", "Harbour")
    bare.cycles(2)
    there.by_text.discard("Harbour")
    bare.resolver_is_up()
    bare.cycles(3)
    there.fates = []
    bare.goes_on(days=2)
    bare.cycles(3)
    assert bare.loved_at("L2") == set()
    bare.human_loves("L2", "Harbour")
    bare.cycles(4)

    assert bare.loved_at("L2") == {"Harbour"}


def test_an_unlove_before_the_undo_ends_nothing(bare: Household) -> None:
    """L2 lists it by MBID and as a text; that the text went is believed after the undo, and happened before."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    there = bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour")
    bare.human_loves("L2", "Harbour")
    there.by_text.add("Harbour")
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    bare.human_unloves("L2", "Harbour")
    there.by_text.discard("Harbour")
    bare.human_unloves("L", "Harbour")
    bare.cycle()
    undone(bare)
    bare.cycles(3)

    assert bare.loved_at("L2") == {"Harbour"}


def test_an_unlove_after_a_keep_is_heeded(bare: Household) -> None:
    """What is kept waits for L, which is busy; its human loves one as a text and unloves that, before anybody knows who it is."""
    bare.limits = MEEK
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("L", *SONGS[:5])
    bare.cycles(2)
    bare.human_unloves("L", *SONGS[:5])
    bare.cycle()
    there.fates = [Fate.BUSY] * 60
    approves(bare, held(bare)[0], and_keeps=True)
    bare.goes_on(days=1)
    bare.resolver_is_down()
    there.by_text.add(SONGS[0])
    bare.human_loves("L", SONGS[0])
    bare.cycles(2)
    bare.human_unloves("L", SONGS[0])
    bare.cycles(2)
    there.by_text.discard(SONGS[0])
    bare.resolver_is_up()
    bare.cycles(2)
    there.fates = []
    bare.goes_on(days=1)
    bare.cycles(3)

    assert bare.loved_at("L") == set(SONGS[1:5])


@pytest.mark.parametrize("is_guarded", [True, False])
def test_an_unlove_that_is_believed_after_an_undo_travels_all_the_same(bare: Household, *, is_guarded: bool) -> None:
    """L's human took our loves away; all is undone before that is believed (for the guard, or a row that nobody knows yet)."""
    count = 6 if is_guarded else 1
    bare.limits, bare.carries_unloves = MEEK if is_guarded else BOLD, True
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", *SONGS[:count])
    bare.cycle()
    bare.add("L", Service.LISTENBRAINZ)
    bare.cycles(2)
    bare.human_unloves("L", *SONGS[:count])
    if not is_guarded:
        bare.resolver_is_down()
        bare.services["L"].by_text.add("Lantern")
        bare.human_loves("L", "Lantern")
    bare.cycle()
    undone(bare)
    bare.resolver_is_up()
    if is_guarded:
        approves(bare, held(bare)[0])
    bare.limits = BOLD
    bare.goes_on(days=1)
    bare.cycles(4)

    assert bare.loved_at("L2") & set(SONGS) == set()


def kept_hates(home: Household) -> None:
    """L's list lacks six hates at once, which is said not to be meant; that cannot be written yet. L2's human unloves one song."""
    home.limits, home.carries_unloves = MEEK, True
    there = home.add("L", Service.LISTENBRAINZ)
    home.add("L2", Service.LISTENBRAINZ)
    home.human_hates("L", *SONGS[:6])
    home.human_loves("L2", *SONGS[:6])
    home.cycles(2)
    home.human_unloves("L", *SONGS[:6])
    home.cycle()
    there.fates = [Fate.BUSY] * 6
    keeps(home)
    home.human_unloves("L2", SONGS[0])
    home.cycles(2)
    there.fates = []
    home.goes_on(days=1)
    home.cycles(3)


def test_an_unlove_is_no_word_about_a_hate_that_is_kept(bare: Household) -> None:
    """All six come back."""
    kept_hates(bare)

    assert hates_at(bare, "L") == set(SONGS[:6])


def test_a_hate_that_is_kept_still_vetoes(bare: Household) -> None:
    """L2's human loves the song again: it is not loved where its hate was to come back."""
    kept_hates(bare)
    bare.human_loves("L2", SONGS[0])
    bare.cycles(3)

    assert bare.loved_at("L") == set()


@pytest.mark.parametrize("undone_first", [True, False])
def test_an_unlove_goes_on_for_the_profile_when_two_songs_turn_out_to_be_one(
    bare: Household, *, undone_first: bool
) -> None:
    """L unloves Harbour. Our loves of Harbour 2 are undone, before or after that. Once they are one, L4 joins."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("L3", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.library.share_isrc("Harbour", "Harbour 2")
    bare.human_loves("L", "Harbour")
    bare.human_loves("L3", "Harbour")
    bare.cycles(2)
    bare.human_loves("L3", "Harbour 2")
    bare.cycles(2)
    ours = last_change(bare)
    if undone_first:
        undone(bare, ours)
    bare.human_unloves("L", "Harbour")
    bare.cycles(3)
    if not undone_first:
        undone(bare, ours)
    old = bare.library.mbid("Harbour")
    merges(bare)
    bare.united(old, bare.library.mbid("Harbour 2"))
    bare.add("L4", Service.LISTENBRAINZ)
    bare.cycles(4)

    assert bare.loved_at("L4") == set()


def test_what_was_unloved_elsewhere_meanwhile_is_not_brought_back_by_a_keep(bare: Household) -> None:
    """L's list lacks six songs; before it is said that this was not meant, L2's human unloves one of them."""
    bare.limits, bare.carries_unloves = MEEK, True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", *SONGS[:6])
    bare.human_loves("L2", *SONGS[:6])
    bare.cycles(2)
    bare.human_unloves("L", *SONGS[:6])
    bare.cycle()
    bare.human_unloves("L2", SONGS[0])
    bare.cycles(2)
    before = len(bare.posts_to("L"))
    keeps(bare)
    bare.cycles(3)

    assert sorted(bare.posts_to("L")[before:]) == SONGS[1:6]
    assert bare.loved_at("L") == set(SONGS[1:6])


@pytest.mark.parametrize("again", [True, False])
def test_an_undo_that_is_said_again_turns_no_later_keep_round(bare: Household, *, again: bool) -> None:
    """Our loves at L were undone in vain, and loved anew at B. Much later L's list lacks them all, which was not meant."""
    six = SONGS[:6]
    bare.add("B", Service.BOOMPLAY)
    there = bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *six)
    bare.cycle()
    span = Span(cycle=bare.outcome.cycles[0])
    bare.cycle()
    there.fates = [Fate.BUSY] * 99
    undone(bare, span)
    bare.human_unloves("B", *six)
    bare.cycles(3)
    bare.human_loves("B", *six)
    bare.cycles(3)
    there.fates = []
    bare.cycles(2)
    assert bare.dump("amends") == {"amends": []}
    bare.limits = MEEK
    bare.goes_on(days=2)
    bare.cycles(2)
    bare.human_unloves("L", *six)
    bare.cycles(2)
    there.fates = [Fate.BUSY] * 99
    keeps(bare)
    if again:
        undone(bare, span)
    there.fates = []
    bare.goes_on(days=1)
    bare.cycles(4)

    assert bare.loved_at("L") == set(six)

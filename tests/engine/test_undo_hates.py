"""Undoing the hates that syncd carried: cleared, or a love again where they stood over one."""

import pytest

from syncd.domain.journal import Span
from syncd.domain.track import Service
from syncd.planner.undo import NOT_HATED_AGAIN, WAITS_FOR_HATE, Way
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, last_change, left_to_undo, undoable_cycles, undone, ways


def test_an_undone_hate_is_cleared_and_not_carried_again(home: Household) -> None:
    """L still hates the song; L2 does not any more, and nobody tells it again. A hate of its own is its own."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = True
    home.human_hates("L", "Harbour")
    home.cycles(2)
    assert hates_at(home, "L2") == {"Harbour"}

    assert ways(undone(home)) == {Way.CLEAR}
    assert hates_at(home, "L2") == set()
    home.cycles(3)

    assert hates_at(home, "L2") == set()
    assert home.posts_to("L2") == ["Harbour", "Harbour"]
    assert home.dump("amends")["amends"] == []


def hated_over_a_love(home: Household) -> None:
    """L2 loves a song; L hates it, and the hate is carried to L2 over the love."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = True
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    home.human_hates("L", "Harbour")
    home.cycles(2)
    assert hates_at(home, "L2") == {"Harbour"}


@pytest.mark.parametrize("carries_unloves", [True, False])
def test_an_undone_hate_that_was_a_love_is_a_love_again(home: Household, *, carries_unloves: bool) -> None:
    """The hate at L was a slip, and is gone: L2 does not lose the love that stood there before."""
    home.carries_unloves = carries_unloves
    hated_over_a_love(home)
    home.human_unloves("L", "Harbour")

    [undoing] = undone(home, last_change(home))
    home.cycles(3)

    assert undoing.way is Way.LOVE
    assert home.loved_at("L2") == {"Harbour"}
    assert hates_at(home, "L2") == set()
    assert home.dump("amends")["amends"] == []


@pytest.mark.parametrize("carries_unloves", [True, False])
def test_while_the_profile_hates_it_an_undone_hate_waits_and_says_so(home: Household, *, carries_unloves: bool) -> None:
    """Nothing is written and nothing buried; once the hate at L is gone, the love at L2 is back."""
    home.carries_unloves = carries_unloves
    hated_over_a_love(home)
    buried, posts = home.dump("tombstones"), len(home.posts_to("L2"))

    [undoing] = undone(home, last_change(home))
    home.cycles(2)

    assert (undoing.way, undoing.why) == (Way.LOVE, WAITS_FOR_HATE)
    assert hates_at(home, "L2") == {"Harbour"}
    assert (home.dump("tombstones"), len(home.posts_to("L2"))) == (buried, posts)

    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L2") == {"Harbour"}
    assert home.dump("amends")["amends"] == []


def test_a_love_that_comes_back_over_a_hate_survives_lost_answers(home: Household) -> None:
    """The hate's end and the love both arrive unheard: neither is taken for a human's, and the love is back."""
    hated_over_a_love(home)
    home.human_unloves("L", "Harbour")
    home.services["L2"].fates = [Fate.LATE, Fate.LATE]

    undone(home, last_change(home))
    home.goes_on(days=1)
    home.cycles(4)

    assert home.loved_at("L2") == {"Harbour"}
    assert home.dump("amends")["amends"] == []


@pytest.mark.parametrize("is_hated_still", [True, False])
def test_a_hate_that_a_human_took_away_before_he_undoes_it_is_not_made_again(
    home: Household, *, is_hated_still: bool
) -> None:
    """L2's human clears the hate by hand and wants his love back: it comes, once nobody hates the song any more."""
    hated_over_a_love(home)
    home.human_unloves("L2", "Harbour")
    if not is_hated_still:
        home.human_unloves("L", "Harbour")

    [undoing] = undone(home, last_change(home))
    home.cycles(3)

    assert undoing.way is Way.LOVE
    assert hates_at(home, "L2") == set()
    assert home.loved_at("L2") == (set() if is_hated_still else {"Harbour"})

    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L2") == {"Harbour"}
    assert home.dump("amends")["amends"] == []


def cleared_over_a_love(home: Household) -> list[int]:
    """L2's love was turned into a hate, which was cleared once L hated the song no longer; the two cycles."""
    home.carries_unloves = True
    hated_over_a_love(home)
    home.human_unloves("L", "Harbour")
    home.cycles(3)
    assert hates_at(home, "L2") == home.loved_at("L2") == set()
    return [row[1] for row in home.dump("journal")["journal"]][-2:]


def test_a_love_that_a_hate_replaced_comes_back_once_the_hate_is_cleared(home: Household) -> None:
    """The cycle that took it is offered and the hate's end is not, which is undone along with it."""
    hated, ended = cleared_over_a_love(home)
    assert {hated, ended} & set(undoable_cycles(home)) == {hated}

    [undoing] = undone(home, Span(cycle=hated))
    home.cycles(3)

    assert (undoing.way, undoing.why) == (Way.LOVE, "")
    assert home.loved_at("L2") == {"Harbour"}
    assert hates_at(home, "L2") == hates_at(home, "L") == set()
    assert left_to_undo(home, Span(cycle=hated)) == left_to_undo(home, Span(cycle=ended)) == []
    assert home.dump("amends")["amends"] == []


def test_the_end_of_a_hate_alone_is_not_undone(home: Household) -> None:
    """Before it stood a hate, which nobody wants back; what is said of it names the way to the love."""
    hated, ended = cleared_over_a_love(home)

    [undoing] = undone(home, Span(cycle=ended))
    home.cycles(3)

    assert (undoing.way, undoing.why) == (Way.NOTHING, NOT_HATED_AGAIN)
    assert home.loved_at("L2") == hates_at(home, "L2") == set()
    assert hated in undoable_cycles(home)


def test_what_is_undone_since_a_moment_makes_no_love_that_did_not_stand_then(home: Household) -> None:
    """B's love was at L2, and hated there by then: only the end of the hate is younger. The hate is older, and stays done."""
    home.carries_hates = home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_hates("L", "Harbour")
    home.cycles(2)
    assert hates_at(home, "L2") == {"Harbour"}
    then = home.clock.now()
    home.goes_on(minutes=5)
    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert ways(undone(home, Span(since=then))) == {Way.NOTHING}
    home.cycles(3)

    assert home.loved_at("L2") == hates_at(home, "L2") == set()


@pytest.mark.parametrize("which", [0, 1], ids=["the hate", "its end"])
def test_what_a_human_loved_since_is_not_undone(home: Household, which: int) -> None:
    """He has it already, by his own word."""
    cycles = cleared_over_a_love(home)
    home.human_loves("L2", "Harbour")
    home.cycle()

    [undoing] = undone(home, Span(cycle=cycles[which]))

    assert undoing.way is Way.NOTHING
    assert home.loved_at("L2") == {"Harbour"}


def test_a_hate_that_stood_over_nothing_is_not_brought_back(home: Household) -> None:
    """It was nobody's word there; nor is a love made of it."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = home.carries_unloves = True
    home.human_hates("L", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert undoable_cycles(home) == []


def test_an_undone_hate_forbids_no_love(home: Household) -> None:
    """B came to love the song while L hated it: once L does so no longer, L2 has B's love, too."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = True
    home.human_hates("L", "Harbour")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycle()
    assert ways(undone(home)) == {Way.CLEAR}
    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L") == home.loved_at("L2") == {"Harbour"}


def test_our_love_and_the_hate_over_it_are_undone_together(home: Household) -> None:
    """Neither is made again: B's love is the one that was undone."""
    home.carries_hates = True
    home.human_loves("B", "Harbour")
    home.add("L2", Service.LISTENBRAINZ)
    home.cycles(2)
    home.human_hates("L", "Harbour")
    home.cycles(2)
    assert hates_at(home, "L2") == {"Harbour"}

    assert Way.CLEAR in ways(undone(home))
    home.human_unloves("L", "Harbour")
    home.cycles(3)

    assert home.loved_at("L2") == hates_at(home, "L2") == set()

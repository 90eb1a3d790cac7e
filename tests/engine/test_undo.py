"""Undoing what syncd did: loves, unloves, and what a human said meanwhile."""

import pytest

from syncd.domain.account import Role
from syncd.domain.journal import Span
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.planner.guard import GuardLimits
from syncd.planner.undo import Way
from tests.engine.guarding import approves, held
from tests.engine.household import Household
from tests.engine.remembered import remembered
from tests.engine.scripted import Fate
from tests.engine.stories import our_love_is_taken_over
from tests.engine.undoing import left_to_undo, undoable_cycles, undoes, undone, ways


def undone_and_unloved(home: Household) -> None:
    """A love of ours was taken back, and its human took back the love that it came from."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.human_unloves("B", "Harbour")
    home.cycles(2)


def test_an_undone_love_is_gone_and_stays_away(home: Household) -> None:
    """B still loves it: neither the next sync nor the one after it makes the love at L again."""
    home.human_loves("B", "Harbour")
    home.cycle()

    assert ways(undone(home)) == {Way.UNLOVE}
    assert home.loved_at("L") == set()
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.posts_to("L") == ["Harbour", "Harbour"]
    assert home.state("L", "Harbour") is State.VETOED
    assert home.dump("amends")["amends"] == []


def test_a_love_made_anew_is_later_than_the_undo(home: Household) -> None:
    """The tombstone falls as every other does."""
    undone_and_unloved(home)

    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_an_undone_love_at_a_one_way_account_is_left_to_a_human_and_not_made_again(home: Household) -> None:
    """Jamendo has no way back: nothing is written; once he took it away by hand, it stays away."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.cycles(2)

    assert ways(undone(home)) == {Way.UNLOVE, Way.BY_HAND}
    assert home.loved_at("J") == {"Harbour"}
    home.human_unloves("J", "Harbour")
    home.cycles(3)

    assert home.loved_at("J") == set()
    assert home.posts_to("J") == ["Harbour"]


def test_an_undone_unlove_is_a_love_again_and_a_humans(home: Household) -> None:
    """Undo an undo: the love is back, lifts the tombstone, and other accounts follow it as they follow any human."""
    undone_and_unloved(home)
    home.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)

    found = undone(home)
    home.cycles(2)

    assert ways(found) == {Way.LOVE}
    assert home.loved_at("L") == {"Harbour"}
    assert home.loved_at("L2") == {"Harbour"}
    assert home.dump("amends")["amends"] == []


def test_a_love_brought_back_whose_answer_was_lost_is_still_the_humans_word(home: Household) -> None:
    """It arrived, and the process died before it could be settled: the next look does not take it for our echo."""
    undone_and_unloved(home)
    home.services["L"].fates = [Fate.LATE]

    undone(home)
    home.cycles(3)

    assert home.loved_at("L") == {"Harbour"}
    assert [line.is_ours for line in remembered(home)["L"].lines.values()] == [False]
    assert home.dump("amends")["amends"] == []


def test_what_a_human_took_over_is_left_alone(home: Household) -> None:
    """He unloved ours and loved it anew by hand: that love is his, and no undo takes it away."""
    our_love_is_taken_over(home)

    [undoing] = undone(home)

    assert undoing.way is Way.NOTHING
    assert "human" in undoing.why
    assert home.loved_at("L") == {"Harbour"}
    assert home.posts_to("L") == ["Harbour"]


def test_only_what_that_cycle_did_is_undone(home: Household) -> None:
    """A cycle's number, not a person's day: the loves of other cycles stay."""
    home.human_loves("B", "Harbour")
    home.cycle()
    first = home.outcome.cycles[0]
    home.human_loves("B", "Lantern")
    home.cycle()

    undone(home, Span(cycle=first))

    assert home.loved_at("L") == {"Lantern"}


def test_what_cannot_be_written_now_is_written_by_the_next_sync(home: Household) -> None:
    """L is down when the human says it; his word is kept."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.is_down("L")
    undone(home)
    assert home.loved_at("L") == {"Harbour"}

    home.is_up("L")
    home.cycle()

    assert home.loved_at("L") == set()


def test_an_older_cycle_whose_change_was_made_anew_since_is_left_alone(home: Household) -> None:
    """Loved, undone, loved anew: undoing the first love again must not take the second away."""
    home.human_loves("B", "Harbour")
    home.cycle()
    first = home.outcome.cycles[0]
    home.human_says_not("B", "Harbour", "Harbour")
    home.cycle()
    home.human_forgets("B", "Harbour")
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}

    [undoing] = undone(home, Span(cycle=first))

    assert undoing.way is Way.NOTHING
    assert home.loved_at("L") == {"Harbour"}


@pytest.mark.parametrize("span", [Span(), Span(cycle=1)])
def test_what_is_undone_is_not_open_any_more(home: Household, span: Span) -> None:
    """Nobody undoes the same twice by accident."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home, span)

    assert left_to_undo(home, Span(cycle=1)) == []


def test_only_what_is_undone_counts_as_undone(home: Household) -> None:
    """What an undo leaves alone stays open: it was not undone, and the undo writes nothing at all about it."""
    our_love_is_taken_over(home)
    before = home.dump("journal", "tombstones", "amends")

    assert ways(undone(home)) == {Way.NOTHING}

    assert home.dump("journal", "tombstones", "amends") == before
    assert len(left_to_undo(home)) == 1
    assert undoable_cycles(home) == []


def test_what_an_undo_brought_back_is_said_to_be_that(home: Household) -> None:
    """It is the human's own love by now; no human changed it since, and nothing says so."""
    undone_and_unloved(home)
    assert ways(undone(home)) == {Way.LOVE}

    [undoing] = undone(home)

    assert undoing.way is Way.NOTHING
    assert "brought back by your word" in undoing.why


def test_a_carried_unlove_that_is_undone_is_a_love_again_everywhere(home: Household) -> None:
    """It went from L to L2; the undo is a human's later word, and it is not carried away once more."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_unloves = True
    home.human_loves("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycles(2)
    assert home.loved_at("L2") == set()

    assert ways(undone(home)) == {Way.LOVE}
    home.cycles(3)

    assert home.loved_at("L2") == {"Harbour"}
    assert home.loved_at("L") == {"Harbour"}
    assert home.posts_to("L2") == ["Harbour", "Harbour"]


def test_an_unlove_under_another_id_is_the_later_word(home: Household) -> None:
    """What an undo could not bring back yet was loved by its name meanwhile, and then unloved by hand: it stays away."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.human_unloves("B", "Harbour")
    home.services["L"].by_text = {"Harbour"}
    home.human_loves("L", "Harbour")
    home.cycles(2)
    home.is_down("L")
    assert ways(undone(home)) == {Way.LOVE}
    home.is_up("L")
    home.human_unloves("L", "Harbour")
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.dump("amends")["amends"] == []


def test_what_an_undo_brings_back_late_is_a_word_of_the_undo(bare: Household) -> None:
    """An unlove elsewhere that came after the undo is the later word, though the love is only written after that."""
    for name, service in (("L", Service.LISTENBRAINZ), ("J", Service.JAMENDO)):
        bare.add(name, service, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("J", "Harbour")
    bare.cycles(2)
    undone(bare)
    undoes(bare, Span())
    bare.human_unloves("J", "Harbour")
    bare.cycles(4)

    assert bare.posts_to("J") == []
    assert bare.loved_at("L") == {"Harbour"}


def test_an_unlove_under_another_id_that_is_held_is_waited_for(home: Household) -> None:
    """What an undo could not bring back yet was loved by its name, and vanished with more than the guard believes: a human judges."""
    home.limits = GuardLimits(max_per_day=1, max_share=1.0)
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.human_unloves("B", "Harbour")
    home.services["L"].by_text = {"Harbour", "Lantern"}
    home.human_loves("L", "Harbour", "Lantern")
    home.cycles(2)
    home.is_down("L")
    assert ways(undone(home)) == {Way.LOVE}
    home.is_up("L")
    home.human_unloves("L", "Harbour", "Lantern")
    home.cycles(2)
    assert home.loved_at("L") == set()

    approves(home, held(home)[0])
    home.cycle()
    assert home.loved_at("L") == set()
    assert home.dump("amends")["amends"] == []


def test_a_love_under_another_id_is_the_one_that_was_asked_back(home: Household) -> None:
    """What an undo could not bring back yet is loved there by its name: nothing is left to be done."""
    home.human_loves("B", "Harbour")
    home.cycle()
    undone(home)
    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.is_down("L")
    assert ways(undone(home)) == {Way.LOVE}
    home.is_up("L")
    home.services["L"].by_text = {"Harbour"}
    home.human_loves("L", "Harbour")
    home.cycles(2)

    assert home.posts_to("L") == ["Harbour", "Harbour"], "loved, and taken back"
    assert home.dump("amends")["amends"] == []


def test_what_is_taken_back_stays_away_though_the_same_undo_brings_it_back_elsewhere(home: Household) -> None:
    """One cycle unloved Harbour at L and loved it at L2, and is undone: the love that comes back at L is no later word."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.services["L"].fates = [Fate.BUSY] * 9
    undone(home)
    home.services["L"].fates = []
    home.add("L2", Service.LISTENBRAINZ)
    home.goes_on(days=1)
    home.cycle()
    assert (home.loved_at("L"), home.loved_at("L2")) == (set(), {"Harbour"})

    undone(home, Span(cycle=max(row[1] for row in home.dump("journal")["journal"])))
    home.cycles(3)

    assert (home.loved_at("L"), home.loved_at("L2")) == ({"Harbour"}, set())

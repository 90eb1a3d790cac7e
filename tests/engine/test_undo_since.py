"""Undoing all since an instant: what stood then decides, however often it is said, and whoever undid a part of it before."""

from datetime import timedelta

import pytest

from syncd.domain.journal import Span
from syncd.domain.track import Service
from syncd.planner.undo import Way
from syncd.store.past import forget_before
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.undoing import hates_at, last_change, undone, ways

_SONGS = ("Harbour", "Lantern", "Meadow")


def all_until_now(home: Household) -> Span:
    """What began before anything was done, as `--since 1h` names it."""
    return Span(since=home.clock.now() - timedelta(hours=1))


def all_from_now_on(home: Household) -> Span:
    """The time that begins now."""
    home.goes_on(minutes=5)
    return Span(since=home.clock.now())


def half_undone(home: Household) -> Span:
    """B's three loves came to L; of the undo one unlove arrived, then L was busy."""
    home.human_loves("B", *_SONGS)
    span = all_until_now(home)
    home.cycles(2)
    home.services["L"].fates = [Fate.DONE, Fate.BUSY, Fate.BUSY]
    undone(home, span)
    assert len(home.loved_at("L")) == 2
    home.goes_on(minutes=5)
    return span


def test_said_twice_it_makes_no_love(home: Household) -> None:
    """The unloves of the first undo are younger than that instant, too; nobody wants them undone by the same words."""
    home.human_loves("B", "Harbour")
    span = all_until_now(home)
    home.cycles(2)
    assert ways(undone(home, span)) == {Way.UNLOVE}
    posts = home.posts_to("L")

    assert undone(home, span) == []
    home.cycles(2)

    assert home.loved_at("L") == set()
    assert home.posts_to("L") == posts


def test_said_again_it_finishes_what_was_left_and_nothing_else(home: Household) -> None:
    """What had arrived stays as it is, what had not follows; then nothing is left to say."""
    span = half_undone(home)
    left = home.loved_at("L")

    found = undone(home, span)

    assert [each.way for each in found] == [Way.UNLOVE] * 2
    assert {home.library.title(each.last.ref) for each in found} == left
    assert home.loved_at("L") == set()
    assert undone(home, span) == []
    home.cycles(2)
    assert home.loved_at("L") == set()
    assert home.dump("amends")["amends"] == []


def test_said_again_when_its_hour_has_moved_on_it_finishes_as_well(home: Household) -> None:
    """`--since 1h`, said a little later, begins after the loves and before their undo: nothing is loved again, the rest is done."""
    span = half_undone(home)
    assert span.since is not None
    span = Span(since=span.since + timedelta(hours=2))
    assert {row[-1] > span.since > row[-2] for row in home.dump("journal")["journal"][:3]} == {True}

    assert [each.way for each in undone(home, span)] == [Way.UNLOVE] * 2
    assert home.loved_at("L") == set()
    assert undone(home, span) == []


def test_a_moment_before_the_undo_of_a_cycle_leaves_that_alone(home: Household) -> None:
    """The older loves stood at that moment, and a human undid them since: to undo that, he names its cycle."""
    home.human_loves("B", "Harbour")
    home.cycle()
    first = Span(cycle=home.outcome.cycles[0])
    since = all_from_now_on(home)
    home.human_loves("B", "Lantern")
    home.cycles(2)
    assert ways(undone(home, first)) == {Way.UNLOVE}
    unloves = last_change(home)

    found = undone(home, since)
    assert [home.library.title(each.last.ref) for each in found] == ["Lantern"]
    assert home.loved_at("L") == set()

    assert ways(undone(home, unloves)) == {Way.LOVE}
    assert home.loved_at("L") == {"Harbour"}


@pytest.mark.parametrize("is_before_the_first", [True, False])
def test_a_love_made_anew_after_an_undo_goes_by_what_stood_then(home: Household, *, is_before_the_first: bool) -> None:
    """Before the first love none stood there, and the newest is taken back; between love and undo it stood as it does now."""
    home.human_loves("B", "Harbour")
    before = all_until_now(home)
    home.cycle()
    between = all_from_now_on(home)
    undone(home, before)
    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}

    found = undone(home, before if is_before_the_first else between)

    assert ways(found) == ({Way.UNLOVE} if is_before_the_first else set())
    assert home.loved_at("L") == (set() if is_before_the_first else {"Harbour"})


def test_an_undone_unlove_stays_undone(home: Household) -> None:
    """What was carried away is loved again, and said twice that is still so."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_unloves = True
    home.human_loves("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycle()
    span = all_from_now_on(home)
    home.human_unloves("L", "Harbour")
    home.cycles(2)
    assert ways(undone(home, span)) == {Way.LOVE}
    home.cycles(2)
    posts = home.posts_to("L2")

    undone(home, Span(since=span.since))

    assert home.loved_at("L2") == {"Harbour"}
    assert home.posts_to("L2") == posts


def test_a_love_that_a_hate_replaced_is_finished_as_well(home: Household) -> None:
    """The hate was taken back and the love did not arrive: said again, the love comes, though its hate's end stands between."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_hates = True
    home.human_loves("L2", "Harbour")
    home.cycles(2)
    span = all_from_now_on(home)
    home.human_hates("L", "Harbour")
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    undone(home, span)
    home.services["L2"].fates = [Fate.DONE, Fate.BUSY]
    home.cycle()
    assert hates_at(home, "L2") == home.loved_at("L2") == set()
    home.goes_on(minutes=5)

    assert ways(undone(home, span)) == {Way.LOVE}
    assert home.loved_at("L2") == {"Harbour"}
    assert home.dump("amends")["amends"] == []


def test_a_carried_unlove_is_undone_though_one_before_it_was_undone(home: Household) -> None:
    """The older unlove was undone, and a human brought the love back before syncd could: the newer one is no undo's own."""
    home.add("L2", Service.LISTENBRAINZ)
    home.carries_unloves = True
    home.human_loves("L", "Harbour")
    home.human_loves("L2", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycles(2)
    home.is_down("L2")
    undone(home)
    home.is_up("L2")
    home.human_loves("L2", "Harbour")
    home.human_loves("L", "Harbour")
    home.cycles(2)
    span = all_from_now_on(home)
    home.human_unloves("L", "Harbour")
    home.cycles(3)
    assert home.loved_at("L2") == set()

    assert ways(undone(home, span)) == {Way.LOVE}
    assert home.loved_at("L2") == {"Harbour"}


def test_a_love_made_anew_is_undone_though_a_human_took_the_undone_one_away(home: Household) -> None:
    """The undo of the older love could write nothing, for she was faster: the newer love is no undo's own."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.services["L"].fates = [Fate.BUSY] * 3
    undone(home)
    home.services["L"].fates = []
    home.human_unloves("L", "Harbour")
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    span = all_from_now_on(home)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}

    assert ways(undone(home, span)) == {Way.UNLOVE}
    assert home.loved_at("L") == set()


def test_two_undos_are_no_more_undone_by_a_time_than_one(home: Household) -> None:
    """The older love was undone, made anew and undone again: a moment before all that makes no love either."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    span = all_from_now_on(home)
    undone(home)
    home.human_unloves("B", "Harbour")
    home.cycles(2)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}
    undone(home, last_change(home))
    home.cycles(2)
    assert home.loved_at("L") == set()

    assert undone(home, span) == []
    assert home.loved_at("L") == set()


@pytest.mark.parametrize("days_away", [0, 5])
def test_what_an_undo_took_back_stays_away_when_the_love_is_older_than_the_history(
    home: Household, *, days_away: int
) -> None:
    """Though the love is older than `keep_history`, the unlove is known as its undo's own, also where that waited for the service."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.goes_on(days=8)
    home.services["L"].fates = [Fate.BUSY] * bool(days_away)
    undone(home)
    home.goes_on(days=days_away)
    home.cycles(2)
    assert home.loved_at("L") == set()
    home.goes_on(days=6)
    home.cycle()
    forget_before(home.database, home.clock.now(), timedelta(days=7), lambda: True)

    assert undone(home, Span(since=home.clock.now() - timedelta(days=6, hours=12))) == []
    assert home.loved_at("L") == set()


def test_what_its_word_carried_on_is_not_turned_round(bare: Household) -> None:
    """L2's human unloved what stood at both; the undo brings back ours at L, and that word goes to L2 by itself."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    span = all_from_now_on(bare)
    bare.human_unloves("L2", "Harbour")
    bare.cycles(2)
    undone(bare, span)
    bare.cycles(2)
    assert bare.loved_at("L") == bare.loved_at("L2") == {"Harbour"}

    again = undone(bare, span)
    bare.cycles(2)

    assert again == []
    assert bare.loved_at("L") == bare.loved_at("L2") == {"Harbour"}

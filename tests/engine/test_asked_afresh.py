"""What is hated or was unloved is asked about afresh before anything is loved: it may have been merged into that."""

from datetime import timedelta

import pytest

from syncd.domain.errors import Unavailable
from syncd.domain.journal import Span
from syncd.domain.track import Service
from tests.engine.household import DRY_RUN, Household
from tests.engine.merging import Busy, merges, two
from tests.engine.undoing import undone


@pytest.mark.parametrize("knows", ["by its MBID", "by its names"])
def test_what_another_profile_knows_is_asked_about_for_this_one(bare: Household, knows: str) -> None:
    """Both MBIDs were asked about while they were two recordings, and that is not what is loved by."""
    two(bare, "L", "L2")
    bare.add("B", Service.BOOMPLAY)
    bare.add("J", Service.JAMENDO)
    bare.add("O", Service.LISTENBRAINZ, profile="other")
    bare.jamendo_offers("Harbour 2")
    bare.human_loves("O", "Harbour 2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    merges(bare)
    bare.human_loves("L2" if knows == "by its MBID" else "B", "Harbour 2")
    bare.cycles(3)

    assert [home for home in ("L", "J") if bare.posts_to(home)] == []


@pytest.mark.parametrize("hours", [1, 24, 120])
def test_a_hate_is_asked_about_when_a_love_leaves_not_when_it_is_heard(bare: Household, hours: int) -> None:
    """Where it is to be loved was out of reach for a while, and the two were merged meanwhile."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.is_down("L")
    bare.human_loves("L2", "Harbour 2")
    bare.cycle()
    merges(bare)
    bare.goes_on(hours=hours)
    bare.is_up("L")
    bare.cycles(3)

    assert bare.posts_to("L") == []


def test_a_new_target_is_not_loved_at_what_was_hated_before_a_merge(bare: Household) -> None:
    """It comes after the merge, and brings nothing new itself."""
    two(bare, "L", "L2")
    bare.human_loves("L2", "Harbour 2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    merges(bare)
    bare.add("L3", Service.LISTENBRAINZ)
    bare.cycles(3)

    assert bare.posts_to("L3") == []


def test_who_hates_it_leaves_and_comes_back(bare: Household) -> None:
    """What is remembered of an account is asked about when it returns, though its list says nothing new."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    member = bare.members.pop("L")
    bare.human_loves("L2", "Harbour 2")
    bare.cycle()
    merges(bare)
    bare.cycle()
    bare.members["L"] = member
    bare.cycles(3)

    assert bare.posts_to("L") == []


def test_a_human_who_says_that_a_track_is_what_a_hate_was_merged_into_loves_nothing_by_it(bare: Household) -> None:
    """His answer tells who the track is, not what became of the hate."""
    two(bare, "L")
    bare.add("B", Service.BOOMPLAY)
    bare.add("O", Service.LISTENBRAINZ, profile="other")
    bare.human_loves("O", "Harbour 2")
    bare.human_hates("L", "Harbour")
    bare.catalogue.ignores.add("Odd")
    bare.library.uncoded.add("Odd")
    bare.human_loves("B", "Odd")
    bare.cycles(2)
    merges(bare)
    bare.human_says_it_is("B", "Odd", "Harbour 2")
    bare.cycles(3)

    assert bare.posts_to("L") == []


@pytest.mark.parametrize("days", [0, 3, 6])
def test_a_merge_is_followed_where_no_isrc_tells_of_it(bare: Household, days: int) -> None:
    """The hated recording bears no ISRC; that it was merged is asked, not guessed."""
    two(bare, "L", "L2")
    bare.library.uncoded.add("Harbour")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.library.merge("Harbour")
    bare.goes_on(days=days)
    bare.human_loves("L2", "Harbour")
    bare.cycles(3)

    assert bare.posts_to("L") == []


@pytest.mark.parametrize("days", [1, 5, 29])
def test_that_a_hate_without_facts_stands_is_believed_for_a_day(bare: Household, days: int) -> None:
    """However often it was asked in vain: hated while it was too new for the facts, and merged since."""
    two(bare, "L", "L2")
    bare.catalogue.ignores.add("Harbour")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    for _ in range(days):
        bare.goes_on(hours=23)
        bare.cycle()
    bare.library.merge("Harbour")
    bare.goes_on(hours=26)
    bare.catalogue.ignores.clear()
    bare.human_loves("L2", "Harbour")
    bare.cycles(3)

    assert bare.posts_to("L") == []


@pytest.mark.parametrize("is_busy", ["busy", "well"])
def test_an_undo_loves_nothing_that_a_hate_was_merged_into(bare: Household, is_busy: str) -> None:
    """What it brings back waits like any love while nobody can say what a hate has become."""
    two(bare, "L", "L2")
    bare.carries_unloves = True
    for account in ("L", "L2"):
        bare.human_loves(account, "Harbour 2")
    bare.cycles(2)
    bare.human_unloves("L", "Harbour 2")
    bare.cycles(3)
    assert bare.loved_at("L2") == set()
    span = Span(since=bare.clock.now() - timedelta(hours=4))
    bare.human_hates("L", "Harbour")
    if is_busy == "well":
        bare.cycle()
    merges(bare)
    if is_busy == "busy":
        bare.catalogue = Busy(bare.library, ignores={"Harbour"})
        bare.cycle()
    undone(bare, span)
    bare.cycles(3)

    assert bare.loved_at("L2") == set()


def test_a_plan_before_a_sync_asks_for_it(bare: Household) -> None:
    """What was asked for a moment ago is not asked for again, be it known to nobody."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    new = [f"New {number}" for number in range(10)]
    bare.catalogue.ignores |= set(new)
    bare.human_loves("L2", *new, *(f"Old {number}" for number in range(10)))
    bare.cycle(DRY_RUN)
    bare.catalogue.asked.clear()
    bare.cycle(DRY_RUN)
    bare.cycle()

    assert bare.catalogue.asked == {}


def test_an_unlove_is_asked_about_before_all_loves(bare: Household) -> None:
    """It holds what is older; of hundreds of MBIDs without facts, its own is the first to be followed."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    new = [f"New {number}" for number in range(100)]
    bare.catalogue.ignores |= {*new, "Zed"}
    bare.human_loves("L", *new, "Zed")
    bare.human_loves("B", "Lantern")
    bare.resolver_is_down()
    bare.cycle()
    bare.human_unloves("L", "Zed")
    bare.cycles(3)
    bare.resolver_is_up()
    bare.cycle()

    assert "Lantern" in bare.loved_at("L")


def test_an_unlove_of_who_has_left_is_no_hate(bare: Household) -> None:
    """B unloved Odd and left; C, which cannot be read, may be B; nobody can say who Odd is. What is loved since is loved."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("P", Service.FILE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Meadow")
    bare.cycle()
    busy = Unavailable("musicbrainz", "503")
    bare.catalogue.chokes_on |= {"Odd": busy, bare.library.isrc("Odd"): busy}
    bare.human_loves("B", "Odd")
    bare.cycles(2)
    bare.human_unloves("B", "Odd")
    bare.cycles(3)
    del bare.members["B"]
    bare.add("C", Service.BOOMPLAY)
    bare.is_down("C")
    bare.human_loves("P", "Lantern")
    bare.cycles(3)

    assert "Lantern" in bare.loved_at("L")

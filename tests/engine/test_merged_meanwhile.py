"""What was merged between two looks is found out before anything is written, or nothing is written until then."""

import random
from dataclasses import replace

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.track import Service, TrackRef
from syncd.engine.order import Asker, Order
from syncd.planner.guard import GuardLimits
from tests.engine.household import Household
from tests.engine.merging import Busy, Factless, merges, two
from tests.engine.scripted_catalogue import ScriptedCatalogue

AS_DAEMON = Order(asked_by=Asker.DAEMON)


def ref(home: Household, account: str, title: str) -> TrackRef:
    """Under which ref a song stands there now."""
    return home.services[account].ref(title)


@pytest.mark.parametrize("is_merged", ["merged", "two songs"])
def test_who_drops_one_of_two_copies_unloves_nothing(bare: Household, is_merged: str) -> None:
    """He keeps the other, into which MusicBrainz merges the first later: it is taken away nowhere, least of all from him."""
    two(bare, "L", "L2")
    bare.limits, bare.carries_unloves = GuardLimits(), True
    bare.human_loves("L", "Harbour", "Harbour 2", *[f"Song {number}" for number in range(20)])
    bare.cycles(2)
    kept = ref(bare, "L", "Harbour 2")
    bare.human_unloves("L", "Harbour")
    bare.cycles(4)
    if is_merged == "merged":
        merges(bare)
    bare.human_loves("L2", "Lantern")  # somebody must have something to do
    bare.cycles(3)

    assert [bare.services[account].marks.get(kept) for account in ("L", "L2")] == [Score.LOVE, Score.LOVE]


@pytest.mark.parametrize("target", ["L", "J"])
def test_nothing_is_loved_by_old_facts_where_new_ones_cannot_be_had(bare: Household, target: str) -> None:
    """The hate was known, and is merged while the target is away; when that comes back, nobody answers."""
    two(bare, "L", "L2")
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour 2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.is_down("L", "J")
    bare.human_loves("L2", "Harbour 2")
    bare.cycles(2)
    merges(bare)
    bare.catalogue = Factless(bare.library, ignores={"Harbour"})
    bare.goes_on(hours=30)
    bare.is_up(target)
    bare.cycles(2)
    assert bare.posts_to(target) == []

    bare.catalogue = ScriptedCatalogue(bare.library, ignores={"Harbour"})
    bare.cycles(3)
    assert bare.posts_to(target) == []


@pytest.mark.parametrize("days", [2, 60])
def test_that_a_hate_stood_once_is_no_answer_while_musicbrainz_is_busy(bare: Household, days: int) -> None:
    """It never had any facts, so that MusicBrainz alone could tell of its merge."""
    two(bare, "L", "L2")
    bare.catalogue.ignores.add("Harbour")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    merges(bare)
    bare.catalogue = Busy(bare.library, ignores={"Harbour"})
    bare.goes_on(days=days)
    bare.human_loves("L2", "Harbour 2")
    bare.cycles(3)

    assert bare.posts_to("L") == []


def test_an_unlove_that_was_just_heard_is_asked_about_before_the_same_cycle_loves(bare: Household) -> None:
    """L was away, unloved Harbour meanwhile, and is not to be loved at what that was merged into."""
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour")
    bare.cycles(2)
    bare.is_down("L")
    bare.human_loves("L2", "Harbour 2")
    bare.cycles(2)
    new = ref(bare, "L", "Harbour 2")
    bare.human_unloves("L", "Harbour")
    merges(bare)
    bare.goes_on(hours=12)
    bare.is_up("L")
    bare.cycles(4)

    assert bare.services["L"].marks.get(new) is not Score.LOVE


@pytest.mark.parametrize(("target", "days"), [("J", 3), ("J", 25), ("L3", 5)])
def test_what_is_loved_may_have_been_merged_into_what_is_hated(bare: Household, target: str, days: int) -> None:
    """A target that joins later is told nothing by an MBID that was asked about when it still stood."""
    bare.add("L", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.add("L2", Service.LISTENBRAINZ, role=Role.SOURCE)
    bare.human_hates("L", "Harbour 2")
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    merges(bare)
    bare.goes_on(days=days)
    bare.add(target, Service.JAMENDO if target == "J" else Service.LISTENBRAINZ, role=Role.TARGET)
    if target == "J":
        bare.jamendo_offers("Harbour")
    bare.cycles(3)

    assert bare.services[target].posts == []


def test_hates_that_nobody_knows_let_a_profile_rest(bare: Household) -> None:
    """Forty of them, each with waits of its own: few hours of a day are spent thinking."""
    two(bare, "L", "L2")
    dice, songs = random.Random(1), [f"Lost {number}" for number in range(40)]
    bare.human_hates("L", *songs)
    bare.catalogue.ignores |= set(songs)

    def thinks() -> bool:
        return bool(bare.cycle(AS_DAEMON, replace(bare.world(), jitter=dice.random)).decisions)

    for _ in range(24 * 7):
        thinks()
    assert sum(thinks() for _ in range(24 * 4)) < 4 * 6

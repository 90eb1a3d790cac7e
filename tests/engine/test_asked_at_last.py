"""Right before anything is written it is asked what was merged; whoever waits for that answer waits no longer than for it."""

from datetime import timedelta

import pytest

from syncd.domain.account import Score
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from syncd.planner.guard import GuardLimits
from tests.engine.household import DRY_RUN, Household
from tests.engine.merging import Mute, merges, two
from tests.engine.scripted import Fate

AS_DAEMON = Order(asked_by=Asker.DAEMON)


@pytest.fixture
def tidy(bare: Household) -> Household:
    """L lists two copies, one of which its human drops in the very cycle in which MusicBrainz has merged them."""
    two(bare, "L", "L2")
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Harbour", "Harbour 2")
    bare.limits, bare.carries_unloves = GuardLimits(), True
    bare.human_loves("L", "Harbour", "Harbour 2", *[f"Song {number}" for number in range(20)])
    bare.cycles(4)
    dropped = bare.services["L"].ref("Harbour")
    merges(bare)
    bare.services["L"].mark(dropped, Score.NONE)
    bare.human_loves("L2", "Lantern")
    return bare


@pytest.mark.parametrize("asker", Asker)
def test_what_waits_is_asked_about_once_a_human_ends_its_wait(bare: Household, asker: Asker) -> None:
    """L was busy for hours, and what it hates was merged meanwhile: an impatient sync loves it no more than others do."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.human_loves("L2", "Harbour 2")
    bare.services["L"].fates = [Fate.BUSY] * 100
    for _ in range(30):
        bare.cycle(AS_DAEMON)
        row = bare.row("L", "Harbour 2")
        if row and row.not_before and row.not_before - bare.clock.now() > timedelta(minutes=31):
            break
    else:
        pytest.fail("its wait grows")
    bare.services["L"].fates.clear()
    bare.services["L"].posts.clear()
    merges(bare)
    bare.cycle(Order(asked_by=asker))

    assert bare.posts_to("L") == []


@pytest.mark.parametrize("became", ["merged", "deleted"])
def test_one_sync_is_enough_whatever_became_of_a_hate(bare: Household, became: str) -> None:
    """It has nothing to do with what is loved, and is followed and found out in the same command."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Rain")
    bare.cycles(2)
    bare.human_loves("L2", "Lantern")
    if became == "merged":
        bare.library.merge("Rain")
    else:
        bare.library.deleted.add(bare.library.mbid("Rain"))
        bare.catalogue.ignores.add("Rain")
    bare.cycle()

    assert "Lantern" in bare.posts_to("L")


def test_one_sync_is_enough_where_the_song_itself_was_merged(bare: Household) -> None:
    """It is loved under the MBID that it has now."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Rain")
    bare.cycles(2)
    bare.is_down("L")
    bare.human_loves("L2", "Lantern")
    bare.cycles(2)
    bare.is_up("L")
    bare.library.merge("Lantern")
    bare.cycle()

    assert "Lantern" in bare.posts_to("L")


def test_what_cannot_be_asked_is_told(bare: Household) -> None:
    """Nothing is loved meanwhile, the favourite says why, a plan before shows no write, and the trouble is an error."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.is_down("L")
    bare.human_loves("L2", "Lantern")
    bare.cycle()
    bare.is_up("L")
    bare.catalogue, hated = Mute(bare.library), bare.library.mbid("Harbour")
    bare.cycle(DRY_RUN)
    assert bare.outcome.decisions["default"].plan.actions == ()
    bare.cycle()

    waiting = [each.reason for each in bare.standings() if each.state is State.PENDING]
    assert waiting == [f"it may be hated: nobody can say now whether the hated {hated} was merged into it"]
    assert bare.posts_to("L") == []
    assert {"503" in str(error) for error in bare.outcome.errors} == {True}


def test_no_news_of_an_unlove_that_was_none(tidy: Household) -> None:
    """Nobody is asked to take the song off J by hand, neither by a plan nor by the sync after it."""
    for order in (DRY_RUN, Order()):
        tidy.cycle(order)
        assert tidy.outcome.by_hand == []


@pytest.mark.parametrize("merged", ["before", "after"])
def test_a_copy_of_ours_beside_his_own_stays(bare: Household, merged: str) -> None:
    """L's human drops his, and the other, which we had written there for L2, is the same song."""
    two(bare, "L", "L2")
    bare.limits, bare.carries_unloves = GuardLimits(), True
    songs = [f"Song {number}" for number in range(20)]
    bare.human_loves("L", "Harbour", *songs)
    bare.human_loves("L2", "Harbour 2", *songs)
    bare.cycles(3)
    dropped, kept = (bare.services["L"].ref(title) for title in ("Harbour", "Harbour 2"))
    if merged == "before":
        merges(bare)
    bare.services["L"].mark(dropped, Score.NONE)
    bare.cycles(4)
    if merged == "after":
        merges(bare)
    bare.human_loves("L2", "Lantern")
    bare.cycles(3)
    bare.goes_on(days=9)
    bare.cycles(4)

    assert [bare.services[account].marks.get(kept) for account in ("L", "L2")] == [Score.LOVE, Score.LOVE]


@pytest.mark.parametrize("fate", [Fate.NOT_ALLOWED, Fate.DROPPED])
def test_what_cannot_be_written_costs_no_question_every_hour(bare: Household, fate: Fate) -> None:
    """Twenty hates without facts: of each MusicBrainz is asked about once a day."""
    two(bare, "L", "L2")
    lost = [f"Lost {number}" for number in range(20)]
    bare.catalogue.ignores |= set(lost)
    bare.human_hates("L", *lost)
    bare.human_loves("L2", "Harbour", "Lantern")
    bare.services["L"].fates = [fate] * 500
    for _ in range(2 * 24):
        bare.cycle(AS_DAEMON)

    assert len(bare.catalogue.asked["standing"]) < 4 * len(lost)

"""What `apply` says of a saved action whose account is away, or that the guard holds by now."""

from dataclasses import replace

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.plan import ActionKey
from syncd.domain.track import Service
from syncd.engine.apply import End, applied
from syncd.engine.order import Exactly, Order
from syncd.planner.owed import IN_DOUBT
from syncd.planner.plan import HELD_BY_GUARD
from syncd.store.store import SqlStore
from tests.engine.guarding import BOLD, MEEK, SONGS
from tests.engine.household import DRY_RUN, Household
from tests.engine.merging import two
from tests.engine.scripted import Fate

NOTHING = Order(what=Exactly(frozenset()))
IS_DRY = pytest.mark.parametrize("is_dry", [False, True])
WHY = {
    Score.NONE: "today's plan does not take it away",
    Score.HATE: "no list of those that hated it shows that now, or it may not be hated there",
}


def saved(home: Household) -> list[ActionKey]:
    """The actions of today's plan."""
    home.cycle(DRY_RUN)
    return [action.key for decision in home.outcome.decisions.values() for action in decision.plan.actions]


def told(home: Household, wanted: list[ActionKey], *, is_dry: bool = False) -> list[tuple[End, str]]:
    """What becomes of these actions, and what is said of them; that leaves nothing behind."""
    home.cycle(Order(what=Exactly(frozenset(wanted)), dry_run=is_dry))
    before = home.dump("loves", "outbox", "cycles", "accounts")
    with SqlStore(home.database).writing() as tx:
        found = [(each.end, each.why) for each in applied(tx, home.world(), wanted, home.outcome)]
    assert home.dump("loves", "outbox", "cycles", "accounts") == before
    return found


def change_of_one_song(full: Household, score: Score) -> list[ActionKey]:
    """L's human changes his mind about one song of ten, and nobody has written that to L2 yet."""
    full.carries_hates = True
    song, does = (SONGS[0], full.human_unloves) if score is Score.NONE else ("Harbour", full.human_hates)
    does("L", song)
    full.cycle(NOTHING)
    wanted = saved(full)
    assert [key[2] for key in wanted] == [score]
    return wanted


@IS_DRY
def test_a_love_that_nobody_wants_any_more_does_not_stand(home: Household, *, is_dry: bool) -> None:
    """B's human took it back meanwhile, and L is out of reach."""
    home.human_loves("B", "Harbour")
    wanted = saved(home)
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    home.is_down("L")

    assert told(home, wanted, is_dry=is_dry) == [
        (End.GONE, "nobody loves it any more, or no favourite is matched with it")
    ]


@IS_DRY
@pytest.mark.parametrize("score", [Score.NONE, Score.HATE])
def test_an_unlove_or_a_hate_that_was_taken_back_does_not_stand(full: Household, score: Score, *, is_dry: bool) -> None:
    """L's human loves it anew, or hates it no longer, while L2 is out of reach; his list is read right now."""
    wanted = change_of_one_song(full, score)
    does = full.human_loves if score is Score.NONE else full.human_unloves
    does("L", full.library.title(wanted[0][1]))
    full.is_down("L2")

    assert told(full, wanted, is_dry=is_dry) == [(End.GONE, WHY[score])]


@IS_DRY
@pytest.mark.parametrize("score", [Score.NONE, Score.HATE])
def test_one_that_stands_is_still_due(full: Household, score: Score, *, is_dry: bool) -> None:
    """Nothing has changed but that L2 is out of reach; it follows once that answers."""
    wanted = change_of_one_song(full, score)
    full.is_down("L2")

    [(end, why)] = told(full, wanted, is_dry=is_dry)
    assert end is End.DUE
    assert "out of reach" in why
    full.is_up("L2")
    assert told(full, wanted) == [(End.DONE, "")]


@pytest.mark.parametrize("is_down", [False, True])
def test_what_the_guard_holds_is_told_as_held(full: Household, *, is_down: bool) -> None:
    """Five were to go when the plan was saved; the guard believes three a day."""
    full.limits = BOLD
    full.human_unloves("L", *SONGS[:5])
    full.cycle(NOTHING)
    wanted = saved(full)
    full.limits = MEEK
    if is_down:
        full.is_down("L2")

    assert told(full, wanted) == [(End.GONE, HELD_BY_GUARD)] * 5
    assert full.loved_at("L2") == set(SONGS)


def test_a_love_whose_mbid_was_merged_since_is_left_to_the_next_sync(bare: Household) -> None:
    """The saved plan says nothing of the MBID that it has now, so that is not loved by its word; and that is said."""
    two(bare, "L", "L2")
    bare.cycle()
    bare.human_loves("L2", "Lantern")
    bare.cycle(NOTHING)
    wanted = saved(bare)
    bare.library.merge("Lantern")
    bare.goes_on(days=10)

    assert told(bare, wanted) == [(End.GONE, "it has another id now, by which the next sync loves it")]
    assert bare.posts_to("L") == []
    bare.cycle()
    assert bare.posts_to("L") == ["Lantern"]


@pytest.mark.parametrize("is_away", [True, False])
def test_what_may_not_be_written_any_more_is_not_due(home: Household, *, is_away: bool) -> None:
    """The configuration gives L another role, whether or not L can be read just now."""
    home.human_loves("B", "Harbour")
    wanted = saved(home)
    home.members["L"] = replace(home.members["L"], role=Role.SOURCE)
    if is_away:
        home.is_down("L")

    assert told(home, wanted) == [(End.GONE, "the configuration has nothing written there any more")]


def test_what_was_sent_before_anybody_learned_that_it_is_not_wanted_is_no_plan_of_yesterday(home: Household) -> None:
    """L2 does not tell what became of a love anew; then the same sync learns that ListenBrainz knows the MBID no longer."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_unloves("B", "Harbour")
    home.human_unloves("L2", "Harbour")
    home.cycles(2)
    home.catalogue.ignores.add("Harbour")
    home.human_loves("B", "Harbour")
    wanted = saved(home)
    home.goes_on(hours=1)
    home.services["L2"].fates = [Fate.NEVER_ARRIVED]

    [(end, why)] = told(home, wanted)

    assert home.posts_to("L2") == ["Harbour", "Harbour"]
    assert end is End.SENT
    assert why.startswith("not seen there; unknown: ListenBrainz does not know this MBID")


@IS_DRY
def test_what_waits_for_an_answer_is_due_and_was_not_sent(bare: Household, *, is_dry: bool) -> None:
    """The last one to leave, ten days ago, was lost; another write leaves in this sync."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("L", "Harbour", "Lantern")
    bare.human_loves("L2", "Harbour")
    bare.cycles(2)
    bare.human_unloves("L", "Harbour")
    bare.services["L2"].fates = [Fate.NEVER_ARRIVED]
    bare.cycle()
    bare.human_unloves("L", "Lantern")
    wanted = saved(bare)
    bare.human_loves("L", "Anthem")
    bare.resolver_is_down()
    bare.goes_on(days=10)
    ended = dict(zip([bare.library.title(ref) for _, ref, _ in wanted], told(bare, wanted, is_dry=is_dry), strict=True))

    assert ended["Harbour"] == (End.DUE, IN_DOUBT)
    assert ended["Lantern"] == (End.STANDS if is_dry else End.DONE, "")

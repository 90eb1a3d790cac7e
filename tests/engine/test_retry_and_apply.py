"""What a human asks for by name: failed writes again, and the actions of a saved plan and no others."""

from collections.abc import Callable

import pytest

from syncd.domain.account import AccountId, Score
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import ActionKey, State
from syncd.domain.track import Service
from syncd.engine.again import reopen
from syncd.engine.apply import End, appeared, applied
from syncd.engine.order import Exactly, Order
from syncd.store.store import SqlStore
from tests.engine.household import DRY_RUN, Household
from tests.engine.scripted import Fate
from tests.engine.undoing import undone


def retried(home: Household, account: str | None = None) -> list[Row]:
    """What `syncd retry` makes pending; the sync follows."""
    with SqlStore(home.database).writing() as tx:
        found = reopen(tx, home.world(), home.outcome.polled, account)
        tx.commit()
    return found


def sent_and_never_seen(home: Household) -> None:
    """A like that Jamendo dropped is given up after a week, and only a human may judge."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    home.services["J"].fates = [Fate.DROPPED]
    home.cycles(2)
    home.goes_on(days=8)
    home.cycle()
    assert home.state("J", "Harbour") is State.FAILED
    assert home.posts_to("J") == ["Harbour"]


def test_a_failed_like_at_a_one_way_account_is_tried_again_only_when_a_human_asks(home: Household) -> None:
    """It is the only way back: no sync sends it again by itself, and a retry does, after a look."""
    sent_and_never_seen(home)
    home.cycles(3)
    assert home.posts_to("J") == ["Harbour"]

    assert [row.error for row in retried(home)] == ["sent a week ago, and never seen in the list"]
    home.cycle()

    assert home.posts_to("J") == ["Harbour", "Harbour"]
    assert home.loved_at("J") == {"Harbour"}
    assert home.state("J", "Harbour") is State.SETTLED


def test_a_retry_writes_nothing_where_the_look_shows_the_like(home: Household) -> None:
    """A second like might undo the first; so the row is closed by the look before it."""
    sent_and_never_seen(home)
    service = home.services["J"]
    service.mark(service.ref("Harbour"), Score.LOVE)

    retried(home)
    home.cycle()

    assert home.posts_to("J") == ["Harbour"]
    assert home.loved_at("J") == {"Harbour"}
    assert home.row("J", "Harbour").state is RowState.DONE  # type: ignore[union-attr]  # it was sent, so it is kept


def test_a_retry_forgets_the_failures(home: Household) -> None:
    """It waits for nothing, and a dozen tries are not used up; that it was tried once stays known."""
    sent_and_never_seen(home)
    retried(home)

    row = home.row("J", "Harbour")

    assert row is not None
    assert (row.state, row.attempts, row.not_before, row.error) == (RowState.PENDING, 1, None, "")
    assert row.sent_at is not None, "what was ever sent stays an echo"


def test_what_nobody_wants_any_more_is_not_tried_again(home: Household) -> None:
    """The song was unloved since: the failure stays what it is."""
    sent_and_never_seen(home)
    home.human_unloves("B", "Harbour")
    home.cycles(2)

    assert retried(home) == []
    row = home.row("J", "Harbour")
    assert row is not None
    assert row.state is RowState.FAILED


def test_a_retry_of_one_account_leaves_the_others(home: Household) -> None:
    """`--account L` does not touch what failed at J."""
    sent_and_never_seen(home)

    assert retried(home, "L") == []
    assert len(retried(home, "J")) == 1


def keys(home: Household) -> list[ActionKey]:
    """The actions of the last plan."""
    return [action.key for decision in home.outcome.decisions.values() for action in decision.plan.actions]


def ends(home: Household, wanted: list[ActionKey]) -> list[tuple[End, str]]:
    """What became of a saved plan's actions."""
    with SqlStore(home.database).writing() as tx:
        return [(each.end, each.why) for each in applied(tx, home.world(), wanted, home.outcome)]


def plan_of_one_love(home: Household) -> list[ActionKey]:
    """L has been seen; then B loves a song, and somebody saves the plan."""
    home.cycle()
    home.human_loves("B", "Harbour")
    home.cycle(DRY_RUN)
    saved = keys(home)
    assert len(saved) == 1
    return saved


def test_exactly_the_saved_actions_are_carried_out(home: Household) -> None:
    """What appeared since is left to the next plan, and said."""
    saved = plan_of_one_love(home)
    home.human_loves("B", "Lantern")

    home.cycle(Order(what=Exactly(frozenset(saved))))

    assert home.loved_at("L") == {"Harbour"}
    assert ends(home, saved) == [(End.DONE, "")]
    assert appeared(saved, home.outcome) == 1
    home.cycle()
    assert home.loved_at("L") == {"Harbour", "Lantern"}


def test_a_saved_action_that_no_longer_stands_is_not_carried_out(home: Household) -> None:
    """Unloved, hated or loved by hand since: each is told."""
    saved = plan_of_one_love(home)
    home.human_hates("L", "Harbour")

    home.cycle(Order(what=Exactly(frozenset(saved))))

    assert home.posts_to("L") == []
    assert ends(home, saved) == [(End.GONE, "vetoed: hated by an account of this profile")]


def test_a_saved_action_that_somebody_did_by_hand_is_told(home: Household) -> None:
    """It is loved there already: nothing is written."""
    saved = plan_of_one_love(home)
    home.human_loves("L", "Harbour")

    home.cycle(Order(what=Exactly(frozenset(saved))))

    assert home.posts_to("L") == []
    assert ends(home, saved) == [(End.GONE, "it is loved there already")]


def plan_of_one_unlove(home: Household) -> list[ActionKey]:
    """What is unloved at L is taken away at L2, too; somebody saves the plan."""
    home.human_unloves("L", "Song 1")
    home.cycle(Order(what=Exactly(frozenset())))
    home.cycle(DRY_RUN)
    [saved] = keys(home)
    assert saved[2] is Score.NONE
    return [saved]


def plan_of_one_hate(home: Household) -> list[ActionKey]:
    """What is hated at L is hated at L2, too; somebody saves the plan."""
    home.carries_hates = True
    home.human_hates("L", "Harbour")
    home.cycle(DRY_RUN)
    [saved] = keys(home)
    assert saved[2] is Score.HATE
    return [saved]


PLANS: list[tuple[Callable[[Household], list[ActionKey]], str]] = [
    (plan_of_one_unlove, "it is taken away there already"),
    (plan_of_one_hate, "it is hated there already"),
]


@pytest.mark.parametrize("is_dry", [False, True])
@pytest.mark.parametrize(("plan", "told"), PLANS)
def test_an_unlove_or_a_hate_that_is_carried_out_is_told_as_a_love_is(
    full: Household, plan: Callable[[Household], list[ActionKey]], told: str, *, is_dry: bool
) -> None:
    """Whoever applies the file a second time reads that it is done, not that nothing of ours is there."""
    saved = plan(full)
    full.cycle(Order(what=Exactly(frozenset(saved))))
    assert ends(full, saved) == [(End.DONE, "")]
    posts = full.posts_to("L2")
    full.cycle(Order(what=Exactly(frozenset(saved)), dry_run=is_dry))

    assert ends(full, saved) == [(End.GONE, told)]
    assert full.posts_to("L2") == posts


@pytest.mark.parametrize("is_dry", [False, True])
@pytest.mark.parametrize(("plan", "told"), PLANS)
def test_so_is_what_a_human_did_there_meanwhile(
    full: Household, plan: Callable[[Household], list[ActionKey]], told: str, *, is_dry: bool
) -> None:
    """He was faster; a dry run goes by the list that it has just read, and remembers nothing."""
    saved = plan(full)
    does = full.human_unloves if plan is plan_of_one_unlove else full.human_hates
    does("L2", full.library.title(saved[0][1]))
    full.cycle(Order(what=Exactly(frozenset(saved)), dry_run=is_dry))

    assert ends(full, saved) == [(End.GONE, told)]


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (plan_of_one_unlove, "today's plan does not take it away"),
        (plan_of_one_hate, "no list of those that hated it shows that now, or it may not be hated there"),
    ],
)
def test_where_nothing_is_to_be_changed_any_more_that_is_told(
    full: Household, plan: Callable[[Household], list[ActionKey]], told: str
) -> None:
    """A human loves it anew, or hates it no longer, where his word came from: what stands at L2 is left alone."""
    saved = plan(full)
    does = full.human_loves if plan is plan_of_one_unlove else full.human_unloves
    does("L", full.library.title(saved[0][1]))
    full.cycle(Order(what=Exactly(frozenset(saved))))

    assert ends(full, saved) == [(End.GONE, told)]


def test_a_saved_action_that_nobody_wants_any_more_is_told(home: Household) -> None:
    """The song left B; what was saved is not done."""
    saved = plan_of_one_love(home)
    home.human_unloves("B", "Harbour")

    home.cycle(Order(what=Exactly(frozenset(saved))))

    assert home.posts_to("L") == []
    assert ends(home, saved) == [(End.GONE, "nobody loves it any more, or no favourite is matched with it")]


def test_a_saved_action_at_an_account_that_is_down_is_still_due(home: Household) -> None:
    """It was not read, so it is not written; the reason is the service's own."""
    saved = plan_of_one_love(home)
    home.is_down("L")

    home.cycle(Order(what=Exactly(frozenset(saved))))

    [(end, why)] = ends(home, saved)
    assert end is End.DUE
    assert "out of reach" in why


def test_a_dry_apply_says_what_still_stands_and_writes_nothing(home: Household) -> None:
    """`apply -n` is a plan that is told against the saved one."""
    saved = plan_of_one_love(home)

    home.cycle(Order(what=Exactly(frozenset(saved)), dry_run=True))

    assert ends(home, saved) == [(End.STANDS, "")]
    assert home.posts_to("L") == []


def test_a_saved_action_of_an_account_that_left_is_told(home: Household) -> None:
    """The configuration does not have it any more."""
    saved = plan_of_one_love(home)
    [(_, ref, score)] = saved
    stranger = [(AccountId(99), ref, score)]

    home.cycle(Order(what=Exactly(frozenset(stranger))))

    assert [end for end, _ in ends(home, stranger)] == [End.GONE]
    assert home.posts_to("L") == []


def test_a_saved_action_that_was_refused_for_good_is_told_as_failed(bare: Household) -> None:
    """An undo could not take it back, and no sync tries that again; nor is it still due."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour", "Lantern")
    bare.cycles(2)
    bare.services["L"].fates = [Fate.REFUSED]
    undone(bare)
    bare.cycle(DRY_RUN)
    saved = keys(bare)
    bare.cycle(Order(what=Exactly(frozenset(saved))))

    assert [end for end, _ in ends(bare, saved)] == [End.FAILED]

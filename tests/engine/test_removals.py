"""`removals = "guarded"`: whose unlove goes where.

B is a Boomplay source, L and L2 are ListenBrainz (both), J is Jamendo: one-way.
"""

from collections import Counter

import pytest

from syncd.domain.account import Role, Score
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Order
from tests.engine.household import Household
from tests.engine.scripted import Fate


@pytest.mark.parametrize("account", ["B", "L"])
def test_an_unlove_travels_to_whoever_still_loves_it(guarded: Household, account: str) -> None:
    """Wherever it was heard; what we had loved and what humans had loved before it."""
    guarded.human_loves("B", "Harbour", "Lantern")
    guarded.human_loves("L2", "Harbour")
    guarded.cycle()
    guarded.human_unloves(account, "Harbour")
    guarded.cycles(2)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Lantern"}
    guarded.cycles(2)
    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Lantern"}
    assert guarded.posts_to("L").count("Lantern") == 1


def test_an_unlove_at_l_while_b_still_lists_it_stays_unloved_everywhere(guarded: Household) -> None:
    """Boomplay cannot be written, so B goes on loving it; nobody else does."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(3)

    assert guarded.loved_at("L2") == set()
    assert guarded.posts_to("L2") == ["Harbour", "Harbour"]
    assert guarded.state("L2", "Harbour") is State.VETOED
    assert guarded.state("L", "Harbour") is State.VETOED
    guarded.carries_unloves = False
    guarded.cycles(2)
    assert guarded.loved_at("L2") == set(), "what was unloved while unloves travelled is not loved again without them"


def test_a_love_anew_lifts_what_was_unloved_in_the_profile(guarded: Household) -> None:
    """The later word stands, for every account."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(2)
    guarded.human_loves("L2", "Harbour")
    guarded.cycles(2)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == {"Harbour"}
    assert not any(carries for *_, carries in guarded.dump("tombstones")["tombstones"])


def test_our_love_that_is_taken_back_before_any_list_showed_it_was_unloved(bare: Household) -> None:
    """J has ids of its own; of this one it is only known as what it was loved there."""
    bare.carries_unloves = True
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour")
    bare.cycle()
    assert bare.loved_at("J") == {"Harbour"}
    bare.human_unloves("J", "Harbour")
    bare.cycles(2)

    assert bare.loved_at("L") == set()


def test_a_target_only_account_is_written_and_not_heard(home: Household) -> None:
    """What a human unloves there is nobody else's business; what others unlove, he keeps if he loved it later."""
    home.carries_unloves = True
    home.add("T", Service.LISTENBRAINZ, role=Role.TARGET)
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()
    home.human_unloves("T", "Harbour")
    home.human_unloves("L", "Lantern")
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}
    assert home.loved_at("T") == set()
    home.human_loves("T", "Lantern")
    home.cycles(2)
    assert home.loved_at("T") == {"Lantern"}


def test_switched_to_guarded_a_year_later_nothing_is_taken_back(home: Household) -> None:
    """An unlove at L with removals off, and J still gets it from B: only unloves heard since travel."""
    home.jamendo_offers("Harbour")
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.goes_on(days=365)
    home.carries_unloves = True
    home.cycles(3)

    assert home.loved_at("L2") == home.loved_at("J") == {"Harbour"}
    assert home.loved_at("L") == set()


def test_a_lifted_unlove_does_not_rise_again(guarded: Household) -> None:
    """Unloved, loved anew, and then unloved while unloves do not travel: the first unlove is over."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(2)
    guarded.human_loves("L", "Harbour")
    guarded.cycle()
    assert guarded.loved_at("L2") == {"Harbour"}
    guarded.carries_unloves = False
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(2)
    guarded.carries_unloves = True
    guarded.cycles(2)

    assert guarded.loved_at("L2") == {"Harbour"}


def test_jamendo_cannot_remove_and_says_so_once(guarded: Household) -> None:
    """The like stays there; it is told in the cycle that heard the unlove, and never again."""
    guarded.jamendo_offers("Harbour")
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("B", "Harbour")
    told = []
    for _ in range(5):
        guarded.cycle()
        told += [action.ref.id for action in guarded.outcome.by_hand]

    assert told == ["Harbour"]
    assert guarded.loved_at("J") == {"Harbour"}
    assert guarded.posts_to("J") == ["Harbour"]


def test_jamendo_tells_again_after_a_love_and_an_unlove(guarded: Household) -> None:
    """Once is once for each unlove."""
    guarded.jamendo_offers("Harbour")
    guarded.human_loves("L", "Harbour")
    guarded.cycle()
    told = []
    for _ in range(2):
        guarded.human_unloves("L", "Harbour")
        guarded.cycle()
        told.append(len(guarded.outcome.by_hand))
        guarded.human_loves("L", "Harbour")
        guarded.cycle()
        told.append(len(guarded.outcome.by_hand))

    assert told == [1, 0, 1, 0]


def test_our_own_unlove_is_nobodys_word(guarded: Household) -> None:
    """It leaves no tombstone where it was made: whoever loves it there again, loves it."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.services["L2"].fates = [Fate.LOST]
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(3)

    assert guarded.loved_at("L2") == set()
    buried = {account for account, *_ in guarded.dump("tombstones")["tombstones"]}
    names = {record.account.id: record.account.whoami for record in guarded.records()}
    assert {names[account] for account in buried} == {"L"}


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.NEVER_ARRIVED, Fate.BUSY, Fate.DROPPED])
def test_an_unlove_whose_answer_is_lost_is_looked_at_and_made_again(guarded: Household, fate: Fate) -> None:
    """As every write is."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.services["L2"].fates = [fate]
    guarded.human_unloves("L", "Harbour")
    for _ in range(3):
        guarded.cycle()
        guarded.goes_on(days=1)

    assert guarded.loved_at("L2") == set()
    assert guarded.state("L2", "Harbour") is State.VETOED


def test_an_account_that_is_out_of_reach_hears_of_it_later(guarded: Household) -> None:
    """The tombstone remembers."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.is_down("L2")
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(2)
    assert guarded.loved_at("L2") == {"Harbour"}
    assert guarded.state("L2", "Harbour") is State.PENDING
    guarded.is_up("L2")
    guarded.cycle()

    assert guarded.loved_at("L2") == set()


def test_a_plan_shows_the_unlove_and_sends_nothing(guarded: Household) -> None:
    """A dry run plans what a sync would do."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycle(Order(dry_run=True))

    actions = guarded.outcome.decisions["default"].plan.actions
    assert [(each.score, each.ref.service) for each in actions] == [(Score.NONE, Service.LISTENBRAINZ)]
    assert guarded.loved_at("L2") == {"Harbour"}


def test_an_account_that_was_connected_later_has_no_later_word(guarded: Household) -> None:
    """What it listed before us is memory, not news: it lifts no unlove, and the unlove reaches it, too."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.cycle()
    guarded.add("L3", Service.LISTENBRAINZ)
    guarded.human_loves("L3", "Harbour")
    guarded.cycles(2)

    assert guarded.loved_at("L") == guarded.loved_at("L2") == guarded.loved_at("L3") == set()


def test_a_love_that_shows_late_is_taken_back(guarded: Household) -> None:
    """Sent before the unlove and seen after it: our own love has no word."""
    guarded.is_down("L2")
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.services["L2"].fates = [Fate.LATE]
    guarded.is_up("L2")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    for _ in range(4):
        guarded.cycle()
        guarded.goes_on(days=1)

    assert guarded.loved_at("L2") == set()


def test_corrections_and_unloves_meet_at_one_track(guarded: Household) -> None:
    """A wrong match that was unloved elsewhere is taken away once, whoever wants it."""
    guarded.human_loves("B", "Harbour")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.human_says_not("B", "Harbour", "Harbour")
    guarded.cycles(3)

    assert guarded.loved_at("L2") == set()
    assert guarded.posts_to("L2") == ["Harbour", "Harbour"]
    assert guarded.dump("amends")["amends"] == []


def test_what_is_taken_away_is_not_counted_as_loved(guarded: Household) -> None:
    """A push says apart what it loved, what it took away, and what it made a hate."""
    guarded.carries_hates = True
    guarded.human_loves("B", "Harbour", "Lantern")
    guarded.cycle()
    guarded.human_unloves("L", "Harbour")
    guarded.human_hates("L", "Lantern")
    guarded.human_loves("B", "Meadow", "Orchard")
    done: Counter[Score] = Counter()
    for _ in range(2):
        pushed = {account.id: account.name for account in (each.account for each in guarded.records())}
        done += sum((each.proved for of, each in guarded.cycle().pushed.items() if pushed[of] == "L2"), Counter())

    assert done == {Score.LOVE: 2, Score.NONE: 1, Score.HATE: 1}


def test_an_unlove_of_what_was_never_asked_about_travels_in_the_same_sync(guarded: Household) -> None:
    """Our own like at Jamendo needed no catalogue; who it is that a human took away there, the same command finds out."""
    guarded.is_down("J")  # what it lacks is believed of Jamendo, whoever asks first
    guarded.add("J2", Service.JAMENDO, role=Role.BOTH).offers.add("Harbour")
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)
    assert guarded.loved_at("J2") == {"Harbour"}
    guarded.human_unloves("J2", "Harbour")
    guarded.cycle()

    assert guarded.loved_at("L") == guarded.loved_at("L2") == set()

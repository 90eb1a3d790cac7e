"""What the guard holds is held visibly, and a human lets exactly that pass, or settles that it stays."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.approve import Group, Kind, held_groups, keep, let_pass
from syncd.engine.cycle import Order
from syncd.engine.stock import take_stock
from syncd.planner.guard import GuardLimits
from syncd.store.store import SqlStore
from tests.engine.household import Household

SONGS = [f"Song {number}" for number in range(10)]
APPROVED = Order(corrections_only=True)
MEEK, BOLD = GuardLimits(max_per_day=3, max_share=1.0), GuardLimits(max_per_day=1000, max_share=1.0)


@pytest.fixture
def full(home: Household) -> Household:
    """Ten songs at L, all of them at L2, too; the guard believes three unloves a day."""
    home.carries_unloves = True
    home.limits = MEEK
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", *SONGS)
    home.cycle()
    return home


def held(home: Household) -> list[Group]:
    """What is held now."""
    polled = home.outcome.polled
    accounts = [each.account for each in polled if each.account is not None]
    with SqlStore(home.database).reading() as tx:
        return held_groups(tx, accounts, take_stock(tx, home.world(), polled).decisions.values())


def approves(home: Household, group: Group, *, and_keeps: bool = False) -> None:
    """A human judges a group; without a keep the sync that carries it out follows."""
    with SqlStore(home.database).writing() as tx:
        if and_keeps:
            keep(tx, group, home.clock.now())
        else:
            let_pass(tx, group)
        tx.commit()
    if not and_keeps:
        home.cycle(APPROVED)


def titles(home: Household, group: Group) -> list[str]:
    """The songs of a group."""
    return sorted(home.library.title(ref) for ref in group.refs)


def test_a_list_that_is_suddenly_empty_is_held_line_by_line(full: Household) -> None:
    """Nothing of it enters memory, however often it is shown, and every line of it is named."""
    full.human_unloves("L", *SONGS)
    full.cycles(3)

    [group] = held(full)
    assert (group.account.whoami, group.kind, titles(full, group)) == ("L", Kind.ABSENCES, SONGS)
    assert full.outcome.favourites["default"] == 10
    assert [record.guarded for record in full.records() if record.account.whoami == "L"] == [10]
    assert full.loved_at("L2") == set(SONGS)


def test_a_list_that_comes_back_is_held_no_longer(full: Household) -> None:
    """Another user's list, or none, was shown for a while."""
    full.human_unloves("L", *SONGS)
    full.cycle()
    full.human_loves("L", *SONGS)
    full.cycle()

    assert held(full) == []
    assert {record.guarded for record in full.records()} == {0}
    assert full.dump("tombstones")["tombstones"] == []


def test_the_name_of_a_group_says_exactly_what_is_in_it(full: Household) -> None:
    """It stays the same from cycle to cycle, and is another when the group is another."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [before] = held(full)
    full.cycle()
    [again] = held(full)
    full.human_unloves("L", SONGS[5])
    full.cycle()
    [more] = held(full)

    assert before.hash == again.hash != more.hash


def test_approved_absences_are_heard_and_what_they_take_away_is_counted_once_more(full: Household) -> None:
    """First the list, then what follows from it elsewhere: each is let pass by its own name."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [absences] = held(full)
    approves(full, absences)
    assert full.outcome.favourites["default"] == 5
    assert full.loved_at("L2") == set(SONGS)

    [removals] = held(full)
    assert (removals.account.whoami, removals.kind, titles(full, removals)) == ("L2", Kind.REMOVALS, SONGS[:5])
    approves(full, removals)

    assert full.loved_at("L2") == set(SONGS[5:])
    assert held(full) == []
    full.cycle()
    assert full.dump("approvals")["approvals"] == []


def test_only_the_approved_ones_pass(full: Household) -> None:
    """What vanished after the human looked waits for another word."""
    full.human_unloves("L", *SONGS[:4])
    full.cycle()
    [group] = held(full)
    full.human_unloves("L", *SONGS[4:8])
    approves(full, group)

    assert full.outcome.favourites["default"] == 6
    assert [titles(full, each) for each in held(full) if each.kind is Kind.ABSENCES] == [SONGS[4:8]]


def test_an_approved_absence_that_is_none_any_more_is_no_word(full: Household) -> None:
    """The look after the approval decides; a later unlove needs a word of its own."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [group] = held(full)
    full.human_loves("L", *SONGS[:5])
    approves(full, group)

    assert full.outcome.favourites["default"] == 10
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    assert [titles(full, each) for each in held(full)] == [SONGS[:5]]


def test_absences_that_stay_undone_are_true_of_that_account_only(full: Household) -> None:
    """They are not loved there again, and nobody else hears of it, now or later."""
    full.human_loves("B", *SONGS[:5])
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [group] = held(full)
    approves(full, group, and_keeps=True)
    full.cycles(3)

    assert full.loved_at("L") == set(SONGS[5:])
    assert full.loved_at("L2") == set(SONGS)
    assert held(full) == []
    assert full.state("L", SONGS[0]) is State.VETOED
    assert full.posts_to("L") == []


def test_removals_that_stay_undone_are_never_asked_about_again(full: Household) -> None:
    """Until the song is loved and unloved once more."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    approves(full, held(full)[0])
    [removals] = held(full)
    approves(full, removals, and_keeps=True)
    full.goes_on(days=3)
    full.cycles(3)
    assert held(full) == []
    assert full.loved_at("L2") == set(SONGS)

    full.human_loves("L", SONGS[0])
    full.cycle()
    full.human_unloves("L", SONGS[0])
    full.cycles(2)
    assert full.loved_at("L2") == set(SONGS[1:])


def test_a_few_a_day_pass_and_the_rest_of_the_day_is_held(full: Household) -> None:
    """What was sent today counts; tomorrow is another day."""
    full.human_unloves("L", *SONGS[:3])
    full.cycle()
    assert full.loved_at("L2") == set(SONGS[3:])
    full.limits = BOLD
    full.human_unloves("L", SONGS[3])
    full.cycle(Order(limit=0))
    full.limits = MEEK
    full.cycle()
    assert [titles(full, each) for each in held(full)] == [[SONGS[3]]]

    full.goes_on(days=1)
    full.cycle()
    assert full.loved_at("L2") == set(SONGS[4:])
    assert held(full) == []


def test_one_a_day_always_passes(full: Household) -> None:
    """With the strictest bounds of all."""
    full.limits = GuardLimits(max_per_day=0, max_share=0.0)
    full.human_unloves("L", SONGS[0])
    full.cycle()

    assert full.loved_at("L2") == set(SONGS[1:])


def test_a_held_removal_of_a_favourite_is_a_held_favourite(full: Household) -> None:
    """Its state says that a human must let it pass."""
    full.human_loves("B", *SONGS)
    full.cycle()
    full.human_unloves("L", *SONGS[:5])
    full.limits = BOLD
    full.cycle(Order(limit=0))
    full.limits = MEEK
    full.cycle()

    assert full.state("L2", SONGS[0]) is State.HELD
    assert full.state("L2", SONGS[9]) is State.SETTLED
    assert full.state("L", SONGS[0]) is State.VETOED


def test_a_source_that_is_suddenly_empty_is_held_and_approved(bare: Household) -> None:
    """Boomplay has no point read: the second look finds the same, and is not believed either, until a human says so."""
    bare.limits = GuardLimits()
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY, role=Role.SOURCE)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", *SONGS)
    bare.cycle()
    bare.human_unloves("B", *SONGS)
    bare.cycles(3)
    [group] = held(bare)
    assert titles(bare, group) == SONGS

    approves(bare, group)
    [removals] = held(bare)
    approves(bare, removals)
    assert bare.loved_at("L") == set()

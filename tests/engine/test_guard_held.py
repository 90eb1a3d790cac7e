"""What the guard holds is held visibly, and a human lets exactly that pass."""

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.approve import HeldKind
from syncd.engine.order import Order
from syncd.planner.guard import GuardLimits
from tests.engine.guarding import BOLD, MEEK, SONGS, approves, held, titles
from tests.engine.household import Household
from tests.engine.undoing import hates_at


def test_a_list_that_is_suddenly_empty_is_held_line_by_line(full: Household) -> None:
    """Nothing of it enters memory, however often it is shown, and every line of it is named."""
    full.human_unloves("L", *SONGS)
    full.cycles(3)

    [group] = held(full)
    assert (group.account.whoami, group.kind, titles(full, group)) == ("L", HeldKind.ABSENCES, SONGS)
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
    assert (removals.account.whoami, removals.kind, titles(full, removals)) == ("L2", HeldKind.REMOVALS, SONGS[:5])
    approves(full, removals)

    assert full.loved_at("L2") == set(SONGS[5:])
    assert held(full) == []
    full.cycle()
    assert full.dump("rulings")["rulings"] == []


def test_only_the_approved_ones_pass(full: Household) -> None:
    """What vanished after the human looked waits for another word."""
    full.human_unloves("L", *SONGS[:4])
    full.cycle()
    [group] = held(full)
    full.human_unloves("L", *SONGS[4:8])
    approves(full, group)

    assert full.outcome.favourites["default"] == 6
    assert [titles(full, each) for each in held(full) if each.kind is HeldKind.ABSENCES] == [SONGS[4:8]]


def test_an_approved_absence_that_is_none_any_more_is_no_word(full: Household) -> None:
    """The look after the ruling decides; a later unlove needs a word of its own."""
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    [group] = held(full)
    full.human_loves("L", *SONGS[:5])
    approves(full, group)

    assert full.outcome.favourites["default"] == 10
    full.human_unloves("L", *SONGS[:5])
    full.cycle()
    assert [titles(full, each) for each in held(full)] == [SONGS[:5]]


def test_what_is_held_waits_for_a_human_however_many_days_go_by(full: Household) -> None:
    """Another day's allowance is for another day's absences."""
    full.human_unloves("L", *SONGS[:2])
    full.cycle()
    full.human_unloves("L", *SONGS[2:5])
    full.cycle()
    for day in range(3):
        full.goes_on(days=1)
        full.human_unloves("L", SONGS[5 + day])
        full.cycle()

    [group] = [each for each in held(full) if each.kind is HeldKind.ABSENCES]
    assert titles(full, group) == SONGS[2:5]
    assert full.outcome.favourites["default"] == 5
    assert full.loved_at("L2") == {*SONGS[2:5], *SONGS[8:]}


def test_a_list_that_goes_on_shrinking_on_one_day_is_held_as_a_whole(full: Household) -> None:
    """What is held counts within its day; a list that is whole again has lost nothing that day."""
    full.human_unloves("L", *SONGS[:4])
    full.cycle()
    full.human_unloves("L", SONGS[4])
    full.cycle()
    assert [titles(full, each) for each in held(full)] == [SONGS[:5]]
    full.human_loves("L", *SONGS[:5])
    full.cycle()
    full.human_unloves("L", SONGS[9])
    full.cycle()

    assert held(full) == []
    assert full.outcome.favourites["default"] == 9


def test_a_favourite_that_a_list_lost_is_held_there_and_not_settled(full: Household) -> None:
    """Its list does not show it, and nothing is written for it before a human has judged."""
    full.human_unloves("L", *SONGS[:5])
    full.cycles(2)

    assert {full.state("L", song) for song in SONGS[:5]} == {State.HELD}
    assert {full.state("L", song) for song in SONGS[5:]} == {State.SETTLED}
    assert full.posts_to("L") == []


def test_loves_that_became_hates_today_count(full: Household) -> None:
    """A carried hate takes a love away, too: two a day and no more, whatever the cycles are."""
    full.limits = GuardLimits(max_per_day=2, max_share=1.0)
    full.carries_hates = True
    full.human_loves("L2", *SONGS)
    full.cycle()
    for first in (0, 2, 4):
        full.human_hates("L", *SONGS[first : first + 2])
        full.cycles(2)
    assert full.loved_at("L2") == set(SONGS[2:])
    assert [titles(full, each) for each in held(full) if each.kind is HeldKind.REMOVALS] == [SONGS[2:6]]

    full.goes_on(days=1)
    full.cycle()
    assert full.loved_at("L2") == set(SONGS[2:]), "four are more than another day lets pass, too"


def test_a_love_that_became_a_hate_in_two_writes_counts(full: Household) -> None:
    """Unloved first, hated an hour later: the second write at a track does not make the first one forgotten."""
    full.limits = GuardLimits(max_per_day=1, max_share=1.0)
    full.carries_hates = True
    full.human_unloves("L", SONGS[0])
    full.cycle()
    assert full.loved_at("L2") == set(SONGS[1:])
    full.human_hates("L", SONGS[0])
    full.cycle()
    assert hates_at(full, "L2") == {SONGS[0]}
    full.limits = BOLD
    full.human_unloves("L", SONGS[1])
    full.cycle(Order(limit=0))
    full.limits = GuardLimits(max_per_day=1, max_share=1.0)
    full.cycle()

    assert full.loved_at("L2") == set(SONGS[1:])
    assert [titles(full, each) for each in held(full)] == [[SONGS[1]]]


def test_a_removal_counts_though_the_song_was_loved_again_since(full: Household) -> None:
    """The love of the same day takes the row of the removal; the journal still knows it."""
    full.human_unloves("L", SONGS[0])
    full.cycle()
    full.human_loves("L", SONGS[0])
    full.cycle()
    assert full.loved_at("L2") == set(SONGS)
    full.limits = BOLD
    full.human_unloves("L", SONGS[1])
    full.cycle(Order(limit=0))
    full.limits = GuardLimits(max_per_day=1, max_share=1.0)
    full.cycle()

    assert full.loved_at("L2") == set(SONGS)
    [late] = held(full)
    assert (titles(full, late), late.until_tomorrow) == ([SONGS[1]], True)


def test_what_passed_once_needs_another_word_when_it_is_loved_and_unloved_again(full: Household) -> None:
    """That five were taken away by a human's word lets the same five pass no second time."""
    for _ in range(2):
        full.human_unloves("L", *SONGS[:5])
        full.cycle()
        approves(full, held(full)[0])
        [removals] = held(full)
        assert (removals.kind, titles(full, removals)) == (HeldKind.REMOVALS, SONGS[:5])
        approves(full, removals)
        assert full.loved_at("L2") == set(SONGS[5:])
        full.human_loves("L", *SONGS[:5])
        full.cycle()
        assert full.loved_at("L2") == set(SONGS)


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
    [late] = held(full)
    assert (titles(full, late), late.until_tomorrow) == ([SONGS[3]], True)

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

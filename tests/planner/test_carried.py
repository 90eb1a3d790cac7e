"""What is carried to one account, case by case, and how much of it the guard lets pass."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Role, Score
from syncd.domain.memory import FIRST_LOOK, View
from syncd.domain.outbox import RowState
from syncd.domain.plan import Ruling, State
from syncd.domain.track import RecordingId, Service
from syncd.planner.guard import GuardLimits
from syncd.planner.merge import Agreement, Word, lifted, merge
from syncd.planner.plan import HELD_BY_GUARD, plan
from syncd.planner.removals import Carried, Policy, carried_to
from syncd.planner.settle import asks_for
from tests.planner.words import NOON, ONE_WAY, account, context, favourite, love, ref, row, view

GUARDED = Policy(unloves=True, limits=GuardLimits(max_per_day=3, max_share=1.0), today=NOON.date())
SPITEFUL = Policy(hates=True, limits=GuardLimits(max_per_day=3, max_share=1.0), today=NOON.date())
JAMENDO = account(2, Service.JAMENDO, Role.TARGET, ONE_WAY)
AT_JAMENDO = ref("j1", Service.JAMENDO)
NOTHING: Mapping[int, int] = {}
KNOWN = {RecordingId(number): favourite(number) for number in range(1, 10)}


def agreed(
    *,
    loved: Mapping[int, int] = NOTHING,
    carried: Mapping[int, int] = NOTHING,
    buried: Mapping[int, int] = NOTHING,
) -> Agreement:
    """What is loved, with the cycles of the words, and what was unloved (`buried`) or is hated (`carried`) since when."""
    return Agreement(
        loved={RecordingId(each): Word(cycle) for each, cycle in loved.items()},
        hated=frozenset(map(RecordingId, carried)),
        carried={RecordingId(each): cycle for each, cycle in carried.items()},
        buried={RecordingId(each): cycle for each, cycle in buried.items()},
    )


def unloved(target: View, agreement: Agreement, policy: Policy = GUARDED) -> Carried:
    """What is carried to a target."""
    return carried_to(target, agreement, KNOWN, policy)


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        (love("m1", since=FIRST_LOOK), True),
        (love("m1", since=4), True),
        (love("m1", since=5), False),
        (love("m1", since=6), False),
        (love("m1", since=9, is_ours=True), True),
        (love("m1", since=4, missing_since=4), False),
        (love("m1", since=4, missing_since=4, is_taken_down=True), False),
        (love("m1", since=4, score=Score.HATE), False),
        (love("m2", since=4), False),
    ],
)
def test_what_is_older_than_the_unlove_goes(line: Any, *, goes: bool) -> None:
    """A human's love by its word, ours whenever it was seen; what the list does not show just now waits."""
    carried = unloved(view(line), agreed(buried={1: 5}))

    assert [(each.ref, each.score) for each in carried.going] == ([(ref("m1"), Score.NONE)] if goes else [])


def test_nothing_goes_while_unloves_do_not_travel() -> None:
    """Whatever was heard while they did."""
    assert unloved(view(love("m1")), agreed(buried={1: 5}), Policy()) == Carried()


def test_a_track_that_stands_for_another_loved_song_stays() -> None:
    """Two recordings may stand at one place."""
    known = {RecordingId(each): favourite(each, refs=frozenset({ref("m1")})) for each in (1, 2)}

    carried = carried_to(view(love("m1")), agreed(loved={2: 1}, buried={1: 5}), known, GUARDED)

    assert carried.going == ()


def test_what_cannot_be_removed_is_told_and_then_kept() -> None:
    """A ruling remembers that it was told; it is moot once the song is no case any more."""
    known = {RecordingId(1): favourite(1, located={Service.JAMENDO: AT_JAMENDO})}
    line = love("j1", service=Service.JAMENDO, at=2)
    news = carried_to(view(line, who=JAMENDO), agreed(buried={1: 5}), known, GUARDED)
    told = view(line, who=JAMENDO, rulings={AT_JAMENDO: Ruling.KEEP})
    old = carried_to(told, agreed(buried={1: 5}), known, GUARDED)
    over = carried_to(told, agreed(loved={1: 6}), known, GUARDED)

    assert [each.ref for each in news.by_hand] == [AT_JAMENDO]
    assert (news.going, old.by_hand, old.moot) == ((), (), frozenset())
    assert over.moot == {AT_JAMENDO}


@pytest.mark.parametrize(("count", "sent", "passes"), [(3, 0, True), (4, 0, False), (1, 2, True), (2, 2, False)])
def test_beyond_the_bound_all_are_held(count: int, sent: int, *, passes: bool) -> None:
    """Three a day here; what was sent today counts."""
    lines = [love(f"m{number}") for number in range(1, count + 1)]
    gone = [f"x{number}" for number in range(sent)]
    rows = {ref(name): row(name, RowState.DONE, score=Score.NONE, sent_at=NOON) for name in gone}
    target = view(*lines, rows=rows, listed=100)
    carried = unloved(target, agreed(buried=dict.fromkeys(range(1, count + 1), 5)))

    assert len(carried.going) == (count if passes else 0)
    assert len(carried.held) == (0 if passes else count)


def test_yesterday_does_not_count() -> None:
    """The bound is of a day."""
    rows = {
        ref(name): row(name, RowState.DONE, score=Score.NONE, sent_at=NOON - timedelta(days=1))
        for name in ("a", "b", "c")
    }

    assert unloved(view(love("m1"), rows=rows, listed=100), agreed(buried={1: 5})).held == ()


def test_what_was_sent_today_and_is_to_be_sent_again_is_not_counted_twice() -> None:
    """A lost answer makes no removal more."""
    lines = [love(f"m{number}") for number in range(1, 4)]
    rows = {line.ref: row(line.ref.id, RowState.PENDING, score=Score.NONE, sent_at=NOON) for line in lines}

    assert unloved(view(*lines, rows=rows, listed=3), agreed(buried={1: 5, 2: 5, 3: 5})).held == ()


def test_what_a_human_let_pass_goes_and_is_not_counted() -> None:
    """Exactly that; what he settled to keep stays."""
    lines = [love(f"m{number}") for number in range(1, 9)]
    rulings = {ref("m1"): Ruling.ALLOW, ref("m2"): Ruling.ALLOW, ref("m3"): Ruling.KEEP}
    target = view(*lines, rulings=rulings, listed=8)
    carried = unloved(target, agreed(buried=dict.fromkeys(range(1, 9), 5)))

    assert [each.ref.id for each in carried.going] == ["m1", "m2"]
    assert [each.ref.id for each in carried.held] == ["m4", "m5", "m6", "m7", "m8"]


def test_how_favourites_stand_that_are_to_be_taken_away() -> None:
    """Held, on their way, vetoed where they are gone; settled again where a human keeps them."""
    agreement = agreed(loved=dict.fromkeys(range(1, 9), 1), buried=dict.fromkeys(range(1, 8), 5))
    rulings = {ref("m1"): Ruling.ALLOW, ref("m2"): Ruling.KEEP}
    target = view(*(love(f"m{number}") for number in range(1, 7)), rulings=rulings, listed=8)
    made = plan(agreement, [target], KNOWN, GUARDED)
    states = {standing.recording: standing.state for standing in made.standings}

    assert states == {
        1: State.PENDING,
        2: State.SETTLED,
        3: State.HELD,
        4: State.HELD,
        5: State.HELD,
        6: State.HELD,
        7: State.VETOED,
        8: State.PENDING,
    }
    assert {standing.reason for standing in made.standings if standing.state is State.HELD} == {HELD_BY_GUARD}
    assert [(each.ref.id, each.score) for each in made.actions] == [("m1", Score.NONE), ("m8", Score.LOVE)]
    assert len(made.held) == 4


def test_an_account_that_is_not_written_now_is_counted_all_the_same() -> None:
    """What is held does not depend on the weather; nothing leaves for it."""
    target = view(*(love(f"m{number}") for number in range(1, 6)), listed=5, why_not_written="down")
    made = plan(agreed(buried=dict.fromkeys(range(1, 6), 5)), [target], KNOWN, GUARDED)

    assert (len(made.held), made.actions) == (5, ())


@pytest.mark.parametrize(
    ("lines", "goes"),
    [
        ([], True),
        ([love("m1", since=4)], True),
        ([love("m1", since=5)], False),
        ([love("m1", since=9, is_ours=True)], True),
        ([love("m1", since=1, score=Score.HATE)], False),
        ([love("m1", since=1, score=Score.HATE, is_ours=True)], False),
    ],
)
def test_a_hate_goes_where_nobody_loved_it_later(lines: list[Any], *, goes: bool) -> None:
    """Not where it is hated already."""
    carried = unloved(view(*lines), agreed(carried={1: 5}), SPITEFUL)

    assert [(each.ref.id, each.score) for each in carried.going] == ([("m1", Score.HATE)] if goes else [])


def test_a_hate_goes_to_listenbrainz_only_and_only_where_the_song_is_known() -> None:
    """Jamendo has nothing that could be read back; an MBID that ListenBrainz does not know is not hated either."""
    known = KNOWN | {RecordingId(1): favourite(1, is_known=False, located={Service.JAMENDO: AT_JAMENDO})}

    assert carried_to(view(), agreed(carried={1: 5}), known, SPITEFUL).going == ()
    assert carried_to(view(who=JAMENDO), agreed(carried={1: 5}), known, SPITEFUL) == Carried()


def test_hates_that_take_loves_away_are_counted_by_the_guard() -> None:
    """Hates of what nobody loves are not."""
    loves = [love(f"m{number}") for number in range(1, 5)]
    carried = unloved(view(*loves, listed=4), agreed(carried=dict.fromkeys(range(1, 7), 5)), SPITEFUL)

    assert [each.ref.id for each in carried.held] == ["m1", "m2", "m3", "m4"]
    assert [each.ref.id for each in carried.going] == ["m5", "m6"]


def test_a_love_that_was_turned_into_a_hate_elsewhere_is_turned_in_one_write() -> None:
    """It is an unlove and a hate, and one removal."""
    policy = Policy(unloves=True, hates=True, limits=GuardLimits(max_per_day=1, max_share=1.0), today=NOON.date())
    carried = unloved(view(love("m1"), listed=1), agreed(carried={1: 5}, buried={1: 5}), policy)

    assert ([each.score for each in carried.going], carried.held) == ([Score.HATE], ())


def test_the_latest_unlove_of_the_profile_stands_until_a_later_love() -> None:
    """Every heard account's love lifts it; a love heard in the same cycle does, too."""
    recordings = context().recordings
    here = view(love("a", since=2), carrying={RecordingId(1): 4, RecordingId(2): 4})
    there = view(love("b", since=4), carrying={RecordingId(1): 7}, who=account(2))
    agreement = merge([here, there], recordings)

    assert agreement.buried == {1: 7}
    assert [(each.recording, each.cycle, each.carries) for each in lifted(here, agreement)] == [(2, 4, True)]
    assert lifted(there, agreement) == []


def test_our_own_hate_is_nobodys_opinion() -> None:
    """It vetoes at its own account only."""
    ours = view(love("m1", score=Score.HATE, is_ours=True))
    agreement = merge([ours, view(love("m1"), who=account(2))], {ref("m1"): RecordingId(1)})

    assert (agreement.hated, agreement.carried) == (frozenset(), {})
    made = plan(agreement, [ours, view(who=account(3))], KNOWN)
    assert [(each.account, each.state) for each in made.standings] == [(1, State.VETOED), (3, State.PENDING)]


@pytest.mark.parametrize(
    ("wanted", "seen", "stood", "asks"),
    [
        (Score.LOVE, Score.NONE, Score.NONE, True),
        (Score.LOVE, Score.HATE, Score.NONE, False),
        (Score.NONE, Score.LOVE, Score.LOVE, True),
        (Score.NONE, Score.NONE, Score.LOVE, False),
        (Score.NONE, Score.HATE, Score.LOVE, False),
        (Score.NONE, Score.HATE, Score.HATE, True),
        (Score.NONE, Score.LOVE, Score.HATE, False),
        (Score.HATE, Score.NONE, Score.NONE, True),
        (Score.HATE, Score.LOVE, Score.LOVE, True),
        (Score.HATE, Score.LOVE, Score.NONE, False),
        (Score.HATE, Score.HATE, Score.NONE, False),
    ],
)
def test_a_write_leaves_only_where_the_look_shows_what_was_planned_by(
    wanted: Score, seen: Score, stood: Score, *, asks: bool
) -> None:
    """What somebody changed since is left to the next plan."""
    assert asks_for(row(score=wanted), seen, stood) is asks


numbers = st.sets(st.integers(1, 9))


@given(numbers, numbers, numbers, st.integers(0, 9), st.integers(0, 9))
def test_no_more_than_the_bound_leaves_on_a_day_whatever_is_wanted(
    listed: set[int], buried: set[int], sent: set[int], per_day: int, share: int
) -> None:
    """One always passes; beyond the bound nothing that is new leaves, and what is held or goes is all that is wanted."""
    limits = GuardLimits(max_per_day=per_day, max_share=share / 9)
    rows = {ref(f"x{n}"): row(f"x{n}", RowState.DONE, score=Score.NONE, sent_at=NOON) for n in sent}
    target = view(*(love(f"m{number}") for number in listed), rows=rows, listed=len(listed))
    policy = Policy(unloves=True, limits=limits, today=NOON.date())
    carried = unloved(target, agreed(buried=dict.fromkeys(buried, 5)), policy)

    assert {each.ref.id for each in (*carried.going, *carried.held)} == {f"m{each}" for each in listed & buried}
    assert not (carried.going and carried.held)
    assert not carried.going or len(carried.going) + len(sent) <= limits.allowed(len(listed) + len(sent))

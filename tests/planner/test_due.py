"""What is to be polled when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from syncd.domain.account import Label
from syncd.planner.due import (
    MOST_STRETCH,
    STEADY,
    Found,
    Habit,
    Schedule,
    after,
    back_again,
    due,
    hastened,
    is_due,
    is_offline,
    no_later,
    stretch,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURLY = Habit(every=HOUR)
TARGET = Habit(every=HOUR, is_mere_target=True)
FILE = Habit(every=HOUR, is_host=False)
A, B, C = (Label("default", name) for name in "ABC")

every = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=3))
dice = st.floats(0, 1)
moment = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  # Hypothesis wants naive bounds


def at(instant: datetime, **known: object) -> Schedule:
    """A schedule whose next poll is at this moment."""
    return Schedule(**{"next_at": instant, "phase": 0.25, **known})  # type: ignore[arg-type]  # whatever a test says


@given(every=every, phase=dice, now=moment, throw=dice)
def test_the_next_poll_is_neither_at_once_nor_late(every: timedelta, phase: float, now: datetime, throw: float) -> None:
    """After a look with news it comes after a quarter of the interval at the earliest, and within one and a half."""
    before = Schedule(next_at=now, phase=phase)

    later = after(before, Habit(every=every), Found.NEWS, now, throw)

    assert every * 0.24 <= later.next_at - now <= every * 1.5
    assert not is_due(later, Habit(every=every), now)


@given(phase=dice, now=moment, throws=st.lists(dice, min_size=5, max_size=30), late=dice)
def test_a_late_poll_moves_none_of_the_later_ones(
    phase: float, now: datetime, throws: list[float], late: float
) -> None:
    """The polls keep to their grid: each is at most a tenth of the interval behind a point of it, whatever came before."""
    schedule, origin = Schedule(next_at=now, phase=phase), datetime(1970, 1, 1, tzinfo=UTC) + HOUR * phase
    for throw in throws:
        schedule = after(schedule, HOURLY, Found.NEWS, schedule.next_at + HOUR * late, throw)
        assert (schedule.next_at - origin) % HOUR <= HOUR * 0.1 + timedelta(microseconds=2)


def test_an_interval_stretches_while_nothing_changes() -> None:
    """It grows up to four times, and one look with news takes it back to what is configured."""
    schedule, gaps = at(NOON), []
    for _ in range(STEADY * MOST_STRETCH * 2):
        later = after(schedule, HOURLY, Found.NOTHING_NEW, schedule.next_at, 0.0)
        gaps.append(later.next_at - schedule.next_at)
        schedule = later

    assert gaps[1] == HOUR
    assert gaps[-1] == HOUR * MOST_STRETCH == max(gaps)
    assert stretch(after(schedule, HOURLY, Found.NEWS, schedule.next_at, 0.0)) == 1


def test_a_mere_target_is_looked_at_daily_and_around_our_writes() -> None:
    """Once a day, and at its own interval while a write may have arrived that no look has proved."""
    daily = after(at(NOON), TARGET, Found.NEWS, NOON, 0.0)
    proving = after(at(NOON), TARGET, Found.NEWS, NOON, 0.0, is_unproved=True)

    assert timedelta(hours=6) <= daily.next_at - NOON <= timedelta(hours=30)
    assert proving.next_at - NOON <= HOUR * 1.25
    assert hastened(daily, TARGET, NOON).next_at == NOON + HOUR
    assert hastened(proving, TARGET, NOON) == proving


@pytest.mark.parametrize(
    ("found", "first", "last"),
    [
        (Found.SILENCE, timedelta(minutes=1), HOUR),
        (Found.NONSENSE, timedelta(minutes=1), HOUR),
        (Found.SHUT, HOUR, timedelta(days=1)),
    ],
)
def test_a_failing_account_is_left_alone_for_longer_and_longer(found: Found, first: timedelta, last: timedelta) -> None:
    """The wait doubles from a minute to an hour, and from an hour to a day where only a human can help."""
    schedule, waits = at(NOON), []
    for _ in range(15):
        later = after(schedule, HOURLY, found, schedule.next_at, 0.0)
        waits.append(later.next_at - schedule.next_at)
        schedule = later

    assert (waits[0], waits[-1]) == (first, last)
    assert waits == sorted(waits)


def test_one_that_is_polled_often_is_not_left_alone_for_an_hour() -> None:
    """A file that was missing for a night is read again within four of its intervals."""
    minutes = Habit(every=timedelta(minutes=5), is_host=False)

    later = after(at(NOON, found=Found.NONSENSE, in_a_row=50), minutes, Found.NONSENSE, NOON, 0.0)

    assert later.next_at - NOON == timedelta(minutes=20)


def test_a_time_too_far_away_was_another_clocks() -> None:
    """A poll noted for next year by a clock that was set back since is due now; one of tomorrow is not."""
    assert is_due(at(NOON + timedelta(days=300)), HOURLY, NOON)
    assert not is_due(at(NOON + timedelta(hours=20)), HOURLY, NOON)


@given(every=every, phase=dice, now=moment, throw=dice, quiet=st.integers(0, 40), shorter=st.integers(1, 500))
def test_a_habit_that_is_new_ends_the_old_wait(
    every: timedelta, phase: float, now: datetime, throw: float, quiet: int, shorter: int
) -> None:
    """Under a shorter interval the next poll comes within what that one would give; under the very same one nothing moves."""
    before = Schedule(next_at=now, phase=phase, found=Found.NOTHING_NEW, in_a_row=quiet)
    planned = after(before, Habit(every=every), Found.NOTHING_NEW, now, throw)
    new = Habit(every=every / shorter)

    assert no_later(planned, Habit(every=every), now) == planned
    assert no_later(planned, new, now).next_at - now <= new.every * (stretch(planned) + 0.4)
    assert no_later(planned, new, now).next_at <= planned.next_at


def test_while_nobody_answers_one_is_enough_to_ask() -> None:
    """Offline, only the host that is longest overdue is tried; a file is read all the same."""
    silent = {A: at(NOON - HOUR, found=Found.SILENCE), B: at(NOON - HOUR * 2, found=Found.SILENCE), C: at(NOON)}
    habits = {A: HOURLY, B: HOURLY, C: FILE}

    assert is_offline(silent, habits)
    assert due(silent, habits, NOON) == [B, C]
    assert due({**silent, A: at(NOON + HOUR, found=Found.SILENCE)}, habits, NOON) == [C]
    assert due({**silent, B: at(NOON - HOUR * 2, found=Found.NEWS)}, habits, NOON) == [B, A, C]


def test_a_login_that_is_shut_tells_nothing_of_the_network() -> None:
    """Nobody need be asked to know that it is shut: the others are spared offline all the same, and it keeps its own waits."""
    silent = {A: at(NOON - HOUR, found=Found.SILENCE), B: at(NOON - HOUR * 2, found=Found.SILENCE)}
    shut = {C: at(NOON + HOUR, found=Found.SHUT)}
    habits = dict.fromkeys((A, B, C), HOURLY)

    assert is_offline(silent | shut, habits)
    assert due(silent | shut, habits, NOON) == [B]
    assert due(silent | shut, habits, NOON + HOUR) == [B, C]
    assert not is_offline(shut, habits)


def test_after_an_outage_the_others_follow_one_by_one() -> None:
    """Who was silent is due within ten minutes, spread by the dice; who answered keeps its time."""
    known = {A: at(NOON + HOUR, found=Found.NEWS), B: at(NOON - HOUR, found=Found.SILENCE), C: at(NOON + HOUR)}

    now = back_again(known, {A}, NOON, {A: 0.5, B: 0.5, C: 0.5})

    assert (now[A], now[C]) == (known[A], known[C])
    assert now[B].next_at == NOON - HOUR + timedelta(minutes=5)


def test_a_thrifty_habit_polls_as_much_more_seldom() -> None:
    """Around our own writes and without them; nothing else changes."""
    habit = Habit(every=timedelta(hours=1), is_mere_target=True)

    assert habit.thrifty(1) == habit
    assert habit.thrifty(4).interval(is_unproved=True) == timedelta(hours=4)
    assert habit.thrifty(4).interval(is_unproved=False) == timedelta(days=1)

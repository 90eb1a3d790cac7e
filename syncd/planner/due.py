"""What is to be polled when. Instants are UTC, so no summer time ever shifts a poll, and dice (0 to 1) come from outside.

Each account has a grid of its own: every so many minutes from a random phase that its installation keeps for ever. A
poll that came late moves none of the later ones, and those that were missed meanwhile are one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from syncd.domain.account import Label

MOST_STRETCH = 4
"""While nothing changes, the intervals grow up to so many times."""

STEADY = 6
"""After so many looks in a row that changed nothing an interval is stretched by one more of its kind."""

A_DAY = timedelta(days=1)
"""How often a mere target is looked at while nothing of ours waits there to be proved."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 0.1  # of an interval: how much later than its point of the grid a poll may come
_NEAREST = 0.25  # of an interval: a late poll is not followed by another one at once
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_WAIT_FOR_A_HUMAN = timedelta(hours=1)
_RETURN = timedelta(minutes=10)


class Found(StrEnum):
    """What a poll amounted to."""

    NEVER = "never"  #: nobody has polled it yet
    NEWS = "news"
    NOTHING_NEW = "nothing new"
    SILENCE = "silence"  #: the host could not be reached
    NONSENSE = "nonsense"  #: it answered, but not with a list to be believed
    SHUT = "shut"  #: the login is refused, or the application not approved: a human's matter


_FAILURES = {Found.SILENCE, Found.NONSENSE, Found.SHUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one account is polled: every so often, its interval stretched while nothing changes.

    A mere target is looked at around our own writes (they are proved `every` so often), else daily. A file is no host:
    whether it can be read says nothing about the network.
    """

    every: timedelta
    is_mere_target: bool = False
    is_host: bool = True

    def thrifty(self, times: int) -> "Habit":
        """The same where a month's budget runs low: so many times as seldom."""
        return replace(self, every=self.every * times)

    def interval(self, *, is_unproved: bool) -> timedelta:
        """The time between two polls, not stretched; `is_unproved` where a write of ours may have arrived there."""
        return max(self.every, A_DAY) if self.is_mere_target and not is_unproved else self.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When one account is polled next, where its grid begins (`phase`, 0 to 1), and what was found how often in a row."""

    next_at: datetime
    phase: float
    found: Found = Found.NEVER
    in_a_row: int = 0

    @property
    def is_failing(self) -> bool:
        """Whether the last poll brought no list."""
        return self.found in _FAILURES

    @property
    def is_well(self) -> bool:
        """Whether the last poll brought a list."""
        return self.found in {Found.NEWS, Found.NOTHING_NEW}


def is_due(schedule: Schedule, habit: Habit, now: datetime) -> bool:
    """Whether its time has come; a time further away than any that we give was noted by a clock that was set back since."""
    longest = max(habit.interval(is_unproved=False) * (MOST_STRETCH + 1), A_DAY * 2)
    return schedule.next_at <= now or schedule.next_at - now > longest


def due(schedules: Mapping[Label, Schedule], habits: Mapping[Label, Habit], now: datetime) -> list[Label]:
    """The accounts whose time has come, the longest overdue first.

    While no host at all answers, one is enough to ask, and the next one only when the last one's wait is over.
    """
    ready = [each for each in schedules if is_due(schedules[each], habits[each], now)]
    ready.sort(key=lambda each: schedules[each].next_at)
    if not is_offline(schedules, habits):
        return ready
    telling = _telling(schedules, habits)
    hosts = [each for each in ready if each in telling]
    is_time = len(hosts) == len(telling)
    return [each for each in ready if each not in telling or (is_time and each == hosts[0])]


def is_offline(schedules: Mapping[Label, Schedule], habits: Mapping[Label, Habit]) -> bool:
    """Whether nobody out there answered when last asked."""
    telling = _telling(schedules, habits)
    return bool(telling) and all(schedules[each].found is Found.SILENCE for each in telling)


def _telling(schedules: Mapping[Label, Schedule], habits: Mapping[Label, Habit]) -> set[Label]:
    """The accounts whose last polls tell of the network: a file is no host, and without a login no host need be asked."""
    return {each for each in schedules if habits[each].is_host and schedules[each].found is not Found.SHUT}


def after(  # noqa: PLR0913  # a schedule, what happened to it, and the dice
    schedule: Schedule, habit: Habit, found: Found, at: datetime, dice: float, *, is_unproved: bool = False
) -> Schedule:
    """The schedule after a poll at this moment."""
    in_a_row = schedule.in_a_row + 1 if found is schedule.found else 1
    now = replace(schedule, found=found, in_a_row=in_a_row)
    interval = habit.interval(is_unproved=is_unproved)
    if found in _FAILURES:
        return replace(now, next_at=at + _wait(found, in_a_row, habit.every) * (1 - dice / 4))
    point = _grid_point(at + interval * (stretch(now) - 1 + _NEAREST), interval, schedule.phase)
    return replace(now, next_at=point + interval * (_LATEST * dice))


def hastened(schedule: Schedule, habit: Habit, at: datetime) -> Schedule:
    """The schedule where a write of ours may have arrived, and no look has proved it: not a day later."""
    return replace(schedule, next_at=min(schedule.next_at, at + habit.interval(is_unproved=True)))


def no_later(schedule: Schedule, habit: Habit, now: datetime) -> Schedule:
    """The schedule under a habit that may be new: its next poll is not further away than one right now would put it.

    What this very habit gave stands as it is.
    """
    longest = habit.interval(is_unproved=False) * (stretch(schedule) + _NEAREST + _LATEST)
    return replace(schedule, next_at=min(schedule.next_at, now + longest))


def stretch(schedule: Schedule) -> int:
    """By how much the interval is stretched: by one more after every few looks in a row that changed nothing."""
    quiet = schedule.in_a_row if schedule.found is Found.NOTHING_NEW else 0
    return min(1 + quiet // STEADY, MOST_STRETCH)


def back_again(
    schedules: Mapping[Label, Schedule], answered: Collection[Label], now: datetime, dice: Mapping[Label, float]
) -> dict[Label, Schedule]:
    """After an outage: who was silent is asked again within minutes, one after the other rather than all at once."""
    return {
        each: replace(schedule, next_at=min(schedule.next_at, now) + _RETURN * dice[each])
        if schedule.found is Found.SILENCE and each not in answered
        else schedule
        for each, schedule in schedules.items()
    }


def _wait(found: Found, in_a_row: int, every: timedelta) -> timedelta:
    """How long to leave a failing account alone: doubling from a minute to an hour; where only a human can help, to a day.

    One that is polled every few minutes is not left alone for an hour.
    """
    doublings = 1 << min(in_a_row - 1, 20)
    if found is Found.SHUT:
        return min(_WAIT_FOR_A_HUMAN * doublings, A_DAY)
    return min(_FIRST_WAIT * doublings, _LONGEST_WAIT, max(every * MOST_STRETCH, _FIRST_WAIT))


def _grid_point(earliest: datetime, interval: timedelta, phase: float) -> datetime:
    """The first point of the grid from this moment on."""
    origin = _EPOCH + interval * phase
    return origin + interval * -((origin - earliest) // interval)

"""When each account is polled next: kept in memory for the ticks, and in the database for the next start."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from syncd.daemon.settings import Settings
from syncd.domain.account import Label, Role
from syncd.domain.track import Service
from syncd.planner.due import A_DAY, Found, Habit, Schedule, after, back_again, due, hastened, is_offline, no_later
from syncd.store.database import Database
from syncd.store.polls import load_polls, save_polls


def habits_of(settings: Settings, profile: str | None) -> dict[Label, Habit]:
    """How the configured accounts are to be polled."""
    return {
        Label(each.profile, each.name): Habit(
            every=each.settings.poll_every,
            is_mere_target=each.settings.role == Role.TARGET,
            is_host=each.settings.service is not Service.FILE,
        )
        for each in settings.all_accounts()
        if each.settings.enabled and profile in {None, each.profile}
    }


class Timetable:
    """The next polls. The daemon is their only writer; `dice` gives numbers from 0 to 1.

    `thrift` says at a moment how many times as seldom each account is polled because a budget runs low, `reserved` whose
    budget is so low that the rest of it is for writes.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # whoever counts no budgets leaves the last two out
        self,
        database: Database,
        habits: Mapping[Label, Habit],
        now: datetime,
        dice: Callable[[], float],
        thrift: Callable[[datetime], Mapping[Label, int]] = lambda _now: {},
        reserved: Callable[[datetime], Collection[Label]] = lambda _now: (),
    ) -> None:
        """An account that is new or that failed when last polled is due at once: whoever starts a daemon mended it.

        One that is to be polled more often than before does not wait for the end of its old interval.
        """
        self._database, self._wanted, self._dice = database, dict(habits), dice
        self._thrift, self._reserved = thrift, reserved
        self._habits = self._thrifty(now)
        self._needed: frozenset[Label] = frozenset()  # read before a write, or to prove one
        with database.reading() as connection:
            known = load_polls(connection)
        fresh = {label: Schedule(next_at=now, phase=dice()) for label in habits}
        self._schedules = {label: known.get(label, fresh[label]) for label in habits}
        for label, schedule in self._schedules.items():
            if schedule.is_failing:
                self._schedules[label] = replace(schedule, next_at=now, found=Found.NEVER, in_a_row=0)
        nearer = {label: no_later(schedule, self._habits[label], now) for label, schedule in self._schedules.items()}
        self._keep({label: schedule for label, schedule in nearer.items() if schedule != self._schedules[label]})

    @property
    def schedules(self) -> Mapping[Label, Schedule]:
        """All of them."""
        return self._schedules

    @property
    def is_offline(self) -> bool:
        """Whether nobody out there answered when last asked."""
        return is_offline(self._schedules, self._habits)

    def due(self, now: datetime) -> frozenset[Label]:
        """The accounts that are to be polled now.

        One whose budget's rest is for writes waits another day, unless a write needs the look, or nobody knows how it is.
        """
        found = frozenset(due(self._schedules, self._habits, now))
        idle = {each for each in found - self._needed if self._schedules[each].is_well}
        spared = idle.intersection(self._reserved(now)) if idle else set()
        if spared:
            self._keep({each: replace(self._schedules[each], next_at=now + A_DAY) for each in spared})
        return found - spared

    def note(self, found: Mapping[Label, Found], at: datetime, unproved: frozenset[Label] = frozenset()) -> None:
        """What these polls amounted to; `unproved` are the accounts with writes of ours that may have arrived."""
        self._needed = (self._needed - found.keys()) | unproved
        was_offline, before = self.is_offline, dict(self._schedules)
        self._habits = self._thrifty(at)
        for label, word in found.items():
            self._schedules[label] = after(
                before[label], self._habits[label], word, at, self._dice(), is_unproved=label in unproved
            )
        if was_offline and not self.is_offline:
            dice = {label: self._dice() for label in self._schedules}
            self._schedules = back_again(self._schedules, found, at, dice)
        for label in unproved & self._schedules.keys():
            self._schedules[label] = hastened(self._schedules[label], self._habits[label], at)
        changed = {each: schedule for each, schedule in self._schedules.items() if schedule != before[each]}
        if changed:
            save_polls(self._database, changed)

    def hurry(self, labels: Collection[Label], now: datetime) -> None:
        """These are to be polled at once, whatever their budgets."""
        self._needed |= frozenset(labels)
        self._keep({label: replace(self._schedules[label], next_at=now) for label in labels})

    def _thrifty(self, now: datetime) -> dict[Label, Habit]:
        times = self._thrift(now)
        return {label: habit.thrifty(times.get(label, 1)) for label, habit in self._wanted.items()}

    def _keep(self, changed: Mapping[Label, Schedule]) -> None:
        self._schedules |= changed
        if changed:
            save_polls(self._database, changed)

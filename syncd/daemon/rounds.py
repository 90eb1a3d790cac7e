"""The daemon's work: wishes first, then daily duties, then cycles while anything is due. APScheduler only ticks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle as endlessly
from threading import Lock

from syncd.daemon.duties import Duties
from syncd.daemon.mended import Mended
from syncd.daemon.telling import Telling
from syncd.daemon.timekeeping import Timekeeper, timekeepers
from syncd.daemon.timetable import Timetable
from syncd.daemon.wiring import Program
from syncd.daemon.wishes import Wishes
from syncd.domain.account import AccountState, Label
from syncd.domain.errors import Stopped
from syncd.engine.order import Asker, Order
from syncd.engine.sync import Outcome, sync
from syncd.engine.world import Polled
from syncd.planner.due import Found
from syncd.services.answer import Answer
from syncd.store.polls import newest_event, outlook

_FOUND = {
    AccountState.UNCHANGED: Found.NOTHING_NEW,
    AccountState.UNREACHABLE: Found.SILENCE,
    AccountState.INCOMPLETE: Found.NONSENSE,
    AccountState.NEEDS_LOGIN: Found.SHUT,
    AccountState.ASLEEP: Found.SHUT,
    AccountState.AWAITING_APPROVAL: Found.SHUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the daemon works with. `keep` is told what each cycle came to, and how many seconds it took."""

    program: Program
    timetable: Timetable
    wishes: Wishes
    duties: Duties
    keep: Callable[[Program, Outcome, float], None]


class Rounds:
    """One round at a time, whoever ticks. A wish that waits too long interrupts a cycle, as a stop would: nothing is lost."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clock = parts.program.clock
        self._telling = Telling()
        self._mended = Mended(parts.program)
        self._keeper = Timekeeper(_knocks(parts.program), self._clock.now, self._clock.elapsed)
        self._trusted: frozenset[Label] = frozenset()  # read whole by this process, and well since
        self._restless: set[str] = set(self._profiles())  # profiles that have more to do at once
        self._next_push: Mapping[str, datetime] = {}
        self._cycling, self._is_cycling = Lock(), False
        # Whoever logs in there may be another one since the last process looked: nobody is written before he is read.
        written = [each.label for each in parts.program.world.members if each.role.writes]
        parts.timetable.hurry(written, self._clock.now())

    def make(self) -> None:
        """All that is due now. Raises Stopped where the process was asked to end."""
        while self._one():
            pass

    def listen(self) -> None:
        """Interrupt a cycle for a wish that has waited long enough."""
        with self._cycling:
            if self._is_cycling and self._parts.wishes.are_urgent():
                self._clock.interrupt()

    def _one(self) -> bool:
        """Wishes, duties and at most one cycle; whether there may be more to do at once."""
        if not self._keeper.may_go_on(self._newest()):
            return False
        if self._parts.wishes.carry_out():
            self._restless = set(self._profiles())
            self._greet()
        self._parts.duties.do(self._clock.now())
        self._parts.timetable.hurry(self._mended.look(self._clock.now()), self._clock.now())
        due, now = self._parts.timetable.due(self._clock.now()), self._clock.now()
        self._restless |= {profile for profile, at in self._next_push.items() if at <= now}
        self._next_push = {profile: at for profile, at in self._next_push.items() if at > now}
        profiles = {each.profile for each in due} | self._restless
        if profiles:
            self._cycle(due, profiles)
        return bool(profiles)

    def _greet(self) -> None:
        """Whoever has just logged in is asked at once."""
        fresh = self._parts.program.logged_in
        self._parts.timetable.hurry(fresh & self._parts.timetable.schedules.keys(), self._clock.now())
        fresh.clear()

    def _cycle(self, due: frozenset[Label], profiles: set[str]) -> None:
        """Read who is due, and push for one window; others of these profiles are not, and may be written where trusted."""
        self._mended.read_again(due)
        program, began = self._narrowed(profiles), self._clock.elapsed()
        order = Order(asked_by=Asker.DAEMON, accounts=due, trusted=self._trusted - due)
        try:
            self._set_cycling(is_cycling=True)
            outcome = sync(program.world, order)
        except Stopped:
            if self._clock.is_stopping:
                raise
            return
        finally:
            self._set_cycling(is_cycling=False)
        program.settle()
        self._restless -= profiles
        self._note(outcome)
        took = self._clock.elapsed() - began
        self._telling.cycle(outcome, took=took, now=self._clock.now())
        self._parts.keep(program, outcome, took)

    def _set_cycling(self, *, is_cycling: bool) -> None:
        with self._cycling:
            self._is_cycling = is_cycling
            self._clock.resume()

    def _note(self, outcome: Outcome) -> None:
        """When everybody is polled next, who may be written meanwhile, and who is to be read for that at once."""
        now = self._clock.now()
        found = {each.member.label: _found(each, outcome) for each in outcome.polled if each.state in _TELLING}
        with self._parts.program.database.reading() as connection:
            ahead = outlook(connection, now)
        self._parts.timetable.note(found, now, ahead.unproved)
        self._mended.note(outcome.polled)
        self._next_push = {**self._next_push, **ahead.next_push}
        well = {label for label, word in found.items() if word in {Found.NEWS, Found.NOTHING_NEW}}
        self._trusted = (self._trusted - found.keys()) | well
        self._restless |= {each.member.profile for each in outcome.polled if outcome.has_more}

    def _narrowed(self, profiles: set[str]) -> Program:
        program = self._parts.program
        members = [each for each in program.world.members if each.profile in profiles]
        return replace(program, world=replace(program.world, members=members))

    def _profiles(self) -> list[str]:
        return list(dict.fromkeys(each.profile for each in self._parts.program.world.members))

    def _newest(self) -> datetime | None:
        with self._parts.program.database.reading() as connection:
            return newest_event(connection)


_TELLING = {AccountState.READ, *_FOUND}
"""The states that say how an account fared in this cycle: all but resting."""


def _found(polled: Polled, outcome: Outcome) -> Found:
    """What a poll amounted to; a list that was read and changed nothing is nothing new."""
    if polled.state is not AccountState.READ:
        return _FOUND[polled.state]
    change = outcome.changes.get(polled.account.id) if polled.account else None
    return Found.NEWS if change and (change.added or change.removed) else Found.NOTHING_NEW


def _knocks(program: Program) -> Callable[[], Answer]:
    """Asks one of the hosts what time it is, each time the next one."""
    turns = endlessly(timekeepers(program))
    return lambda: next(turns).knock()

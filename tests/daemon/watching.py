"""A household with a daemon whose clock is set by hand."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from syncd.daemon.duties import Duties
from syncd.daemon.rounds import Parts, Rounds
from syncd.daemon.timetable import Timetable
from syncd.daemon.wiring import Program
from syncd.daemon.wishes import Wishes
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service
from syncd.engine.sync import Outcome
from syncd.planner.due import Habit
from syncd.store.database import open_engine
from syncd.store.tables import metadata
from syncd.store.wishes import leave
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.engine.scripted_world import HandClock

HABITS = {"B": Habit(every=timedelta(hours=6)), "L": Habit(every=timedelta(minutes=15))}
HABITS |= {"J": Habit(every=timedelta(hours=1), is_mere_target=True)}
HABITS |= {"E": HABITS["L"], "P": HABITS["B"]}


class Clock(HandClock):
    """A clock that can be interrupted."""

    is_stopping = False
    is_interrupted = False

    def interrupt(self) -> None:
        """Something is urgent."""
        self.is_interrupted = True

    def resume(self) -> None:
        """It is done."""
        self.is_interrupted = False


@dataclass(slots=True, kw_only=True)
class Counted(ScriptedService):
    """Says how often it was read whole; `meanwhile` happens during the next read."""

    reads: list[datetime] = field(default_factory=list)
    meanwhile: Any = None

    def snapshot(self) -> Snapshot:
        """The whole list."""
        self._answer()
        self.reads.append(self.clock.now())
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return ScriptedService.snapshot(self)


@contextmanager
def household(folder: Path) -> Iterator[Household]:
    """B, a Boomplay source, and L, a ListenBrainz account that is both, by such a clock."""
    template = folder / "template.db"
    engine = open_engine(template)
    metadata.create_all(engine)
    engine.dispose()
    with closing(Household(folder, template)) as home:
        home.clock = Clock()
        home.add("B", Service.BOOMPLAY, kind=Counted)
        home.add("L", Service.LISTENBRAINZ, kind=Counted)
        yield home


@dataclass
class Watch:
    """A household with a daemon."""

    home: Household
    rounds: Rounds
    outcomes: list[Outcome]
    granted: list[str]

    def passes(self, **time: float) -> None:
        """Time goes by; the daemon ticks once a minute."""
        end = self.home.clock.now() + timedelta(**time)
        while self.home.clock.now() < end:
            self.home.clock.go_on(timedelta(minutes=1))
            self.rounds.make()

    def reads(self, account: str) -> int:
        """How often an account was read whole."""
        service = self.home.services[account]
        assert isinstance(service, Counted)
        return len(service.reads)

    def wishes(self, verb: str) -> None:
        """Somebody left a wish half a minute ago."""
        leave(self.home.database, verb, {}, self.home.clock.now() - timedelta(seconds=30))


def watch(home: Household) -> Watch:
    """A daemon that starts now. The members are all accounts of its configuration."""
    program = Program(
        settings=cast("Any", None),  # nothing of it is asked here
        database=home.database,
        clock=cast("Any", home.clock),
        hosts={},
        world=replace(home.world(), labels=[member.label for member in home.members.values()]),
    )
    habits = {member.label: HABITS[member.name] for member in home.members.values()}
    outcomes: list[Outcome] = []
    granted: list[str] = []

    def grant(verb: str, _details: object) -> int:
        granted.append(verb)
        return 0

    parts = Parts(
        program=program,
        timetable=Timetable(home.database, habits, home.clock.now(), lambda: 0.5),
        wishes=Wishes(program, grant),
        duties=Duties([]),
        keep=lambda _program, outcome, _took: outcomes.append(outcome),
    )
    return Watch(home, Rounds(parts), outcomes, granted)

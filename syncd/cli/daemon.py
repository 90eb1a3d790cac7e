"""`syncd daemon`: the service."""

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from functools import partial

from syncd import __version__
from syncd.cli.answers_copy import write_answers_copy
from syncd.cli.budgets import reserved_accounts, thrift_of_accounts
from syncd.cli.daemon_watch import Watch
from syncd.cli.exits import Exit
from syncd.cli.kept_plan import KeptPlans
from syncd.cli.options import Common
from syncd.cli.session import ending_in_time, settings_of, stopping, writing
from syncd.cli.unread import note_unread
from syncd.cli.wishing import granted
from syncd.daemon.bulletin import Bulletin
from syncd.daemon.clock import SystemClock
from syncd.daemon.duties import Duties, Duty
from syncd.daemon.forgetting import end_old_history
from syncd.daemon.health import ROOM_TO_START
from syncd.daemon.last_words import LastWords
from syncd.daemon.logins import LoginWatch
from syncd.daemon.logs import LogFormat, configure, log, log_uncaught
from syncd.daemon.memory import be_frugal
from syncd.daemon.messenger import LONGEST, Message, Messenger, is_installed
from syncd.daemon.notifier import Sent
from syncd.daemon.page import Page, Pages
from syncd.daemon.rounds import Parts, Rounds
from syncd.daemon.scheduler import Ticking
from syncd.daemon.settings import Settings
from syncd.daemon.supervisor import Pulse, Supervisor, more_time, status
from syncd.daemon.timekeeping import timekeepers
from syncd.daemon.timetable import Timetable, habits_of
from syncd.daemon.wiring import Program, build
from syncd.daemon.wishes import Wishes
from syncd.engine.sync import Outcome
from syncd.store.copies import backups_folder, daily_copy
from syncd.store.database import Database
from syncd.store.disk import demand_room
from syncd.store.polls import newest_event

_MIGRATION = 600.0
"""Seconds that a start may take for the database's sake: a check after a power cut, a copy, a migration."""

_TO_END = 10.0
"""Seconds for what is left to do after the last words."""


def serve(asked: Common) -> int:
    """Hold the lock for life, tick, and end with 0 when somebody asks. Raises what ended it otherwise."""
    if not (asked.has_log_format or sys.stderr.isatty()):
        configure(LogFormat.JSON, asked.verbosity)  # whoever collects the lines of a service wants to sift them
    be_frugal()
    clock = SystemClock()
    with stopping(clock, is_daemon=True):  # from here on: to be stopped during its start is no failure, either
        _run(asked, clock)
    log.info("stopped; nothing is lost, the next start goes on")
    return Exit.DONE


def _run(asked: Common, clock: SystemClock) -> None:
    settings, supervisor = settings_of(asked), Supervisor.named_by(os.environ)
    log_uncaught()
    supervisor.tell(status("looking after the database"), more_time(_MIGRATION))
    words = LastWords(os.environ, _teller(settings, supervisor))
    with words.spoken():
        demand_room(settings.database_path, ROOM_TO_START)
        _work(asked, clock, supervisor, settings, words)


def _work(asked: Common, clock: SystemClock, supervisor: Supervisor, settings: Settings, words: LastWords) -> None:
    with (
        ending_in_time() as fail,
        writing(settings, is_daemon=True) as keep_name,
        closing(build(settings, profile=asked.profile, clock=clock)) as built,
    ):
        if not clock.is_stopping:
            _tick(built, asked, supervisor, keep_name, words, fail)


def _teller(settings: Settings, supervisor: Supervisor) -> Callable[[Message], Sent] | None:
    """How a human is told while the daemon ends: nobody waits for that as for a stop, so more time is asked for."""
    urls = settings.notify.urls
    if not urls or not is_installed():
        return None

    def tell(message: Message) -> Sent:
        supervisor.tell(more_time(LONGEST + _TO_END))
        return Messenger(urls, lambda: False).send(message)

    return tell


def _tick(  # noqa: PLR0913, PLR0917  # the daemon's parts, which live as long as it does
    built: Program,
    asked: Common,
    supervisor: Supervisor,
    keep_name: Callable[[], None],
    words: LastWords,
    fail: Callable[[BaseException], None],
) -> None:
    habits = habits_of(built.settings, asked.profile)
    now, dice = built.clock.now(), built.world.jitter
    thrift, reserved = partial(thrift_of_accounts, built), partial(reserved_accounts, built)
    timetable = Timetable(built.database, habits, now, dice, thrift, reserved)
    bulletin = Bulletin(len(built.world.members), partial(_next_poll, timetable))
    pulse = Pulse(supervisor, partial(_look, built), bulletin.line, built.clock.elapsed, partial(_stuck_for, built))
    ticking = Ticking(built.clock)
    with _watched(built, timetable) as watch:
        rounds = Rounds(_parts(built, timetable, partial(_keep, bulletin, watch, KeptPlans(), words)))
        logins = LoginWatch(built.database, built.settings)
        alive = _each(keep_name, pulse.beat)
        for work in (partial(_make_and_watch, rounds, logins, built), rounds.listen, alive, watch.look):
            ticking.every_tick(work)
        log.info("the daemon runs", accounts=[each.name for each in built.world.members])
        ticking.run(
            begun=_each(pulse.begin, watch.begin),
            ending=_each(pulse.end, watch.end),
            failing=partial(_fail, fail, (built.database, watch.database)),
        )


def _fail(fail: Callable[[BaseException], None], databases: Collection[Database], error: BaseException) -> None:
    """Soon all ends by itself: whoever holds the database is waited for no more."""
    fail(error)
    for each in databases:
        each.hurry()


@contextmanager
def _watched(built: Program, timetable: Timetable) -> Iterator[Watch]:
    """Somebody who looks whether all is well, and a port that tells it, where the configuration asks for one."""
    with ExitStack() as open_:
        database = open_.enter_context(closing(Database(built.database.path)))
        watch = Watch(built, timetable, database)
        if (address := built.settings.daemon.address) is not None:
            from syncd.daemon.metrics_door import MetricsDoor  # noqa: PLC0415  # its server takes memory, and few want it

            door = open_.enter_context(closing(MetricsDoor(address, _pages(watch), built.clock.elapsed)))
            door.open()
            watch.port = door.look
        yield watch


def _pages(watch: Watch) -> Pages:
    from syncd.cli.daemon_figures import figures_of  # noqa: PLC0415  # its library takes memory, and few want it
    from syncd.daemon.metrics import KIND, Exposition  # noqa: PLC0415  # as above

    exposition = Exposition(partial(figures_of, watch), __version__)
    return {
        "/healthz": watch.health,
        "/readyz": watch.readiness,
        "/metrics": lambda _accept: Page(exposition.text(), kind=KIND),
    }


def _each(*acts: Callable[[], None]) -> Callable[[], None]:
    """One after the other."""

    def act() -> None:
        for each in acts:
            each()

    return act


def _make_and_watch(rounds: Rounds, watch: LoginWatch, built: Program) -> None:
    """In one thread: what goes with a wish's first commit must not go with another's."""
    with built.clock.working():
        rounds.make()
        watch.look(built.clock.now())


def _next_poll(timetable: Timetable) -> datetime | None:
    return min((each.next_at for each in timetable.schedules.values()), default=None)


def _look(built: Program) -> None:
    """Whether the database answers."""
    with built.database.reading() as connection:
        newest_event(connection)


def _stuck_for(built: Program) -> float:
    """The seconds for which a round has made no step."""
    return built.clock.stuck_for


def _parts(built: Program, timetable: Timetable, keep: Callable[[Program, Outcome, float], None]) -> Parts:
    return Parts(
        program=built,
        timetable=timetable,
        wishes=Wishes(built, partial(granted, built)),
        duties=duties_of(built),
        keep=keep,
    )


def duties_of(built: Program) -> Duties:
    """What is done once a day."""
    backups = backups_folder(built.settings.database_path)
    return Duties(
        [
            Duty("a copy of the database", partial(daily_copy, built.settings.database_path)),
            Duty("a copy of the answers", lambda now: write_answers_copy(built.database, backups, now)),
            Duty("the end of old history", partial(end_old_history, built, timekeepers(built))),
        ]
    )


def _keep(  # noqa: PLR0913, PLR0917  # what keeps, and what is to be kept
    bulletin: Bulletin,
    watch: Watch,
    plans: KeptPlans,
    words: LastWords,
    built: Program,
    outcome: Outcome,
    took: float,
) -> None:
    """What `status`, `plan` and `systemctl status` show while the daemon runs."""
    bulletin.cycle(outcome)
    note_unread(built.database, outcome.polled)
    plans.keep(built, outcome)
    watch.cycle(took)
    words.take_back()

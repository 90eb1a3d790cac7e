"""The daemon seen from outside: what is the matter, what `/healthz` and `/readyz` answer, and what a human is told."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from syncd.cli.held import what_is_held
from syncd.cli.owed import owed_words
from syncd.cli.remembered import remembered
from syncd.cli.unread import unread_notes
from syncd.daemon.health import NEEDS_YOU, Condition, ConditionKind, Seen, as_json, conditions, ill, standing
from syncd.daemon.logins import LoginState, label_of, login_states
from syncd.daemon.logs import log, printable
from syncd.daemon.memory import give_back
from syncd.daemon.messenger import INSTALL, Message, Messenger, is_installed
from syncd.daemon.notices import Notices
from syncd.daemon.notifier import Sent
from syncd.daemon.page import Page
from syncd.daemon.redaction import redactor
from syncd.daemon.timetable import Timetable
from syncd.daemon.wiring import Program
from syncd.domain.account import Label
from syncd.domain.errors import StoreFailed
from syncd.domain.journal import Span
from syncd.domain.plan import State
from syncd.store.database import Database
from syncd.store.plans import load_report
from syncd.store.queue import queues
from syncd.store.store import SqlStore

LOOKED_EVERY = timedelta(minutes=1)
"""How often it is looked whether anything is the matter, beside the look after each cycle."""

_STALE_AFTER = LOOKED_EVERY * 10


class Watch:
    """Looks after each cycle and each minute. It works on a connection of its own: what goes with a wish's first commit
    must not go with one of these.

    Without a timetable it looks once, after a one-shot, of which the `report` is.
    """

    def __init__(self, built: Program, timetable: Timetable | None, database: Database, *, report: Any = None) -> None:
        self.built, self.database = built, database
        self.cycles, self.cycle_seconds = 0, 0.0
        self.conditions: Sequence[Condition] = ()
        self.reports: Mapping[str, Any] = {}
        self.port: Callable[[], str] = str  # looks after the port, and says why nobody can ask there
        self._timetable, self._report, self._began_at = timetable, report, built.clock.now()
        self._notices = Notices(database, _send(built), self._week)
        self._accounts: Sequence[Seen] = ()
        self._logins = dict[Label, LoginState]()
        self._looked_at: datetime | None = None
        self._is_fresh, self._is_ready = False, False

    def begin(self) -> None:
        """The scheduler runs."""
        self._is_ready = True

    def end(self) -> None:
        """The process was asked to end."""
        self._is_ready = False

    def cycle(self, took: float) -> None:
        """One cycle is over."""
        self.cycles, self.cycle_seconds = self.cycles + 1, self.cycle_seconds + took
        self._is_fresh = False

    def look(self) -> None:
        """At each tick; costs nothing where nothing happened and the minute is not over."""
        now = self.built.clock.now()
        if self._is_fresh and self._looked_at is not None and self._looked_at <= now < self._looked_at + LOOKED_EVERY:
            return
        if not self._is_fresh:
            self._is_fresh = True
            self._remember()
            for each in (self.database, self.built.database):
                each.close()  # idle connections keep pages; whoever needs one opens it anew
            give_back()
        free = shutil.disk_usage(self.built.settings.database_path.parent).free
        known = self._notices.known()
        self.conditions = conditions(self._seen(now), free, known, now, port_trouble=self.port())
        self._looked_at = now
        self._notices.look([*self.conditions, *standing(known, self._is_unseen)], now)

    def ill(self) -> list[Condition] | None:
        """What keeps us from being well; None where nobody has looked lately."""
        now = self.built.clock.now()
        if self._looked_at is None or abs(now - self._looked_at) > _STALE_AFTER:
            return None
        return ill(self.conditions, now)

    def health(self, accept: str) -> Page:
        """200 only if every account is logged in or rightly asleep, polled in time and pushing."""
        found = self.ill()
        status = HTTPStatus.OK if found == [] else HTTPStatus.SERVICE_UNAVAILABLE
        if "application/json" in accept:
            body = {"well": False, "conditions": []} if found is None else as_json(found)
            return Page(redactor.clean(json.dumps(body)) + "\n", status, "application/json")
        lines = ["nobody has looked yet"] if found is None else [each.told for each in found] or ["well"]
        return Page("".join(f"{redactor.clean(printable(line))}\n" for line in lines), status)

    def readiness(self, _accept: str) -> Page:
        """200 from the first tick to the wish to end."""
        return Page("ready\n") if self._is_ready else Page("not ready\n", HTTPStatus.SERVICE_UNAVAILABLE)

    def _remember(self) -> None:
        """How everything stood after the last cycle: the database knows it, over restarts, too."""
        members = self.built.world.members
        profiles = dict.fromkeys(each.profile for each in members)
        found = {each: self._report or load_report(self.database, each) for each in profiles}
        self.reports = {each: report for each, report in found.items() if report}
        with SqlStore(self.database).reading() as tx:
            records = tx.memory.records()
        states = login_states(self.database, self.built.settings)
        self._logins = {label_of(account): state for account, state in states if state is not None}
        polled = remembered(records, members, unread_notes(self.database, members))
        self._accounts = [
            Seen(
                label=each.member.label,
                state=each.state,
                trouble=each.trouble,
                held=_held(self.reports.get(each.member.profile), each.member.profile, each.member.name),
            )
            for each in polled
        ]

    def _seen(self, now: datetime) -> Iterable[Seen]:
        """What time alone changes: logins that run out, polls that should have been, writes that should have left."""
        schedules = self._timetable.schedules if self._timetable else {}
        with self.database.reading() as connection:
            waiting = queues(connection, now)
        for each in self._accounts:
            schedule, queue, login = schedules.get(each.label), waiting.get(each.label), self._logins.get(each.label)
            yield replace(
                each,
                ending=login.ending(each.label.account, now) if login else "",
                next_at=max(schedule.next_at, self._began_at) if schedule else None,
                is_waiting=queue is not None,
                sent_at=queue.sent_at if queue else None,
            )

    def _is_unseen(self, kind: ConditionKind, about: str) -> bool:
        """Whether it is the port's, which only a daemon has, or another profile's than those that are looked after."""
        configured = {each.profile for each in self.built.settings.all_accounts() if each.settings.enabled}
        others = configured - {each.profile for each in self.built.world.members}
        return self._timetable is None if kind is ConditionKind.PORT else about.partition("/")[0] in others

    def _week(self, since: datetime) -> str:
        with SqlStore(self.database).reading() as tx:
            done = len(tx.history.deeds(Span(since=since)))
        targets = [
            _target(name, counts)
            for profile, report in self.reports.items()
            for name, counts in report["profiles"][profile]["targets"].items()
        ]
        needs = [each.text for each in self.conditions if each.kind in NEEDS_YOU]
        waits = ["Waiting for you:", *needs] if needs else ["Nothing waits for you."]
        return "\n".join([f"{done} changes made since {since:%Y-%m-%d}.", *targets, *waits])


def _held(report: Any, profile: str, account: str) -> dict[str, str]:
    """What waits for approval, by its hash."""
    fields = report["profiles"][profile]["accounts"].get(account, {}) if report else {}
    whats = [(row, what_is_held(row["count"], row["hates"])) for row in fields.get("held", ())]
    return {row["hash"]: f"{account}: {what} {row['why']}; see: syncd approve list" for row, what in whats}


def _target(name: str, counts: Mapping[str, Any]) -> str:
    states = [f"{counts[state.value]} {state.value}" for state in State if counts[state.value]]
    owed = [f"{what} {state}" for state, what, _ in owed_words(counts)]
    return f"{name}: {', '.join([*states, *owed]) or 'no favourites'}"


def _send(built: Program) -> Callable[[Message], Sent] | None:
    """How a human is told, if he wants to be."""
    urls = built.settings.notify.urls
    if not urls:
        return None
    if not is_installed():
        log.warning("nobody can be told anything: [notify] needs an extra", run=INSTALL)
        return None
    return Messenger(urls, lambda: built.clock.is_stopping).send


def tell_after(built: Program, report: Any) -> None:
    """After a one-shot, tell a human what the daemon would tell, if he wants to be told. What was told is told by neither
    again. That nobody could be told undoes nothing of what was done.
    """
    if not built.settings.notify.urls:
        return
    try:
        with closing(Database(built.database.path)) as database:
            Watch(built, None, database, report=report).look()
    except StoreFailed as error:
        log.warning("nobody could be told", trouble=str(error))

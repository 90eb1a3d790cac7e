"""One command at work: settings, database, lock, signals."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from socket import socketpair
from tempfile import TemporaryDirectory
from typing import Any

from syncd.cli.exits import Exit, exit_for_error
from syncd.cli.hosts import hosts_of
from syncd.cli.options import Common
from syncd.cli.report import Known, report_of
from syncd.cli.unread import note_unread
from syncd.daemon.clock import SystemClock
from syncd.daemon.config_file import load
from syncd.daemon.forgetting import end_old_history
from syncd.daemon.locations import database_mark
from syncd.daemon.logins import LoginWatch
from syncd.daemon.logs import log, log_start, printable
from syncd.daemon.redaction import redactor
from syncd.daemon.settings import Settings
from syncd.daemon.timekeeping import timekeepers
from syncd.daemon.wiring import Program, build
from syncd.domain.errors import SyncdError, UsageError
from syncd.engine.order import Asker, Order
from syncd.engine.sync import Outcome, sync
from syncd.engine.world import Progress
from syncd.store.apart import migrate_apart
from syncd.store.database import Database
from syncd.store.lock import only_writer
from syncd.store.marks import Mark
from syncd.store.schema import upgrade

_GRACE = 5.0
"""Seconds that a write in flight gets to end (`contract.md` §2)."""

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

LEFT = "left for the running daemon, which carries it out within a minute; what became of it: syncd status"
"""What a command says that could not be the one writer, and left a wish."""

_served: ContextVar[Program | None] = ContextVar("served", default=None)
"""The daemon's own program, while it carries out a wish: then commands work on it, under its lock."""

_GRANTED = 30.0
"""Seconds that a wish may ask and push for before the daemon's own cycles go on with it."""

stopped_by: list[int] = []
"""The signal that asked this process to end, if one did."""


def settings_of(asked: Common) -> Settings:
    """The configuration; the first log line names it and the database."""
    if (served := _served.get()) is not None:
        return served.settings
    settings = load(asked.config, os.environ)
    profiles = list(dict.fromkeys(account.profile for account in settings.all_accounts()))
    if asked.profile is not None and asked.profile not in profiles:
        raise UsageError(f"there is no profile {asked.profile}; profiles: {', '.join(profiles) or 'none'}")
    log_start(settings)
    return settings


def served() -> Program | None:
    """The daemon's own program, where this is a wish that it carries out."""
    return _served.get()


@contextmanager
def serving(built: Program) -> Iterator[None]:
    """Let commands work on this program, whose lock is held already."""
    token = _served.set(built)
    try:
        yield
    finally:
        _served.reset(token)


@contextmanager
def writing(settings: Settings, *, is_daemon: bool = False) -> Iterator[Callable[[], None]]:
    """Hold the one writer's lock, with the database brought to our schema; who holds it for long keeps its name by what is given."""
    if _served.get() is not None:
        yield _nothing
        return
    mark = mark_of(settings)
    path, fingerprint = settings.database_path, settings.fingerprint
    with only_writer(path, is_daemon=is_daemon, mark=mark, fingerprint=fingerprint) as keep_name:
        prepare(settings.database_path, migrating=migrate_apart if is_daemon else None)
        if mark:
            mark.make()
        yield keep_name


def mark_of(settings: Settings) -> Mark | None:
    """What remembers outside of the database's own folder that it was here, where it needs that."""
    try:
        return database_mark(settings.database, settings.file, os.environ)
    except OSError:
        return None  # a running daemon's configuration was removed meanwhile


def _nothing() -> None:
    """Whoever carries out a wish works under the daemon's lock, whose name the daemon keeps."""


def prepare(
    path: Path, now: datetime | None = None, *, migrating: Callable[[Database], None] | None = None
) -> str | None:
    """Bring a database to our schema; the schema that it had. Only the holder of its lock may do this."""
    database = Database(path)
    try:
        return upgrade(database, now or SystemClock().now(), migrating)
    finally:
        database.close()


@contextmanager
def database_for_the_moment() -> Iterator[Path]:
    """An empty database, for commands that only look, where there is none that can be used."""
    with TemporaryDirectory(prefix="syncd-") as folder:
        path = Path(folder, "syncd.db")
        prepare(path)
        yield path


@contextmanager
def program(settings: Settings, asked: Common, *, dry_run: bool, progress: Progress) -> Iterator[Program]:
    """The whole program, ending cleanly on signals."""
    if (served := _served.get()) is not None:
        yield served.of_profile(asked.profile)
        return
    built = build(settings, dry_run=dry_run, profile=asked.profile, progress=progress)
    try:
        with stopping(built.clock):
            yield built
    finally:
        built.close()


@contextmanager
def stopping(clock: SystemClock, *, is_daemon: bool = False) -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into a clean end: no new work, and a few seconds for a write in flight.

    To be asked to end is an error for a command, and none for a daemon.
    """
    heard, told = socketpair()
    told.setblocking(False)

    def obey() -> None:
        with heard:
            while (number := heard.recv(1)) and number[0] not in _ENDS:
                pass
            if number:
                stopped_by.append(number[0])
                clock.stop()
                _deadline(0 if is_daemon else 128 + number[0])

    # The main thread may be about to wait for ever, or hold the very lock that stopping needs: another thread has to hear it.
    obeying = threading.Thread(target=obey, daemon=True)
    obeying.start()
    others = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    before = {each: signal.signal(each, _be_told_elsewhere) for each in _ENDS}
    try:
        yield
    finally:
        signal.set_wakeup_fd(others)
        told.close()
        obeying.join()  # what was said last is heard
        if signal.SIGHUP in stopped_by:
            before[signal.SIGHUP] = signal.SIG_IGN  # a terminal that has gone may say so once more
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def ending_in_time() -> Iterator[Callable[[BaseException], None]]:
    """Who ends by itself, because of the error that it tells what is given, has no longer for it than who is asked to."""
    deadlines = list[threading.Timer]()

    def fail(error: BaseException) -> None:
        code, said = (exit_for_error(error), f"{error}\n") if isinstance(error, SyncdError) else (Exit.BUG, "")
        deadlines.append(_deadline(code, said))

    try:
        yield fail
    finally:
        for each in deadlines:
            each.cancel()


def _deadline(code: int, said: str = "") -> threading.Timer:
    deadline = threading.Timer(_GRACE, _give_up, args=(code, said))
    deadline.daemon = True
    deadline.start()
    return deadline


def _be_told_elsewhere(number: int, frame: object) -> None:
    """The byte that Python wrote into the socket by itself says it all."""


def _give_up(code: int, said: str) -> None:
    """End as by a power cut, which the next start is made for. Locks may be held: no buffer, no logging."""
    slow = "stopped amid something slow; nothing is lost, the next start goes on\n"
    lines = redactor.clean(said + slow).splitlines()
    with suppress(OSError):
        os.write(sys.stderr.fileno(), "".join(f"syncd: {printable(line)}\n" for line in lines).encode())
    os._exit(code)


def run(built: Program, order: Order) -> tuple[Outcome, dict[str, Any]]:
    """Sync, and report. For a daemon one cycle is enough: its own go on, and other wishes wait."""
    began = time.monotonic()
    wished = replace(order, asked_by=Asker.WISH, seconds=_GRANTED)
    outcome = sync(built.world, order if _served.get() is None else wished)
    note_unread(built.database, outcome.polled)
    LoginWatch(built.database, built.settings).look(built.clock.now())
    if not order.dry_run:
        end_old_history(built, [host for host in timekeepers(built) if host.bytes_received], built.clock.now())
    made = report(built, outcome, took=time.monotonic() - began, dry_run=order.dry_run)
    _log(made)
    return outcome, made


def _log(made: Mapping[str, Any]) -> None:
    """What was read, how everything stands and what was pushed, for `-v`."""
    for profile, fields in made["profiles"].items():
        for name, account in fields["accounts"].items():
            shown = {key: account[key] for key in ("state", "listed", "added", "removed")}
            log.debug("account", profile=profile, name=name, **shown)
        for name, counts in fields["targets"].items():
            log.debug("target", profile=profile, name=name, **{key: value for key, value in counts.items() if value})
    log.debug("requests", **made["requests"])


def report(built: Program, outcome: Outcome, *, took: float, dry_run: bool) -> dict[str, Any]:
    """What the command did, in the form of `contract.md` §3."""
    known = Known.of(built.world.store, outcome, built.clock.now())
    return report_of(outcome, known, took=took, dry_run=dry_run, hosts=traffic(built))


def traffic(built: Program) -> dict[str, tuple[int, int]]:
    """Requests and bytes of each host that these accounts are about."""
    wanted = hosts_of(built.world.members)
    return {
        host.value: (made.requests, made.bytes_received) for host, made in built.hosts.items() if host.value in wanted
    }

"""The doctor's look at what the daemon needs beyond a sync: its port, a clock that goes on."""

import errno
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from syncd.cli.began_with import OUTDATED, RESTART, outdated
from syncd.cli.finding import Finding, fail, ok, warn
from syncd.daemon.health import ConditionKind
from syncd.daemon.settings import Settings
from syncd.daemon.timekeeping import CLOCKS_AGREE_WITHIN
from syncd.daemon.wiring import Program
from syncd.store.database import Database
from syncd.store.notices import notices
from syncd.store.overview import lock_holder
from syncd.store.polls import newest_event


def check_daemon(settings: Settings) -> Iterator[Finding]:
    """Whether a daemon that runs works by the configuration as it stands."""
    if (holder := outdated(settings)) is not None:
        yield fail("daemon", f"{OUTDATED} (process {holder.process})", RESTART)


def check_port(settings: Settings) -> Iterator[Finding]:
    """Whether health and metrics can be served where the configuration says. A daemon that runs does so, or says why not."""
    holder = lock_holder(settings.database_path)
    if settings.daemon.address is None:
        return
    if holder is not None and holder.is_daemon:
        yield from _port_of_the_daemon(settings)
        return
    try:
        _listen(*settings.daemon.address)
    except OSError as error:
        what = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
        yield fail("port", f"{settings.daemon.listen}: {what}", "choose another address: listen of [daemon]")
    else:
        yield ok("port", f"{settings.daemon.listen} is free")


def _port_of_the_daemon(settings: Settings) -> Iterator[Finding]:
    with closing(Database(settings.database_path)) as database, database.reading() as connection:
        told = notices(connection).get(ConditionKind.PORT.value)
    if told is not None:
        yield fail("port", told.text, "the daemon tries it again each minute")


def _listen(host: str, port: int) -> None:
    """Bind as a server would, and let go again. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)


def check_clock(program: Program) -> Iterator[Finding]:
    """Whether our clock is behind what was done already: then the daemon waits (`reliability.md`)."""
    with program.database.reading() as connection:
        newest = newest_event(connection)
    behind = newest - program.clock.now() if newest else timedelta()
    if behind <= CLOCKS_AGREE_WITHIN:
        yield ok("clock", "is not behind what was done already")
        return
    detail = (
        f"is behind what was done already, at {newest:%Y-%m-%d %H:%M} UTC; the daemon waits unless a host confirms it"
    )
    yield warn("clock", detail, "set this machine's clock, for instance: timedatectl set-ntp true")

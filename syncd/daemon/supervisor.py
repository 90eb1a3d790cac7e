"""What the daemon tells whoever supervises it: sd_notify(3) and the watchdog of systemd, a datagram for each word."""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from syncd.daemon.logs import printable
from syncd.domain.errors import StoreFailed

LOOKED_AT_EVERY = 60.0
"""Seconds between two looks at the database where no watchdog asks for more."""

STUCK_AFTER = 3600.0
"""Seconds without any request, or any wait for one, after which work under way hangs. The longest wait for a slot, a slow
body, a copy of the database and a cycle's thinking about ten thousand favourites all end within minutes."""

_MICRO = 1_000_000
_PATIENCE = 1.0  # seconds; a supervisor that does not take a word goes without it


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Whoever waits for words at a socket; without an address nobody does. `watchdog` is in seconds, or None."""

    address: str = ""
    watchdog: float | None = None

    @classmethod
    def named_by(cls, env: Mapping[str, str]) -> "Supervisor":
        """The one that started this process, if any. A watchdog of another process is none of ours."""
        usec, pid = env.get("WATCHDOG_USEC", ""), env.get("WATCHDOG_PID", str(os.getpid()))
        is_ours = pid == str(os.getpid()) and usec.isdecimal() and int(usec) > 0
        return cls(env.get("NOTIFY_SOCKET", ""), int(usec) / _MICRO if is_ours else None)

    def tell(self, *words: str) -> None:
        """Send these. One that cannot be reached is no reason to do anything else than before."""
        if self.address[:1] not in {"/", "@"}:
            return
        # '@' stands for the zero byte that begins the abstract names of Linux.
        address = self.address.replace("@", "\0", 1) if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.settimeout(_PATIENCE)
            wire.sendto("\n".join(words).encode(), address)


def status(text: str) -> str:
    """The word for a line that `systemctl status` shows."""
    return f"STATUS={printable(text)}"


def more_time(seconds: float) -> str:
    """The word for a start that will take so long from now on."""
    return f"EXTEND_TIMEOUT_USEC={int(seconds * _MICRO)}"


class Pulse:
    """The daemon's words: READY once, STATUS where it changed, WATCHDOG while all is alive, STOPPING at the end.

    It beats only while the scheduler ticks. `look` reads the database and raises StoreFailed where that does not answer;
    `elapsed` is a clock that nobody sets; `stuck_for` says for how many seconds a round has made no step.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        look: Callable[[], object],
        describe: Callable[[], str],
        elapsed: Callable[[], float],
        stuck_for: Callable[[], float],
    ) -> None:
        self._supervisor, self._look, self._describe, self._elapsed = supervisor, look, describe, elapsed
        self._every = LOOKED_AT_EVERY if supervisor.watchdog is None else supervisor.watchdog / 2
        self._stuck_for = stuck_for
        self._looked_at, self._ill, self._told = elapsed(), "", ""

    def begin(self) -> None:
        """The scheduler runs: the start is over, whatever the services say."""
        self._told = self._describe()
        self._supervisor.tell("READY=1", status(self._told))

    def beat(self) -> None:
        """At each tick."""
        if self._elapsed() - self._looked_at >= self._every:
            self._looked_at = self._elapsed()
            self._ill = self._illness()
            if not self._ill:
                self._supervisor.tell("WATCHDOG=1")
        text = self._ill or self._describe()
        if text != self._told:
            self._told = text
            self._supervisor.tell(status(text))

    def end(self) -> None:
        """The process was asked to end."""
        self._supervisor.tell("STOPPING=1", status("ending; a write in flight gets five seconds"))

    def _illness(self) -> str:
        """Why the watchdog hears nothing; nothing where all is alive."""
        try:
            self._look()
        except StoreFailed:
            return "the database does not answer"
        return "hangs: for an hour nothing was asked, and nothing waited for" if self._stuck_for() > STUCK_AFTER else ""

"""How long we wait while another program holds the database: about a minute, all who wait together."""

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from threading import Lock
from typing import TypeVar

from sqlalchemy.exc import DatabaseError

from syncd.store.holders import holders_of

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Step(IntEnum):
    """What is wanted of the file. Whoever gets one of these could have had those before it."""

    READ = 0
    BEGIN = 1
    COMMIT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Tries of so many `seconds` inside SQLite begin for so long; after some it is `told` that we wait.

    Between two tries we `sleep` for `pause` seconds. A reader at its leisure (a backup, a shell) makes nothing fail.
    """

    tries_begin_for: float = 55.0
    seconds: float = 5.0
    pause: float = 0.5
    told: float = 5.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic


A_MINUTE = Patience()

_A_MOMENT = 2.0
"""Seconds that whoever is about to end waits in all."""


class Waiting:
    """What all who use one file wait for, whoever comes first: its patience counts once, not once for each of them.

    It begins anew when a step is made that could not be made. A file that is missing is waited for by nobody.
    """

    def __init__(self, path: Path, patience: Patience) -> None:
        self.patience, self._path = patience, path
        self._since: dict[Step, float] = {}  # when each step was first refused, and by nobody made since
        self._is_told = False
        self._lock = Lock()

    @property
    def is_over(self) -> bool:
        """Whether somebody has waited long enough: who comes now asks at once, and once."""
        with self._lock:
            return bool(self._since) and not self._is_left()

    @property
    def is_hasty(self) -> bool:
        """Whether nobody shall wait inside SQLite."""
        return not self.patience.seconds or self.is_over

    def hurry(self) -> None:
        """The process is about to end: from now on all wait for a moment only, who waits already, too."""
        bound = min(self.patience.tries_begin_for, _A_MOMENT)
        self.patience = replace(self.patience, tries_begin_for=bound, seconds=0.0)

    def through(self, step: Step, act: Callable[[], Answer]) -> Answer:
        """What `act` answers, once nobody else holds the file. What failed for that changed nothing, a COMMIT neither."""
        while True:
            began = self.patience.now()
            try:
                answer = act()
            except (DatabaseError, sqlite3.Error) as error:
                if code_of(driver_error(error)) != sqlite3.SQLITE_BUSY or not self._may_wait(step, began):
                    raise
            else:
                self._made(step)
                return answer
            self.patience.sleep(self.patience.pause)

    def _may_wait(self, step: Step, began: float) -> bool:
        """Whether another try is left. Once, it is said for whom we wait."""
        with self._lock:
            self._since.setdefault(step, began)
            is_left = self._is_left()
            is_news = is_left and self._waited() >= self.patience.told and not self._is_told
            self._is_told |= is_news
        if is_news:
            who = " and ".join(holders_of(self._path)) or "whoever"
            _log.warning("waiting for %s that holds the database %s; for about a minute", who, self._path)
        return is_left

    def _is_left(self) -> bool:
        return self._waited() < self.patience.tries_begin_for and not is_missing(self._path)

    def _waited(self) -> float:
        return self.patience.now() - min(self._since.values())

    def _made(self, step: Step) -> None:
        if not self._since:
            return
        with self._lock:
            self._since = {refused: since for refused, since in self._since.items() if refused > step}
            self._is_told = self._is_told and bool(self._since)


def is_missing(path: Path) -> bool:
    """Whether there is no such file; not where we may not look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def driver_error(error: DatabaseError | sqlite3.Error) -> BaseException | None:
    """What the driver said: where transactions begin and end, it speaks for itself."""
    return error.orig if isinstance(error, DatabaseError) else error


def code_of(error: BaseException | None) -> int:
    """SQLite's primary result code; 0 where the driver itself complains."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF

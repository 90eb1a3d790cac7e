"""One effective writer: an flock beside the database file. The kernel frees it however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from syncd import __version__
from syncd.domain.errors import StoreLocked
from syncd.store.disk import refused
from syncd.store.ownership import hand_over, make_folder

_DAEMON = "daemon"
_PATIENCE = "wait until it is done, or stop it"


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock, as its file tells; a daemon carries out wishes, and says its version."""

    process: str
    is_daemon: bool
    version: str = ""

    @classmethod
    def told_by(cls, handle: int) -> "Holder":
        """What stands in an open lock file."""
        words = os.pread(handle, 40, 0).decode(errors="replace").split()
        return cls(words[0] if words else "unknown", words[1:2] == [_DAEMON], "".join(words[2:]))


def lock_file(database: Path) -> Path:
    """Where the lock of a database stands."""
    return database.with_name(database.name + ".lock")


@contextmanager
def only_writer(database: Path, *, is_daemon: bool = False) -> Iterator[None]:
    """Hold the lock, or raise StoreLocked naming the process that does; StoreFailed where the disk allows no lock."""
    path = lock_file(database)
    with opened(path, database) as handle:
        try:
            _take(handle, f"{os.getpid()} {_DAEMON} {__version__}\n" if is_daemon else f"{os.getpid()}\n")
        except OSError as error:
            raise refused(path, error) from None
        yield


@contextmanager
def opened(path: Path, database: Path) -> Iterator[int]:
    """A file to be locked, made where it is missing, for the database's owner only. Raises StoreFailed."""
    try:
        make_folder(path.parent, database)
        handle = _found_or_made(path, database)
    except OSError as error:
        raise refused(path, error) from None
    try:
        yield handle
    finally:
        os.close(handle)


def _found_or_made(path: Path, database: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags, 0o600)
    try:
        hand_over(handle, database)
    except OSError:
        os.close(handle)
        raise
    return handle


def _take(handle: int, word: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = Holder.told_by(handle)
        what, remedy = ("the daemon", "stop it first") if holder.is_daemon else ("another syncd", _PATIENCE)
        raise StoreLocked(
            f"{what} (process {holder.process}) works on this database", remedy=remedy, is_daemon=holder.is_daemon
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, word.encode(), 0)

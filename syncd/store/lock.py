"""One effective writer: an flock beside the database file. The kernel frees it however the process ends.

A file beside it can be removed, and a database can be reached by two names. So the holder also locks a byte of the
database file itself, far behind all that SQLite uses.
"""

import errno
import fcntl
import logging
import os
import shlex
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from syncd import __version__
from syncd.domain.errors import StoreFailed, StoreLocked
from syncd.store.disk import refused
from syncd.store.lost import is_lost, refuse_a_lost
from syncd.store.marks import Mark
from syncd.store.ownership import hand_over, make_database, make_folder

_OUR_BYTE = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 1 << 62, 1, 0)
"""The kernel's `struct flock`: one byte; SQLite's own locks lie at 1 << 30 (https://sqlite.org/lockingv3.html)."""

_log = logging.getLogger(__name__)
_DAEMON = "daemon"
_LONGEST = 200  # bytes of a lock's file
_PATIENCE = "wait until it is done, or stop it"


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock, as its file tells; a daemon carries out wishes, and says its version.

    `fingerprint` is that of the configuration that a daemon began with, and so goes by until it ends.
    """

    process: str
    is_daemon: bool
    version: str = ""
    fingerprint: str = ""

    @classmethod
    def told_by(cls, handle: int) -> "Holder":
        """What stands in an open lock file."""
        words = os.pread(handle, _LONGEST, 0).decode(errors="replace").split()
        return cls(words[0] if words else "unknown", words[1:2] == [_DAEMON], "".join(words[2:3]), "".join(words[3:4]))


def lock_file(database: Path) -> Path:
    """Where the lock of a database stands."""
    return database.with_name(database.name + ".lock")


@contextmanager
def only_writer(
    database: Path,
    *,
    is_daemon: bool = False,
    may_be_lost: bool = False,
    mark: Mark | None = None,
    fingerprint: str = "",
) -> Iterator[Callable[[], None]]:
    """Hold the lock, or raise StoreLocked naming the process that does; StoreFailed where the disk allows no lock.

    A database that is missing is made, and one that others may read is closed to them. One that was here and is gone
    is refused, unless it `may_be_lost`. What is given makes the lock's file anew where somebody removed it. A daemon says
    there by the `fingerprint` which configuration it began with.
    """
    word = f"{os.getpid()} {_DAEMON} {__version__} {fingerprint}\n" if is_daemon else f"{os.getpid()}\n"
    path = lock_file(database)
    if not (may_be_lost or os.path.lexists(path)):
        refuse_a_lost(database, path, mark)  # nothing is made where its disk shall be mounted
    with opened(path, database) as handle, ExitStack() as later:
        _take(handle)
        if not may_be_lost:
            refuse_a_lost(database, path, mark)
        elif is_lost(database, path, mark):
            later.callback(_leave_no_empty_one, database)
        later.enter_context(_claimed(database))
        try:
            _sign(handle, word)
        except OSError as error:
            raise refused(path, error) from None
        name = _Name(database, handle, word)
        later.callback(name.close)
        yield name.keep


class _Name:
    """The name by which others find the lock. The database itself stays locked, whatever becomes of that."""

    def __init__(self, database: Path, handle: int, word: str) -> None:
        self._database, self._path, self._word = database, lock_file(database), word
        self._handle = handle
        self._own: int | None = None  # the handle that is ours to close

    def keep(self) -> None:
        """Make it anew where somebody removed it. Another syncd may hold it for a moment: then the next call does."""
        with suppress(OSError):
            if not self._stands() and self._database.exists():
                self._make_anew()

    def _make_anew(self) -> None:
        handle = _found_or_made(self._path, self._database)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sign(handle, self._word)
        except OSError:
            os.close(handle)
            raise
        self.close()
        self._handle = self._own = handle
        _log.warning("somebody removed %s; it is made again, for that frees nothing: leave it there", self._path)

    def close(self) -> None:
        """Let go of what was made."""
        if self._own is not None:
            os.close(self._own)

    def _stands(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        except FileNotFoundError:
            return False


def _leave_no_empty_one(database: Path) -> None:
    """What was made for a copy that did not come would hide that one is gone."""
    with suppress(OSError):
        if not database.stat().st_size:
            database.unlink()


@contextmanager
def _claimed(database: Path) -> Iterator[None]:
    """Hold the database file itself, too.

    Connections of this process belong inside: whoever closes a file loses all of SQLite's locks that he has on it.
    """
    handle = _made_and_opened(database)
    try:
        _refuse_a_second_name(handle, database)
        _claim(handle, database)
        yield
    finally:
        os.close(handle)


def _made_and_opened(database: Path) -> int:
    try:
        make_database(database)
    except OSError as error:
        raise refused(database, error) from None
    try:
        return os.open(database, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        remedy = "let syncd's user write the file and its folder"
        raise StoreFailed(f"{database}: {error.strerror}", remedy=remedy) from None


def _refuse_a_second_name(handle: int, database: Path) -> None:
    """SQLite names the journal by the file: after a crash nobody finds it by another name (`howtocorrupt.html` §2.5)."""
    if os.fstat(handle).st_nlink > 1:
        raise StoreFailed(
            f"{database}: the file has a second name (a hard link), and SQLite would keep a second journal for that one",
            remedy=f"remove the other name; find / -samefile {shlex.quote(str(database))} shows it",
        )


def _claim(handle: int, database: Path) -> None:
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _OUR_BYTE)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            raise StoreLocked(
                "another syncd works on this database, by another name or with its lock file removed", remedy=_PATIENCE
            ) from None
        if error.errno != errno.EINVAL:  # a kernel without such locks: the lock file has to do
            raise refused(database, error) from None


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


def _take(handle: int) -> None:
    """The word of an earlier holder stands until it is signed anew: it tells that there was a database."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = Holder.told_by(handle)
        what, remedy = ("the daemon", "stop it first") if holder.is_daemon else ("another syncd", _PATIENCE)
        raise StoreLocked(
            f"{what} (process {holder.process}) works on this database", remedy=remedy, is_daemon=holder.is_daemon
        ) from None


def _sign(handle: int, word: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, word.encode(), 0)

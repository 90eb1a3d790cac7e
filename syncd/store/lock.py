"""One effective writer: an flock beside the database file. The kernel frees it however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.domain.errors import StoreLocked
from syncd.store.disk import refused


def lock_file(database: Path) -> Path:
    """Where the lock of a database stands."""
    return database.with_name(database.name + ".lock")


@contextmanager
def only_writer(database: Path) -> Iterator[None]:
    """Hold the lock, or raise StoreLocked naming the process that does; StoreFailed where the disk allows no lock."""
    path = lock_file(database)
    with opened(path) as handle:
        try:
            _take(handle)
        except OSError as error:
            raise refused(path, error) from None
        yield


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A file to be locked, made where it is missing, for its owner only. Raises StoreFailed where it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise refused(path, error) from None
    try:
        yield handle
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
        raise StoreLocked(
            f"another syncd (process {holder}) works on this database", remedy="wait until it is done, or stop it"
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)

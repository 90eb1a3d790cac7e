"""Disks and files in trouble, for as long as a context lasts."""

import ctypes
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.small_files import small_files

_WRITES_ANYWHERE = (1 << 1) | (1 << 2) | (1 << 3)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER of capabilities(7)."""
_VERSION_3 = 0x20080522


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """Nobody may write these, not even root."""
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        with _an_ordinary_user():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _an_ordinary_user() -> Iterator[None]:
    """Permissions hold for this thread, and those that it starts, as for everybody."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    before = data[0]
    data[0] = before & ~_WRITES_ANYWHERE
    libc.capset(header, data)
    try:
        yield
    finally:
        data[0] = before
        libc.capset(header, data)


@contextmanager
def full(database: Path) -> Iterator[None]:
    """Not one page more: each page that could be written anew is taken."""
    with closing(sqlite3.connect(database)) as connection:
        size = (
            connection.execute("PRAGMA page_size").fetchone()[0] * connection.execute("PRAGMA page_count").fetchone()[0]
        )
    with small_files(size):
        yield


def overwrite(database: Path) -> None:
    """A disk that wrote something else over most of the pages."""
    content = database.read_bytes()
    database.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def cut_off(database: Path) -> None:
    """The second half is lost."""
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 8192 * 4096)


def replace_by_text(database: Path) -> None:
    """Somebody's letter in the database's place."""
    database.write_bytes(b"Dear friend, " * 1000)


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    """Nobody may enter it, not even root: it is somebody else's."""
    mode = folder.stat().st_mode
    folder.chmod(0)
    try:
        with _an_ordinary_user():
            yield
    finally:
        folder.chmod(mode)

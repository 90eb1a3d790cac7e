"""Which other programs hold a database file, as the kernel tells."""

import os
from contextlib import suppress
from pathlib import Path

_LOCKS = Path("/proc/locks")
"""A line for each lock: `1: POSIX  ADVISORY  WRITE 4684 fe:00:2222246 1073741824 1073742335`."""


def holders_of(database: Path) -> list[str]:
    """The other processes that lock this database, each as "process 4684 (sqlite3)"; none where nobody tells.

    The file itself is not opened: whoever closes it loses all the locks that he has on it.
    """
    files, numbers = set[str](), set[int]()
    for path in (database, database.with_name(f"{database.name}-shm")):  # with WAL, its index is what is locked
        with suppress(OSError):
            found = path.stat()
            files.add(f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}")
    with suppress(OSError):
        numbers = lockers(_LOCKS.read_text(encoding="ascii", errors="replace"), files) - {os.getpid()}
    return [_named(number) for number in sorted(numbers)]


def lockers(locks: str, files: set[str]) -> set[int]:
    """The numbers of the processes that hold a lock of SQLite's kind on one of these files; who only waits holds none."""
    rows = (line.split() for line in locks.splitlines())
    held = (row for row in rows if len(row) == 8 and row[1] == "POSIX" and row[5] in files)  # noqa: PLR2004  # its columns
    return {int(row[4]) for row in held if row[4].isdecimal() and int(row[4])}


def _named(number: int) -> str:
    name = ""
    with suppress(OSError):
        name = Path(f"/proc/{number}/comm").read_text(encoding="utf-8", errors="replace").strip()
    return f"process {number} ({name})" if name else f"process {number}"

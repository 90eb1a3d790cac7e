"""A database that was here and is gone, as what stands beside its place tells.

An empty memory in its place would love anew what was unloved, and take back nothing of what it did. So nobody begins
anew unasked: a disk may come back, or a copy take the place.
"""

import re
from contextlib import suppress
from pathlib import Path

from syncd.domain.errors import StoreFailed
from syncd.store.copies import SIBLINGS, backups_folder

BEGIN_ANEW = "syncd db upgrade --fresh"
"""The command that says that an empty memory is meant."""


def refuse_a_lost(database: Path, lock: Path) -> None:
    """Raise StoreFailed where a database was here and is gone."""
    if not is_lost(database, lock):
        return
    copies = _copies(database)
    back = (
        f"go back to the newest copy: syncd db restore {copies[-1]}"
        if copies
        else "restore a copy: syncd db restore FILE"
    )
    raise StoreFailed(
        f"the database is gone: {database}; it was here, as what stands beside its place tells. An empty one would know"
        " nothing of your logins, and of what you unloved, answered and denied",
        remedy=f"mount its disk; or {back}; or, to begin with an empty memory: {BEGIN_ANEW}",
    )


def is_lost(database: Path, lock: Path) -> bool:
    """Whether no memory is here, or an empty file, and there was one: its copies are there, its journal, or its lock.

    A first start that failed leaves an empty file, or none and a lock in which nothing stands.
    """
    size = _size(database)
    if size:
        return False
    is_missing = size is None
    journals = [Path(f"{database}{suffix}") for suffix in SIBLINGS] if is_missing else []
    return bool(_beside(database)) or (is_missing and bool(_size(lock))) or any(each.exists() for each in journals)


def _copies(database: Path) -> list[Path]:
    """What may take the database's place, the newest last."""
    copies = [each for each in _beside(database) if each.suffix != ".csv"]
    return sorted(copies, key=lambda each: each.stat().st_mtime)


def _beside(database: Path) -> list[Path]:
    """Copies of the database and of its answers, by their dates; none where we may not look."""
    dated, found = re.compile(rf"{re.escape(database.name)}\.\d{{8}}.*"), list[Path]()
    with suppress(OSError):
        found += backups_folder(database).iterdir()
    with suppress(OSError):
        found += database.parent.glob("*.before-*")
    return [each for each in found if dated.fullmatch(each.name) and each.is_file()]


def _size(file: Path) -> int | None:
    """None where it is not there, or not for us to look at: then whoever opens it is told."""
    try:
        return file.stat().st_size
    except OSError:
        return None

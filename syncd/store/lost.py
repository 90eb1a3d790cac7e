"""A database that was here and is gone, as what stands beside its place tells, or a note that is kept elsewhere.

An empty memory in its place would love anew what was unloved, and take back nothing of what it did. So nobody begins
anew unasked: a disk may come back, or a copy take the place.
"""

import re
from contextlib import suppress
from pathlib import Path

from syncd.domain.errors import StoreFailed
from syncd.store.copies import SIBLINGS, backups_folder
from syncd.store.marks import Mark

BEGIN_ANEW = "syncd db upgrade --fresh"
"""The command that says that an empty memory is meant."""


def refuse_a_lost(database: Path, lock: Path, mark: Mark | None = None) -> None:
    """Raise StoreFailed where a database was here and is gone."""
    if not is_lost(database, lock, mark):
        return
    witness = f"{mark.file} tells" if mark and not is_lost(database, lock) else "what stands beside its place tells"
    copies = _copies(database)
    back = (
        f"go back to the newest copy: syncd db restore {copies[-1]}"
        if copies
        else "restore a copy: syncd db restore FILE"
    )
    raise StoreFailed(
        f"the database is gone: {database}; it was here, as {witness}. An empty one would know nothing of"
        " your logins, and of what you unloved, answered and denied",
        remedy=f"mount its disk; or {back}; or, to begin with an empty memory: {BEGIN_ANEW}",
    )


def is_lost(database: Path, lock: Path, mark: Mark | None = None) -> bool:
    """Whether no memory is here, or an empty file, and there was one: its copies are there, its journal, lock or mark.

    A first start that failed leaves an empty file, or none and a lock in which nothing stands.
    """
    size = _size(database)
    if size:
        return False
    is_missing = size is None
    if mark is not None and (size == 0 or _is_absent(database)) and mark.is_made():
        return True
    journals = [Path(f"{database}{suffix}") for suffix in SIBLINGS] if is_missing else []
    return (
        bool(_beside(database))
        or (is_missing and bool(_size(lock)))
        or any(_size(each) is not None for each in journals)
    )


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


def _is_absent(file: Path) -> bool:
    """Whether nothing is there, as far as we may look: a disk that does not answer has lost nothing."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _size(file: Path) -> int | None:
    """None where it is not there, or not for us to look at: then whoever opens it is told."""
    try:
        return file.stat().st_size
    except OSError:
        return None

"""What the disk says when it refuses a file."""

import errno
import shutil
from pathlib import Path

from syncd.domain.errors import StoreFailed

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def refused(path: Path, error: OSError) -> StoreFailed:
    """The failure to make or write a file, with what to do about it."""
    return StoreFailed(f"{path}: {error.strerror}", remedy=_remedy_for(error))


def _remedy_for(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return "make room on the disk, then start again"
    if error.errno == errno.EROFS:
        return "mount its disk for writing, too; where it was, the disk may have failed: look at the system's log"
    return "let syncd's user write to that folder"


def demand_room(path: Path, wanted: int) -> None:
    """Raise StoreFailed where the disk of this file, which need not be there yet, has fewer bytes left."""
    folder = next(each for each in path.parents if each.exists())
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise refused(path, error) from None
    if free < wanted:
        megabytes = f"{free / 1e6:.1f} MB are left, {wanted / 1e6:.0f} MB are needed"
        raise StoreFailed(f"{path}: there is no room on its disk ({megabytes})", remedy="make room on the disk")

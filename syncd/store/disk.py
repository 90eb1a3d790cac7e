"""What the disk says when it refuses a file."""

import errno
from pathlib import Path

from syncd.domain.errors import StoreFailed

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def refused(path: Path, error: OSError) -> StoreFailed:
    """The failure to make or write a file, with what to do about it."""
    has_room = error.errno not in _NO_ROOM
    remedy = "let syncd's user write to that folder" if has_room else "make room on the disk, then start again"
    return StoreFailed(f"{path}: {error.strerror}", remedy=remedy)

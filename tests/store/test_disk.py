"""What is said where the disk refuses a file."""

import errno
import os
from pathlib import Path

import pytest

from syncd.store.disk import refused


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EROFS, "mount its disk for writing"),
        (errno.ENOSPC, "make room on the disk"),
        (errno.EACCES, "let syncd's user write"),
    ],
)
def test_each_refusal_has_the_remedy_that_helps(number: int, remedy: str) -> None:
    """Nobody is told to change the modes of a folder where the disk is read-only."""
    failure = refused(Path("/x/syncd.db.lock"), OSError(number, os.strerror(number)))

    assert str(failure).startswith(f"/x/syncd.db.lock: {os.strerror(number)} ({remedy}")

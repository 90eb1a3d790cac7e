"""A disk that is full, for this process."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """The disk takes no file that is longer: to SQLite an I/O error, as of a disk that fails.

    Python would leave half of a module's bytecode there and believe it later.
    """
    before, is_silent = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = is_silent

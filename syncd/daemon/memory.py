"""A daemon is idle nearly always, so it gives back what a cycle took."""

import ctypes
import gc
from contextlib import suppress

from syncd.planner.parsed import parse

_M_ARENA_MAX = -8  # of glibc's malloc.h


def be_frugal() -> None:
    """Let all threads share one heap: what one of them frees, the others use. Said before there are any.

    What a start has made stays for good. Nobody looks through it for garbage any more, so garbage is found earlier.
    """
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Forget what the last cycle parsed, and let the C library return to the machine what nobody uses.

    Other C libraries than glibc do so unasked.
    """
    parse.cache_clear()
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

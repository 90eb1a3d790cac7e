"""Imports without what a library takes along for a face that it never shows here: memory, and a tenth of a second a start."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Within, these optional modules count as not installed; one that is there already stays."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # how Python spells "cannot be imported"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]

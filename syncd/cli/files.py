"""Files that a command writes for people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.domain.errors import StoreFailed


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A place for the new contents; whoever reads the file meanwhile finds the old ones or the new ones, never a part.

    Raises StoreFailed where that cannot be written.
    """
    target = file.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            yield part
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(f"{file}: {error.strerror}", remedy="choose another place") from None

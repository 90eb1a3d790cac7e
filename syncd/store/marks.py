"""A note, kept elsewhere, of the databases that were here: where a whole disk is missing, nothing beside them can tell."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from syncd.store.ownership import make_file, make_folder


@dataclass(frozen=True, slots=True)
class Mark:
    """That a database was here: noted in `file`, a line each, under its `names`: as configured, and with links followed.

    Nobody fails because of it: what cannot be read says nothing, and what cannot be written is written another time.
    """

    file: Path
    names: frozenset[Path]

    def is_made(self) -> bool:
        """Whether a syncd has worked on this database."""
        return not self._words().isdisjoint(self._noted())

    def make(self) -> None:
        """Note it, unless that was done. Only the holder of the lock may call this, and once there is something to lose."""
        missing = self._words() - self._noted()
        if missing:
            with suppress(OSError):
                self._append(b"".join(b"%s\n" % each for each in sorted(missing)))

    def _words(self) -> set[bytes]:
        return {os.fsencode(each) for each in self.names}

    def _noted(self) -> set[bytes]:
        try:
            return set(self.file.read_bytes().split(b"\n"))
        except OSError:
            return set()

    def _append(self, lines: bytes) -> None:
        make_folder(self.file.parent, self.file)
        make_file(self.file, self.file.parent)
        # Root may do this in somebody's home: a link that stands there leads him nowhere.
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.write(handle, lines)
            os.fsync(handle)
        finally:
            os.close(handle)

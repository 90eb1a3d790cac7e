"""How many writes a command may make; all lanes share it."""

from threading import Lock


class Allowance:
    """So many writes and no more; None is as many as are due."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._claimed = 0
        self._lock = Lock()

    @property
    def is_used_up(self) -> bool:
        """Whether no write is left."""
        return self._limit is not None and self._claimed >= self._limit

    def claim(self) -> bool:
        """Take one write; False where none is left."""
        with self._lock:
            if self.is_used_up:
                return False
            self._claimed += 1
            return True

    def give_back(self) -> None:
        """A claimed write did nothing for certain."""
        with self._lock:
            self._claimed -= 1

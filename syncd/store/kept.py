"""What was read in one transaction need not be read again: nobody else writes meanwhile, and our own writes are counted."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

from sqlalchemy import Connection, Table

from syncd.store.revision import changes_of

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Kept(Generic[Key, Found]):
    """Answers by their keys, until the transaction ends or writes to one of the tables that they stand in.

    Whoever says what a write is about loses that alone (`changing`).
    """

    def __init__(
        self, connection: Connection, tables: Collection[Table], read: Callable[[Collection[Key]], Mapping[Key, Found]]
    ) -> None:
        self._changes, self._tables, self._read = changes_of(connection), tables, read
        self._kept: dict[Key, Found] = {}
        self._as_of: object = None
        self._looked_at = -1

    def of(self, keys: Collection[Key]) -> dict[Key, Found]:
        """The answers, read now as far as they are not known yet. They are shared: nobody may change them."""
        self._forget_what_changed()
        if new := [key for key in keys if key not in self._kept]:
            self._kept |= self._read(new)
        return {key: self._kept[key] for key in keys}

    def keep(self, answers: Mapping[Key, Found]) -> None:
        """These are known now: they were read along with something else, or have just been written."""
        self._forget_what_changed()
        self._kept |= answers

    @contextmanager
    def changing(self, keys: Iterable[Key]) -> Iterator[None]:
        """Wraps writes that change the answers to these keys and to no others: only these are forgotten."""
        self._forget_what_changed()
        yield
        if self._as_of != self._now():
            self._as_of = self._now()
            for key in keys:
                self._kept.pop(key, None)

    def _forget_what_changed(self) -> None:
        if self._looked_at != self._changes.number:
            self._looked_at = self._changes.number
            if self._as_of != self._now():
                self._kept, self._as_of = {}, self._now()

    def _now(self) -> object:
        return self._changes.transaction, *(self._changes.to[table] for table in self._tables)

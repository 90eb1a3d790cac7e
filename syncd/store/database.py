"""The database file: how it is opened, how transactions begin and end, and what its failures mean."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError

from syncd.domain.errors import StoreFailed

_WAL_IS_SAFE_FROM = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
_BUSY_MILLISECONDS = 5_000


def journal_mode(sqlite_version: tuple[int, ...]) -> str:
    """WAL only where SQLite has the fix for its WAL-reset bug, else TRUNCATE (`reliability.md` fact 1)."""
    has_backport = any(sqlite_version[:2] == fixed[:2] and sqlite_version >= fixed for fixed in _WAL_IS_SAFE_FROM)
    return "WAL" if has_backport or sqlite_version >= _WAL_IS_SAFE_FROM[-1] else "TRUNCATE"


def open_engine(path: Path) -> Engine:
    """An engine on an SQLite file. Nothing is read or written yet; parameters never show in its errors."""
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions behind our back
    version = tuple(int(part) for part in connection.execute("select sqlite_version()").fetchone()[0].split("."))
    for pragma in (
        f"busy_timeout={_BUSY_MILLISECONDS}",
        f"journal_mode={journal_mode(version)}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("syncd_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


class Database:
    """One SQLite file. Writers of one process take turns here; writers of several processes by the busy timeout."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = open_engine(path)
        self._turn = threading.RLock()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its first moment. It rolls back unless it is committed."""
        with self._turn, self._translated(), self._engine.connect() as connection:
            writer = connection.execution_options(syncd_writes=True)
            writer.begin()
            try:
                yield writer
            except BaseException:
                connection.invalidate()  # a commit that failed leaves its transaction, and the lock, on the connection
                raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._translated(), self._engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise self._failure(error) from None
        except DBAPIError as error:
            raise StoreFailed(f"{self.path}: the database answered with {type(error.orig).__name__}") from None

    def _failure(self, error: DatabaseError) -> StoreFailed:
        said = str(error.orig)
        remedy = next((remedy for words, remedy in _REMEDIES if words in said), "run: syncd doctor")
        return StoreFailed(f"database {self.path}: {said}", remedy=remedy)


_REMEDIES = (
    ("full", "make room on the disk and start again; nothing was pushed without a record"),
    ("locked", "another program holds the database; wait for it or end it, then start again"),
    ("readonly", "let syncd's user write the file and its folder"),
    ("unable to open", "create the folder and let syncd's user write there, or change `database` in the config"),
    ("malformed", "the file is damaged: put a backup in its place"),
    ("not a database", "the file is no database: put a backup in its place, or change `database` in the config"),
    ("I/O", "the disk failed: look at the system's log, then start again"),
    ("no such table", "run: syncd db upgrade"),
)

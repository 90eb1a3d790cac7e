"""The database file: how it is opened, how transactions begin and end, and what its failures mean."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from syncd.domain.errors import StoreFailed
from syncd.store.revision import count_changes

_WAL_IS_SAFE_FROM = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long we wait while another program holds the file: so many tries of so many seconds inside SQLite.

    Between two tries we `sleep` for `pause` seconds. A reader at its leisure (a backup, a shell) makes nothing fail.
    """

    tries: int = 11
    seconds: float = 5.0
    pause: float = 0.5
    sleep: Callable[[float], None] = time.sleep

    def through(self, act: Callable[[], Answer]) -> Answer:
        """What `act` answers, once nobody else holds the file. What failed for that changed nothing, a COMMIT neither."""
        for _ in range(self.tries - 1):
            try:
                return act()
            except (DatabaseError, sqlite3.Error) as error:
                if _code(_driver_error(error)) != sqlite3.SQLITE_BUSY:
                    raise
            self.sleep(self.pause)
        return act()


A_MINUTE = Patience()


def journal_mode(sqlite_version: tuple[int, ...]) -> str:
    """WAL only where SQLite has the fix for its WAL-reset bug, else TRUNCATE (`reliability.md` fact 1)."""
    has_backport = any(sqlite_version[:2] == fixed[:2] and sqlite_version >= fixed for fixed in _WAL_IS_SAFE_FROM)
    return "WAL" if has_backport or sqlite_version >= _WAL_IS_SAFE_FROM[-1] else "TRUNCATE"


def open_engine(path: Path, patience: Patience = A_MINUTE) -> Engine:
    """An engine on an SQLite file. Nothing is read or written yet; parameters never show in its errors."""
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, patience.seconds))
    event.listen(engine, "begin", lambda connection: _begin(connection, patience))
    event.listen(engine, "commit", lambda connection: _commit(connection, patience))
    count_changes(engine)
    return engine


def _prepare(connection: Any, seconds: float) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions behind our back
    version = tuple(int(part) for part in connection.execute("select sqlite_version()").fetchone()[0].split("."))
    for pragma in (
        f"busy_timeout={seconds * 1000:.0f}",
        f"journal_mode={journal_mode(version)}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection, patience: Patience) -> None:
    """A writer takes its lock at once, and so does a reader: later on neither can be refused it.

    The driver is asked itself: a transaction is begun for every small question, and SQLAlchemy makes much of a statement.
    """
    driver = _driver(connection)
    writes = connection.get_execution_options().get("syncd_writes", False)
    patience.through(lambda: driver.execute("BEGIN IMMEDIATE") if writes else _begin_to_read(driver))


def _begin_to_read(driver: Any) -> None:
    driver.execute("BEGIN")
    try:
        driver.execute("PRAGMA schema_version").close()
    except sqlite3.Error:
        driver.rollback()  # so that it can be begun again
        raise


def _commit(connection: Connection, patience: Patience) -> None:
    driver = _driver(connection)
    patience.through(lambda: driver.execute("COMMIT"))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


class Database:
    """One SQLite file. Writers of one process take turns here; writers of several processes by patience.

    What the disk or another program does to it is a StoreFailed; a bug of ours (a broken constraint, a wrong
    statement) goes up as it is.
    """

    def __init__(self, path: Path, patience: Patience = A_MINUTE) -> None:
        self.path, self.patience = path, patience
        self._engine = open_engine(path, patience)
        self._turn = threading.RLock()
        self._along: list[Callable[[Connection], None]] = []
        event.listen(self._engine, "commit", self._do_along, insert=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its first moment. It rolls back unless it is committed."""
        with self._turn, self._translated(), self._connect() as connection:
            writer = connection.execution_options(syncd_writes=True)
            writer.begin()
            try:
                yield writer
            except BaseException:
                connection.invalidate()  # a commit that failed leaves its transaction, and the lock, on the connection
                raise

    @contextmanager
    def along(self, act: Callable[[Connection], None]) -> Iterator[None]:
        """Let `act` be a part of the first transaction that is committed inside; of none where none is."""
        self._along.append(act)
        try:
            yield
        finally:
            self._along.clear()

    def _do_along(self, connection: Connection) -> None:
        if self._along and connection.get_execution_options().get("syncd_writes", False):
            self._along.pop()(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._translated(), self._connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _connect(self) -> Connection:
        return self.patience.through(self._engine.connect)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, sqlite3.Error) as error:
            reason = _driver_error(error)
            remedy = remedy_for(reason) if reason else ""
            if not remedy:
                raise
            raise StoreFailed(f"database {self.path}: {reason}", remedy=remedy) from None


def _driver_error(error: DatabaseError | sqlite3.Error) -> BaseException | None:
    """What the driver said: where transactions begin and end, it speaks for itself."""
    return error.orig if isinstance(error, DatabaseError) else error


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code; 0 where the driver itself complains."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def remedy_for(error: BaseException) -> str:
    """What to do about a failure of the disk, the file or its other users; nothing where the bug is ours."""
    is_empty = "no such table" in str(error)
    return "run: syncd db upgrade" if is_empty else _REMEDIES.get(_code(error), "")


_HELD = "another program holds the database; wait for it or end it, then start again"
_FORBIDDEN = "let syncd's user write the file and its folder"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on the disk and start again; nothing was pushed without a record",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: "create the folder and let syncd's user write there, or change `database` in the config",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; put a copy in its place: syncd db restore FILE",
    sqlite3.SQLITE_NOTADB: "the file is no database; put a copy in its place: syncd db restore FILE; or change `database` in the config",
    sqlite3.SQLITE_IOERR: "the disk failed: look at the system's log, then start again",
    sqlite3.SQLITE_PROTOCOL: "the disk cannot lock files: let the database stand on a local one",
}

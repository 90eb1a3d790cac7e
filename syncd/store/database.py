"""The database file: how it is opened, how transactions begin and end, and what its failures mean."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from syncd.domain.errors import StoreFailed
from syncd.store.patience import A_MINUTE, Patience, Step, Waiting, code_of, driver_error, is_missing
from syncd.store.revision import count_changes

_WAL_IS_SAFE_FROM = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def journal_mode(sqlite_version: tuple[int, ...]) -> str:
    """WAL only where SQLite has the fix for its WAL-reset bug, else TRUNCATE (`reliability.md` fact 1)."""
    has_backport = any(sqlite_version[:2] == fixed[:2] and sqlite_version >= fixed for fixed in _WAL_IS_SAFE_FROM)
    return "WAL" if has_backport or sqlite_version >= _WAL_IS_SAFE_FROM[-1] else "TRUNCATE"


def open_engine(path: Path, waiting: Waiting | None = None, *, mode: str = "rwc") -> Engine:
    """An engine on an SQLite file. Nothing is read or written yet; parameters never show in its errors.

    Mode `rwc` makes a file that is missing, `rw` does not.
    """
    waiting = waiting or Waiting(path, A_MINUTE)
    engine = create_engine(_address(path, mode), hide_parameters=True)
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, waiting.patience.seconds))
    event.listen(engine, "begin", lambda connection: _begin(connection, waiting))
    event.listen(engine, "commit", lambda connection: _commit(connection, waiting))
    count_changes(engine)
    return engine


def _address(path: Path, mode: str) -> URL:
    if path.name == ":memory:":  # of no configuration, which refuses it
        return URL.create("sqlite", database=path.name)
    return URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": mode, "uri": "true"})


def _prepare(connection: Any, seconds: float) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions behind our back
    version = tuple(int(part) for part in connection.execute("select sqlite_version()").fetchone()[0].split("."))
    connection.execute(_busy_timeout(seconds))
    for pragma in (
        f"journal_mode={journal_mode(version)}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection, waiting: Waiting) -> None:
    """A writer takes its lock at once, and so does a reader: later on neither can be refused it.

    The driver is asked itself: a transaction is begun for every small question, and SQLAlchemy makes much of a statement.
    """
    driver = _driver(connection)
    if _writes(connection):
        _through(driver, waiting, Step.BEGIN, lambda: driver.execute("BEGIN IMMEDIATE"))
    else:
        _through(driver, waiting, Step.READ, lambda: _begin_to_read(driver))


def _begin_to_read(driver: Any) -> None:
    driver.execute("BEGIN")
    try:
        driver.execute("PRAGMA schema_version").close()
    except sqlite3.Error:
        driver.rollback()  # so that it can be begun again
        raise


def _commit(connection: Connection, waiting: Waiting) -> None:
    driver = _driver(connection)
    _through(driver, waiting, Step.COMMIT if _writes(connection) else Step.READ, lambda: driver.execute("COMMIT"))


def _through(driver: Any, waiting: Waiting, step: Step, act: Callable[[], object]) -> None:
    """Do it as soon as nobody else holds the file. Once the patience is over, SQLite does not wait, either."""
    if not waiting.is_hasty:
        waiting.through(step, act)
        return
    driver.execute("PRAGMA busy_timeout=0")
    try:
        waiting.through(step, act)
    finally:
        driver.execute(_busy_timeout(waiting.patience.seconds))


def _let_go(connection: Connection) -> None:
    """A commit that failed leaves its transaction, and the lock, on the connection; so it is closed.

    A statement that failed and stands in a traceback keeps even a closed one alive: first it gives the lock back.
    """
    if not connection.invalidated:
        with suppress(sqlite3.Error):
            _driver(connection).rollback()
    connection.invalidate()


def _busy_timeout(seconds: float) -> str:
    return f"PRAGMA busy_timeout={seconds * 1000:.0f}"


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("syncd_writes", False))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


class Database:
    """One SQLite file, which whoever holds the lock has made. Writers of one process take turns here; writers of several processes by patience.

    What the disk or another program does to it is a StoreFailed; a bug of ours (a broken constraint, a wrong
    statement) goes up as it is.
    """

    def __init__(self, path: Path, patience: Patience = A_MINUTE) -> None:
        self.path, self.patience = path, patience
        self._waiting = Waiting(path, patience)
        self._engine = open_engine(path, self._waiting, mode="rw")
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
                _let_go(connection)
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
        if self._along and _writes(connection):
            self._along.pop()(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._translated(), self._connect() as connection, connection.begin():
            yield connection

    def hurry(self) -> None:
        """The process is about to end: nobody waits for other programs any more, but for a moment."""
        self._waiting.hurry()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _connect(self) -> Connection:
        return self._waiting.through(Step.READ, self._engine.connect)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, sqlite3.Error) as error:
            reason = driver_error(error)
            remedy = remedy_for(reason) if reason else ""
            if not remedy:
                raise
            if code_of(reason) in _OF_NO_FILE and is_missing(self.path):
                raise StoreFailed(f"the database is gone: {self.path}", remedy=_GONE) from None
            raise StoreFailed(f"database {self.path}: {reason}", remedy=remedy) from None


def remedy_for(error: BaseException) -> str:
    """What to do about a failure of the disk, the file or its other users; nothing where the bug is ours."""
    is_empty = "no such table" in str(error)
    return "run: syncd db upgrade" if is_empty else _REMEDIES.get(code_of(error), "")


_HELD = "another program holds the database; wait for it or end it, then start again"
_GONE = "mount it, or restore a copy: syncd db restore FILE"
_OF_NO_FILE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY}
"""What SQLite says of a missing file: that it cannot be opened, or no more be written; or that what is left of it is held."""
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

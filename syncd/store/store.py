"""The database as the engine sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from syncd.store.answers import SqlAnswers
from syncd.store.database import Database
from syncd.store.history import SqlHistory
from syncd.store.identity import SqlIdentity
from syncd.store.memory import SqlMemory
from syncd.store.outbox import SqlOutbox


class SqlTransaction:
    """One transaction on one connection. It rolls back unless it is committed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.identity = SqlIdentity(connection)
        self.answers = SqlAnswers(connection)
        self.memory = SqlMemory(connection)
        self.outbox = SqlOutbox(connection)
        self.history = SqlHistory(connection)

    def commit(self) -> None:
        """Make it durable."""
        self._connection.commit()


class SqlStore:
    """Transactions on one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """A look at one moment."""
        with self._database.reading() as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """The one writer's turn."""
        with self._database.writing() as connection:
            yield SqlTransaction(connection)

"""Statements that SQLAlchemy words and the driver executes: what every request asks shall cost next to nothing."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Update

_Statement = Select[*tuple[Any, ...]] | Update


def swiftly(connection: Connection, statement: _Statement, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """The rows that the driver finds. For a statement that is made once, and values that need no conversion.

    Nobody hears of it: what it changes is no revision.
    """
    words, places = _worded(statement, connection.dialect)
    cursor = connection.connection.cursor()
    cursor.execute(words, [values[name] for name in places])
    return cursor.fetchall()


@lru_cache(maxsize=32)  # a few statements, for each database that is open
def _worded(statement: _Statement, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """Its text, and the names of the values in their places."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup or ())

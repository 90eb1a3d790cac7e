"""Statements that SQLAlchemy words and the driver executes: what is asked again and again shall cost next to nothing."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Table, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

from syncd.store.revision import count

_Query = Select[*tuple[Any, ...]]
_Change = Insert | Update | Delete
_Convert = Callable[[Any], Any]
_Shape = tuple[tuple[str, int | None], ...]
"""The names of the values, and for how many there is room where it is a list."""

_NO_VALUES: Mapping[str, Any] = MappingProxyType({})


def swiftly(connection: Connection, statement: _Query | Update, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """The rows that the driver finds. For a statement that is made once, and values that need no conversion.

    Nobody hears of it: what it changes is no revision.
    """
    words, places = _worded(statement, connection.dialect)
    cursor = _cursor(connection)
    cursor.execute(words, [values[name] for name in places])
    return cursor.fetchall()


@lru_cache(maxsize=32)  # a few statements, for each database that is open
def _worded(statement: _Query | Update, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """Its text, and the names of the values in their places."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup or ())


def look_up(connection: Connection, query: _Query, values: Mapping[str, Any] = _NO_VALUES) -> list[Any]:
    """The rows that a query finds, with names and converted as SQLAlchemy's are. For a query that is made once.

    A value is a list where the query asks for what is in it.
    """
    shape = tuple((name, _room(value) if isinstance(value, list) else None) for name, value in values.items())
    wording = _wording(query, connection.dialect, shape)
    cursor = _cursor(connection)
    cursor.execute(wording.text, list(wording.in_places(values)))
    return wording.of_query.rows(cursor.fetchall())


def alter(connection: Connection, statement: _Change, rows: Sequence[Mapping[str, Any]]) -> int:
    """Execute a statement that is made once with each of these rows of values; how many of the table's rows it changed.

    It counts like what SQLAlchemy executes. The rows have the same names, and nothing is asked to be in a list.
    """
    text, places = _changing(statement, connection.dialect, tuple(rows[0]))
    cursor = _cursor(connection)
    cursor.executemany(text, [[value for place in places for value in place.filled(row)] for row in rows])
    assert isinstance(statement.table, Table), "only rows of tables are changed"
    count(connection, statement.table, cursor.rowcount)
    return cursor.rowcount


def _cursor(connection: Connection) -> DBAPICursor:
    """The driver's, in a transaction: after a commit another one begins, as SQLAlchemy lets it for its own statements."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _room(values: Sequence[object]) -> int:
    """Lists of about the same length are worded alike; the last value is repeated."""
    return 1 << (len(values) - 1).bit_length() if values else 0


@dataclass(frozen=True, slots=True)
class _OfQuery:
    """What is known of a query, however many values it is given."""

    compiled: SQLCompiler
    row: _Convert
    conversions: Sequence[tuple[int, _Convert]]

    def rows(self, found: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What the driver found, as rows."""
        return list(map(self.row, map(self._converted, found) if self.conversions else found))

    def _converted(self, found: tuple[Any, ...]) -> list[Any]:
        values = list(found)
        for place, convert in self.conversions:
            values[place] = convert(values[place])
        return values


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands, or so many of a list; what the query itself says stands there `already`."""

    name: str
    room: int | None
    convert: _Convert | None
    already: Sequence[Any]

    def filled(self, values: Mapping[str, Any]) -> Iterator[Any]:
        if self.already:
            given = self.already
        elif self.room is None:
            given = [values[self.name]]
        else:
            given = values[self.name]
            given = [*given, *given[-1:] * (self.room - len(given))]
        return iter(given) if self.convert is None else map(self.convert, given)


@dataclass(frozen=True, slots=True)
class _Wording:
    of_query: _OfQuery
    text: str
    places: Sequence[_Place]

    def in_places(self, values: Mapping[str, Any]) -> Iterator[Any]:
        for place in self.places:
            yield from place.filled(values)


@lru_cache(maxsize=512)  # of each query those for one, two, four, … values of a list
def _wording(query: _Query, dialect: Dialect, shape: _Shape) -> _Wording:
    """A query, worded for so many values."""
    of_query, rooms = _of_query(query, dialect), dict(shape)
    given = {name: None if room is None else [None] * room for name, room in shape}
    state = of_query.compiled.construct_expanded_state(given)
    lists = {each: name for name, names in state.parameter_expansion.items() for each in names}
    later = {each for name, names in state.parameter_expansion.items() if name in given for each in names[1:]}
    places = []
    for found in state.positiontup or ():
        if found not in later:  # the first of a list stands for all of it
            name = lists.get(found, found)
            convert = _to_database(of_query.compiled, name)
            already = () if name in given else (state.parameters[found],)
            places.append(_Place(name, rooms.get(name), convert, already))
    return _Wording(of_query, state.statement, places)


@lru_cache(maxsize=128)
def _changing(statement: _Change, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, Sequence[_Place]]:
    """A statement that is given values of these names, worded, and where they stand."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler), "statements are worded in SQL"
    return str(compiled), [
        _Place(each, None, _to_database(compiled, each), () if each in names else (compiled.params[each],))
        for each in compiled.positiontup or ()
    ]


def _to_database(compiled: SQLCompiler, name: str) -> _Convert | None:
    """What makes of a value what the driver is to be given; None where it is the value itself."""
    return compiled.binds[name].type.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)


@lru_cache(maxsize=128)
def _of_query(query: _Query, dialect: Dialect) -> _OfQuery:
    """A query, read once."""
    compiled = query.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler), "queries are worded in SQL"
    columns = list(query.selected_columns)
    row = namedtuple("Found", [column.key for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024  # each query has its own
    converts = (
        (place, each.type.dialect_impl(dialect).result_processor(dialect, None)) for place, each in enumerate(columns)
    )
    return _OfQuery(
        compiled, partial(tuple.__new__, row), [(place, each) for place, each in converts if each is not None]
    )

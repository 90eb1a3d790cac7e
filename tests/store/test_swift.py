"""What every request asks the database, past SQLAlchemy's own ways."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, bindparam, event, select, update

from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from syncd.store.swift import swiftly
from tests.store.people import NOON

_NEXT = select(t.paces.c.next_at, t.paces.c.host).where(t.paces.c.host == bindparam("of"))
_BOOK = update(t.paces).where(t.paces.c.host == bindparam("of")).values(next_at=bindparam("at"))


@pytest.fixture
def made_much_of() -> Iterator[list[str]]:
    """The statements that SQLAlchemy executes itself meanwhile."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


def test_a_slot_costs_no_statement_of_sqlalchemys(database: Database, made_much_of: list[str]) -> None:
    """A quiet cycle asks for a slot before each of its hundreds of requests: that alone was a fifth of its cost."""
    pace = SqlPace(database, "boomplay", Budget(1.0), lambda: NOON)
    assert pace.reserve() == 0.0
    made_much_of.clear()

    assert pace.reserve() == 1.0
    assert made_much_of == []


def test_values_stand_in_their_places(database: Database) -> None:
    """Whatever order a statement names its values in, and whatever else is given."""
    with database.writing() as connection:
        connection.execute(t.paces.insert().values(host="boomplay", next_at=1.0))
        assert swiftly(connection, _BOOK, {"of": "boomplay", "at": 2.0, "else": None}) == []
        assert swiftly(connection, _NEXT, {"of": "boomplay"}) == [(2.0, "boomplay")]
        assert swiftly(connection, _NEXT, {"of": "jamendo"}) == []


def test_what_was_not_committed_is_taken_back(database: Database) -> None:
    """The driver's own statements belong to the transaction around them."""
    with database.writing() as connection:
        connection.execute(t.paces.insert().values(host="boomplay", next_at=1.0))
        connection.commit()
    with database.writing() as connection:
        swiftly(connection, _BOOK, {"of": "boomplay", "at": 2.0})

    with database.reading() as connection:
        assert swiftly(connection, _NEXT, {"of": "boomplay"}) == [(1.0, "boomplay")]

"""Where a database is at home."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from syncd.domain.errors import StoreFailed
from syncd.store import schema
from syncd.store.database import Database
from syncd.store.home import Home, adopt, home_of, mark_of_this_machine, settle_in

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "syncd.db")) as database:
        schema.upgrade(database, NOW)
        yield database


def machine(folder: Path, content: str) -> Path:
    """A machine's id file."""
    file = folder / f"machine-id of {content}"
    file.write_text(content)
    return file


def home(database: Database) -> Home:
    with database.reading() as connection:
        found = home_of(connection)
    assert found is not None
    return found


def moved(database: Database) -> None:
    """As if another machine had used it."""
    with database.writing() as connection:
        connection.execute(text("update home set machine = 'another'"))
        connection.commit()


def test_a_machine_leaves_its_mark_and_not_its_id(database: Database, tmp_path: Path) -> None:
    """The mark is the same each time, another for each database and each machine, and tells nobody the machine's id."""
    one, other = machine(tmp_path, "1" * 32), machine(tmp_path, "2" * 32)
    settle_in(database, one)
    found = home(database)

    assert found.machine == mark_of_this_machine(found.database, one)
    assert len({found.machine, mark_of_this_machine(found.database, other), mark_of_this_machine("x", one)}) == 3
    assert "1" * 32 not in database.path.read_bytes().decode("latin-1")


@pytest.mark.parametrize("content", ["", "uninitialized\n", "ä"])
def test_a_machine_without_an_id_is_not_looked_at(database: Database, tmp_path: Path, content: str) -> None:
    """Nor is a database that knows none: the first machine that has one becomes its home, and its own id stays."""
    nameless = machine(tmp_path, content)
    settle_in(database, nameless)
    first = home(database)
    assert first.machine == ""
    assert not first.is_elsewhere(machine(tmp_path, "1" * 32))

    settle_in(database, machine(tmp_path, "1" * 32))

    assert home(database).database == first.database
    assert home(database).machine
    assert not home(database).is_elsewhere(nameless)
    assert not home(database).is_elsewhere(tmp_path / "no such file")


def test_a_database_of_another_machine_is_refused_and_left_alone(made: Database) -> None:
    """Readers and writers are told why, and which command makes it at home."""
    moved(made)
    before = made.path.read_bytes()

    with pytest.raises(StoreFailed, match=r"another machine.*syncd db adopt"):
        schema.check(made)
    with pytest.raises(StoreFailed, match=r"another machine.*syncd db adopt"):
        schema.upgrade(made, NOW)

    assert made.path.read_bytes() == before


def test_whoever_adopts_a_database_makes_it_at_home(made: Database) -> None:
    """Its own id stays; the second time there is nothing to do."""
    moved(made)
    database = home(made).database

    assert adopt(made)
    assert not adopt(made)

    schema.check(made)
    assert home(made).database == database


def test_a_database_has_one_home(made: Database) -> None:
    """The database itself refuses a second row."""
    with made.reading() as connection:
        assert connection.execute(text("select id from home")).all() == [(1,)]
    with pytest.raises(Exception, match="one_row"), made.writing() as connection:
        connection.execute(text("insert into home values (2, 'x', 'y')"))

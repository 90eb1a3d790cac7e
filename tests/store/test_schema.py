"""Which schema this program speaks, and how a database gets there."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, insert, inspect, text

from syncd.domain.errors import StoreFailed
from syncd.shipped import shipped
from syncd.store import schema, tables
from syncd.store.database import Database
from syncd.store.patience import Patience

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "state" / "syncd.db")) as database:
        yield database


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    """As it came to our schema step by step."""
    path = tmp_path / "migrated.db"
    path.touch()
    with closing(Database(path)) as database:
        schema.migrate(database)
        yield database


def test_migrations_build_the_same_schema_as_the_tables(fresh: Database, migrated: Database) -> None:
    """Nothing is left for autogenerate to find; a new database has the same tables, column for column, by name."""
    schema.upgrade(fresh, NOW)

    with migrated.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    names = [*tables.metadata.tables, "alembic_version"]
    assert {name: _shape(fresh, name) for name in names} == {name: _shape(migrated, name) for name in names}
    assert schema.version_of(fresh) == schema.version_of(migrated) == schema.HEAD


def test_a_copy_of_a_new_database_fits_a_migrated_one(fresh: Database, migrated: Database) -> None:
    """Rows go from one to the other by the order of their columns (`syncd db restore`)."""
    schema.upgrade(fresh, NOW)

    assert _columns(fresh) == _columns(migrated)


def test_head_is_the_folders_head() -> None:
    """The number in the program and the newest file cannot drift apart."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_an_upgrade_twice_is_an_upgrade_once(fresh: Database) -> None:
    """The second one changes nothing and keeps no copy."""
    assert schema.upgrade(fresh, NOW) is None
    before = fresh.path.read_bytes()

    assert schema.upgrade(fresh, NOW) == schema.HEAD

    schema.check(fresh)
    assert fresh.path.read_bytes() == before
    assert _copies(fresh) == []


def test_a_new_database_is_for_its_owner_only(fresh: Database) -> None:
    """It holds tokens."""
    schema.upgrade(fresh, NOW)

    assert fresh.path.stat().st_mode & 0o777 == 0o600
    assert fresh.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_copy_is_kept_before_an_upgrade(fresh: Database) -> None:
    """Beside the database, named after the moment; it holds what was there."""
    schema.upgrade(fresh, NOW)
    _pretend(fresh, "0000")
    with pytest.raises(StoreFailed, match="syncd db upgrade"):
        schema.check(fresh)

    with pytest.raises(StoreFailed, match=r"0000.*put a copy"):  # nobody ever released that one
        schema.upgrade(fresh, NOW)

    [copy] = _copies(fresh)
    assert copy.name == f"syncd.db.20261122T123000.before-{schema.HEAD}"
    with closing(Database(copy)) as kept:
        assert schema.version_of(kept) == "0000"
        assert _shape(kept, "loves") == _shape(fresh, "loves")
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_newer_database_is_refused_and_left_alone(fresh: Database) -> None:
    """Whoever goes back to an older syncd is told to update it."""
    schema.upgrade(fresh, NOW)
    _pretend(fresh, "9999")
    before = fresh.path.read_bytes()

    with pytest.raises(StoreFailed, match=r"newer syncd.*update syncd"):
        schema.check(fresh)
    with pytest.raises(StoreFailed, match=r"newer syncd.*update syncd"):
        schema.upgrade(fresh, NOW)

    assert fresh.path.read_bytes() == before


def test_no_database_yet_is_said_in_words(fresh: Database) -> None:
    """An empty file is none."""
    fresh.path.parent.mkdir()
    fresh.path.touch()

    with pytest.raises(StoreFailed, match=r"no database yet.*syncd sync"):
        schema.check(fresh)


@pytest.mark.parametrize("numbers", [[], ["0001", "0000"]])
def test_tables_without_the_number_of_one_schema_are_left_alone(fresh: Database, numbers: list[str]) -> None:
    """A database whose number was lost is neither made anew nor upgraded."""
    schema.upgrade(fresh, NOW)
    with fresh.writing() as connection:
        connection.execute(text("delete from alembic_version"))
        for number in numbers:
            connection.execute(text("insert into alembic_version values (:number)"), {"number": number})
        connection.commit()
    before = fresh.path.read_bytes()

    for act in (schema.check, schema.version_of, lambda it: schema.upgrade(it, NOW)):
        with pytest.raises(StoreFailed, match=r"number of one schema.*put a copy"):
            act(fresh)

    assert fresh.path.read_bytes() == before


def test_somebody_elses_database_is_left_alone(fresh: Database) -> None:
    """A file of another program, named by mistake, gets none of our tables."""
    fresh.path.parent.mkdir()
    with closing(sqlite3.connect(fresh.path)) as theirs:
        theirs.execute("create table bookmarks (page)")

    with pytest.raises(StoreFailed, match="change `database` in the config"):
        schema.upgrade(fresh, NOW)

    with fresh.reading() as connection:
        assert inspect(connection).get_table_names() == ["bookmarks"]


def test_an_empty_number_table_alone_is_a_new_database(fresh: Database) -> None:
    """Nothing is lost where nothing stands."""
    fresh.path.parent.mkdir()
    with closing(sqlite3.connect(fresh.path)) as begun:
        begun.execute("create table alembic_version (version_num varchar(32) not null primary key)")

    assert schema.upgrade(fresh, NOW) is None

    schema.check(fresh)


@pytest.mark.parametrize("act", [schema.make, schema.migrate])
def test_a_disk_that_refuses_a_schema_is_no_bug_of_ours(fresh: Database, act: Callable[[Database], None]) -> None:
    """Nothing of it stays that could not be finished, whether it is made at once or by migrations."""
    fresh.path.parent.mkdir()
    fresh.path.touch()
    event.listen(fresh._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))

    with pytest.raises(StoreFailed, match="let syncd's user write"):
        act(fresh)

    assert schema.version_of(fresh) is None


def test_a_held_file_is_told_at_once_when_a_command_starts(fresh: Database) -> None:
    """Whoever starts a command learns within seconds that another program holds the database, not within a minute."""
    pauses: list[float] = []
    schema.upgrade(fresh, NOW)
    with (
        closing(Database(fresh.path, Patience(seconds=0.001, sleep=pauses.append))) as waiting,
        closing(sqlite3.connect(fresh.path, isolation_level=None)) as holder,
    ):
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreFailed, match="another program holds"):
            schema.version_of(waiting)

    assert pauses == []


def test_data_survive_where_nothing_is_to_be_done(fresh: Database) -> None:
    """An upgrade of what is up to date touches no row."""
    schema.upgrade(fresh, NOW)
    with fresh.writing() as connection:
        connection.execute(insert(tables.recordings).values())
        connection.commit()
    schema.upgrade(fresh, NOW)

    with fresh.reading() as connection:
        assert connection.execute(text("select count(*) from recordings")).scalar() == 1


def _pretend(database: Database, version: str) -> None:
    with database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = :version"), {"version": version})
        connection.commit()


def _copies(database: Database) -> list[Path]:
    return [path for path in database.path.parent.iterdir() if "before" in path.name]


def _shape(database: Database, table: str) -> list[str]:
    """All that the database itself knows of a table."""
    with database.reading() as connection:
        found = inspect(connection)
        parts = [
            *found.get_columns(table),
            *found.get_indexes(table),
            *found.get_foreign_keys(table),
            *found.get_unique_constraints(table),
            *found.get_check_constraints(table),
            found.get_pk_constraint(table),
        ]
    return sorted(str(sorted((key, str(value)) for key, value in _spelt_out(part).items())) for part in parts)


def _columns(database: Database) -> dict[str, list[str]]:
    """The columns of all tables in their order."""
    with database.reading() as connection:
        found = inspect(connection)
        return {name: [each["name"] for each in found.get_columns(name)] for name in found.get_table_names()}


def _spelt_out(part: Mapping[str, Any]) -> dict[str, Any]:
    """Clauses of SQL as text."""
    options = {key: str(value) for key, value in part.get("dialect_options", {}).items()}
    return {**part, "dialect_options": options}

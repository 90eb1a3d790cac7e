"""Which schema this program speaks, and how a database gets there."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text

from syncd.domain.errors import StoreFailed
from syncd.store import schema, tables
from syncd.store.database import Database

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "state" / "syncd.db")) as database:
        yield database


def test_migrations_build_the_same_schema_as_the_tables(fresh: Database) -> None:
    """Nothing is left for autogenerate to find, and every index and constraint bears the same name."""
    schema.upgrade(fresh, NOW)

    with fresh.reading() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(found, tables.metadata) == []
        inspector = inspect(connection)
        assert {index["name"] for index in inspector.get_indexes("mbids")} == {
            "ix_mbids_recording_id",
            "one_current_mbid",
        }


def test_head_is_the_folders_head() -> None:
    """The number in the program and the newest file cannot drift apart."""
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_an_upgrade_twice_is_an_upgrade_once(fresh: Database) -> None:
    """The second one changes nothing and keeps no copy."""
    assert schema.upgrade(fresh, NOW) is None
    before = fresh.path.read_bytes()

    assert schema.upgrade(fresh, NOW) == schema.HEAD

    schema.check(fresh)
    assert fresh.path.read_bytes() == before
    assert [path.name for path in fresh.path.parent.iterdir()] == ["syncd.db"]


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
    before = fresh.path.read_bytes()

    with pytest.raises(Exception, match="0000"):  # nobody ever released that one
        schema.upgrade(fresh, NOW)

    [copy] = [path for path in fresh.path.parent.iterdir() if path != fresh.path]
    assert copy.name == f"syncd.db.20261122T123000.before-{schema.HEAD}"
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_newer_database_is_refused_and_left_alone(fresh: Database) -> None:
    """Whoever goes back to an older syncd is told to update it."""
    schema.upgrade(fresh, NOW)
    _pretend(fresh, "9999")
    before = fresh.path.read_bytes()

    for refused in (lambda: schema.check(fresh), lambda: schema.upgrade(fresh, NOW)):
        with pytest.raises(StoreFailed, match="newer syncd.*update syncd"):
            refused()

    assert fresh.path.read_bytes() == before


def test_no_database_yet_is_said_in_words(fresh: Database) -> None:
    """An empty file is one, too."""
    fresh.path.parent.mkdir()

    with pytest.raises(StoreFailed, match=r"no database yet.*syncd sync"):
        schema.check(fresh)


def test_the_migrations_of_an_installed_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a wheel they lie inside the package, in a checkout beside it."""
    package = tmp_path / "site-packages" / "syncd"
    package.mkdir(parents=True)
    monkeypatch.setattr(schema, "files", lambda _name: package)
    assert schema.migrations_folder() == tmp_path / "site-packages" / "migrations"

    (package / "_migrations").mkdir()

    assert schema.migrations_folder() == package / "_migrations"


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

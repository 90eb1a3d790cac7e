"""Which schema this program speaks, and how a database gets there."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from sqlalchemy import inspect, text

from syncd.domain.errors import StoreFailed
from syncd.store.database import Database
from syncd.store.disk import refused

HEAD = "0001"
"""The newest migration; a test holds it against the folder."""

_NUMBER_TABLE = "alembic_version"
_NUMBERS = text(f"select version_num from {_NUMBER_TABLE}")  # noqa: S608  # both words are ours


def migrations_folder() -> Path:
    """The migrations: inside the installed package, else at the top of the checkout."""
    packed = Path(str(files("syncd"))) / "_migrations"
    return packed if packed.is_dir() else Path(str(files("syncd"))).parent / "migrations"


def version_of(database: Database) -> str | None:
    """The schema a database speaks, or None where nothing stands in it yet.

    Raises StoreFailed where it holds tables and no number: it is somebody else's, or damaged. A file that another
    program holds is not waited for: whoever starts a command shall know it.
    """
    once = replace(database.patience, tries=1)
    with closing(Database(database.path, once)) as door, door.reading() as connection:
        tables = inspect(connection).get_table_names()
        numbers = connection.scalars(_NUMBERS).all() if _NUMBER_TABLE in tables else []
    if len(numbers) == 1:
        return str(numbers[0])
    if numbers or set(tables) - {_NUMBER_TABLE}:
        raise StoreFailed(
            f"{database.path}: holds tables, but not the number of one schema of syncd",
            remedy="put a backup in its place, or change `database` in the config",
        )
    return None


def check(database: Database) -> None:
    """Raise StoreFailed unless the database speaks our schema."""
    version = version_of(database)
    if version is None:
        raise StoreFailed(f"{database.path}: no database yet", remedy="run: syncd sync")
    if version > HEAD:
        raise StoreFailed(f"{database.path}: written by a newer syncd (schema {version})", remedy="update syncd")
    if version < HEAD:
        raise StoreFailed(
            f"{database.path}: schema {version}, this syncd speaks {HEAD}", remedy="run: syncd db upgrade"
        )


def upgrade(database: Database, now: datetime) -> str | None:
    """Bring the database to our schema; the version it had before. Only the holder of the lock may call this.

    A copy is kept before an upgrade. A database of a newer syncd is refused.
    """
    _make_file(database.path)
    version = version_of(database)
    if version is not None and version > HEAD:
        check(database)
    if version is not None and version < HEAD:
        _keep_copy(database.path, copy_of(database.path, now))
    if version != HEAD:
        _run(database)
    return version


def copy_of(path: Path, now: datetime) -> Path:
    """Where the copy stands that an upgrade at this moment keeps."""
    return path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before-{HEAD}")


def _make_file(path: Path) -> None:
    """For its owner only: it holds tokens."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    except OSError as error:
        raise refused(path, error) from None


def _keep_copy(path: Path, copy: Path) -> None:
    """By SQLite's own means: a file copied by others may lack what still stands in a journal (`reliability.md` B)."""
    _make_file(copy)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreFailed(f"{copy}: {error}", remedy="make room for a copy of the database, then start again") from None


def _run(database: Database) -> None:
    """All migrations in one transaction: one that is killed in the middle has done nothing."""
    from alembic import command  # noqa: PLC0415, half a second that other commands need not pay
    from alembic.config import Config  # noqa: PLC0415, as above
    from alembic.util import CommandError  # noqa: PLC0415, as above

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            remedy = "update syncd, or put a backup in the database's place"
            raise StoreFailed(f"{database.path}: no way to schema {HEAD}: {error}", remedy=remedy) from None
        connection.commit()

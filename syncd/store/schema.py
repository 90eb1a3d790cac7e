"""Which schema this program speaks, and how a database gets there."""

import sqlite3
from contextlib import closing
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from sqlalchemy import inspect, select, text

from syncd.domain.errors import StoreFailed
from syncd.store.database import Database, open_engine

HEAD = "0001"
"""The newest migration; a test holds it against the folder."""


def migrations_folder() -> Path:
    """The migrations: inside the installed package, else at the top of the checkout."""
    packed = Path(str(files("syncd"))) / "_migrations"
    return packed if packed.is_dir() else Path(str(files("syncd"))).parent / "migrations"


def version_of(database: Database) -> str | None:
    """The schema a database speaks, or None where it has none yet."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(select(text("version_num")).select_from(text("alembic_version")))
        return version


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
    database.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.path.touch(mode=0o600)
    version = version_of(database)
    if version is not None and version > HEAD:
        check(database)
    if version is not None and version < HEAD:
        _keep_copy(database.path, copy_of(database.path, now))
    if version != HEAD:
        _run(database.path)
    return version


def copy_of(path: Path, now: datetime) -> Path:
    """Where the copy stands that an upgrade at this moment keeps."""
    return path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before-{HEAD}")


def _keep_copy(path: Path, copy: Path) -> None:
    """By SQLite's own means: a file copied by others may lack what still stands in a journal (`reliability.md` B)."""
    copy.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreFailed(f"{copy}: {error}", remedy="make room for a copy of the database, then start again") from None


def _run(path: Path) -> None:
    from alembic import command  # noqa: PLC0415, half a second that other commands need not pay
    from alembic.config import Config  # noqa: PLC0415, as above

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    engine = open_engine(path)
    with engine.connect().execution_options(syncd_writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()

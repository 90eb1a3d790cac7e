"""Which schema this program speaks, and how a database gets there."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Dialect, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from syncd.domain.errors import StoreFailed
from syncd.shipped import shipped
from syncd.store.copies import copy
from syncd.store.database import Database
from syncd.store.disk import refused
from syncd.store.home import refuse_a_strangers, settle_in
from syncd.store.ownership import make_database
from syncd.store.tables import metadata

HEAD = "0002"
"""The newest migration; a test holds it against the folder."""

_NUMBERS = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as it makes it."""


def version_of(database: Database) -> str | None:
    """The schema a database speaks, or None where nothing stands in it yet.

    Raises StoreFailed where it holds tables and no number: it is somebody else's, or damaged. A file that another
    program holds is tried once, as long as a slow disk may need for a commit: whoever starts a command shall know it.
    """
    once = replace(database.patience, tries_begin_for=0.0)
    with closing(Database(database.path, once)) as door, door.reading() as connection:
        tables = inspect(connection).get_table_names()
        numbers = connection.scalars(select(_NUMBERS)).all() if _NUMBERS.name in tables else []
    if len(numbers) == 1:
        return str(numbers[0])
    if numbers or set(tables) - {_NUMBERS.name}:
        raise StoreFailed(
            f"{database.path}: holds tables, but not the number of one schema of syncd",
            remedy="put a copy in its place: syncd db restore FILE; or change `database` in the config",
        )
    return None


def check(database: Database) -> None:
    """Raise StoreFailed unless the database speaks our schema and is at home here."""
    check_schema(database)
    refuse_a_strangers(database)


def check_schema(database: Database) -> None:
    """Raise StoreFailed unless the database speaks our schema, wherever it was last used."""
    version = version_of(database)
    if version is None:
        raise StoreFailed(f"{database.path}: no database yet", remedy="run: syncd sync")
    refuse_a_newer(database, version)
    if version < HEAD:
        raise StoreFailed(
            f"{database.path}: schema {version}, this syncd speaks {HEAD}", remedy="run: syncd db upgrade"
        )


def upgrade(database: Database, now: datetime, migrating: Callable[[Database], None] | None = None) -> str | None:
    """Bring the database to our schema; the version it had before. Only the holder of the lock may call this.

    A copy is kept before an upgrade. A database of a newer syncd, or of another machine, is refused and left alone.
    `migrating` makes the migrations; without it they are made here.
    """
    _make_file(database.path)
    version = version_of(database)
    if version is None:
        make(database)
    else:
        refuse_a_newer(database, version)
        refuse_a_strangers(database)
    if version is not None and version < HEAD:
        copy(database.path, copy_of(database.path, now))
        (migrating or migrate)(database)
    settle_in(database)
    return version


def refuse_a_newer(database: Database, version: str) -> None:
    """Raise StoreFailed where a newer syncd wrote the database: nobody can go back."""
    if version > HEAD:
        raise StoreFailed(f"{database.path}: written by a newer syncd (schema {version})", remedy="update syncd")


def copy_of(path: Path, now: datetime) -> Path:
    """Where the copy stands that an upgrade at this moment keeps."""
    return path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.before-{HEAD}")


def _make_file(path: Path) -> None:
    try:
        make_database(path)
    except OSError as error:
        raise refused(path, error) from None


def make(database: Database) -> None:
    """All tables in an empty database, in one transaction: what the migrations come to, without half a second of Alembic."""
    with database.writing() as connection:
        for words in _wording(connection.dialect):
            connection.exec_driver_sql(words)
        _NUMBERS.create(connection, checkfirst=True)
        connection.execute(insert(_NUMBERS).values(version_num=HEAD))
        connection.commit()


@cache
def _wording(dialect: Dialect) -> Sequence[str]:
    """What makes our tables and their indexes, in an order in which it can be done: worded once, not for each database."""
    tables = metadata.sorted_tables
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda each: str(each.name))]
    made: list[ExecutableDDLElement] = [*map(CreateTable, tables), *map(CreateIndex, indexes)]
    return [str(each.compile(dialect=dialect)) for each in made]


def migrate(database: Database) -> None:
    """All migrations in one transaction: one that is killed in the middle has done nothing."""
    from alembic import command  # noqa: PLC0415  # half a second that other commands need not pay
    from alembic.config import Config  # noqa: PLC0415  # as above
    from alembic.util import CommandError  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            remedy = "update syncd, or put a copy in its place: syncd db restore FILE"
            raise StoreFailed(f"{database.path}: no way to schema {HEAD}: {error}", remedy=remedy) from None
        connection.commit()

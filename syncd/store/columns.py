"""What tables are made of: instants, names of constraints, and columns that many have."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    String,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the base class names it
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # the base class names it
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


def ref_columns() -> tuple[Column[Any], Column[Any]]:
    """A track at a service."""
    return Column("service", String, primary_key=True), Column("ref", String, primary_key=True)


def recording_column(*, primary_key: bool = False) -> Column[Any]:
    """The recording that a row belongs to."""
    return Column("recording_id", ForeignKey("recordings.id"), primary_key=primary_key, nullable=False, index=True)


def account_column() -> Column[Any]:
    """The account that a row belongs to, as a part of its key."""
    return Column("account_id", ForeignKey("accounts.id"), primary_key=True)


def described() -> ForeignKeyConstraint:
    """What bears a ref bears one that some service has described."""
    return ForeignKeyConstraint(["service", "ref"], ["tracks.service", "tracks.ref"])

"""Logins that cannot renew themselves: since when each works, when it ended, and how long the one before lived."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, delete, select, update

from syncd.domain.account import Label
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRow:
    """One login. `mark` is a fingerprint of its token, `life` how long the one before it lived, `told_at` the last word."""

    mark: str
    began_at: datetime
    ended_at: datetime | None = None
    life: timedelta | None = None
    told_at: datetime | None = None

    @property
    def learned(self) -> timedelta | None:
        """How long logins of this account live, as far as experience tells."""
        return self.life if self.ended_at is None else self.ended_at - self.began_at


def logins(connection: Connection) -> dict[Label, LoginRow]:
    """All of them."""
    return {Label(row.profile, row.account): _login(row) for row in connection.execute(select(t.logins))}


def begin_login(database: Database, label: Label, mark: str, now: datetime) -> None:
    """A login works. One that is known to work already began when it began."""
    with database.writing() as connection:
        before = logins(connection).get(label)
        if before is None or before.mark != mark:
            login = LoginRow(mark=mark, began_at=now, life=before.learned if before else None)
            upsert(connection, t.logins, [_values(label, login)])
        elif before.ended_at is not None:
            connection.execute(update(t.logins).where(_mine(label)).values(ended_at=None, told_at=None))
        connection.commit()


def end_login(database: Database, label: Label, mark: str, now: datetime) -> None:
    """A login that worked is refused."""
    is_it = _mine(label) & (t.logins.c.mark == mark) & t.logins.c.ended_at.is_(None)
    with database.writing() as connection:
        connection.execute(update(t.logins).where(is_it).values(ended_at=now))
        connection.commit()


def note_told(database: Database, label: Label, now: datetime) -> None:
    """Its human was told."""
    with database.writing() as connection:
        connection.execute(update(t.logins).where(_mine(label)).values(told_at=now))
        connection.commit()


def forget_login(connection: Connection, label: Label) -> None:
    """Nothing is known of it any more."""
    connection.execute(delete(t.logins).where(_mine(label)))


def _mine(label: Label) -> ColumnElement[bool]:
    return (t.logins.c.profile == label.profile) & (t.logins.c.account == label.account)


def _login(row: SqlRow[Any]) -> LoginRow:
    return LoginRow(
        mark=row.mark,
        began_at=row.began_at,
        ended_at=row.ended_at,
        life=None if row.life is None else timedelta(seconds=row.life),
        told_at=row.told_at,
    )


def _values(label: Label, login: LoginRow) -> dict[str, Any]:
    return {
        "profile": label.profile,
        "account": label.account,
        "mark": login.mark,
        "began_at": login.began_at,
        "ended_at": None,
        "life": login.life.total_seconds() if login.life else None,
        "told_at": None,
    }

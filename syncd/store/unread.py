"""How the accounts fared that were asked in vain and never read before: they have no row of their own yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, tuple_

from syncd.domain.account import AccountState, Label
from syncd.domain.track import Service
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True)
class Try:
    """How the latest one ended; an account of that name may be of another service by now. `trouble` may be empty."""

    service: Service
    state: AccountState
    trouble: str


def load_tries(database: Database) -> dict[Label, Try]:
    """All of them."""
    with database.reading() as connection:
        rows = connection.execute(select(t.unread)).all()
    return {
        Label(row.profile, row.account): Try(Service(row.service), AccountState(row.state), row.trouble) for row in rows
    }


def save_tries(database: Database, changed: Mapping[Label, Try], gone: Collection[Label]) -> None:
    """Keep these, and forget those; nothing is written where there is nothing to change."""
    if not changed and not gone:
        return
    rows = [
        {
            "profile": label.profile,
            "account": label.account,
            "service": each.service.value,
            "state": each.state.value,
            "trouble": each.trouble,
        }
        for label, each in changed.items()
    ]
    names = [(label.profile, label.account) for label in gone]
    with database.writing() as connection:
        connection.execute(delete(t.unread).where(tuple_(t.unread.c.profile, t.unread.c.account).in_(names)))
        if rows:
            upsert(connection, t.unread, rows)
        connection.commit()

"""Wishes: what commands leave for a running daemon, which is the one writer (`contract.md` §2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row as SqlRow, delete, insert, select, update

from syncd.store import tables as t
from syncd.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command and its own parameters. `trouble` says why it failed, or is empty while it waits."""

    id: int
    verb: str
    details: Mapping[str, Any]
    wished_at: datetime
    trouble: str = ""

    @property
    def about(self) -> str | None:
        """What its human named, where one of its kind does not stand for all of them."""
        about: str | None = self.details.get("about")
        return about


def leave(database: Database, verb: str, details: Mapping[str, Any], now: datetime) -> int:
    """Leave a wish for whoever holds the lock; its number."""
    with database.writing() as connection:
        wish = insert(t.wishes).values(verb=verb, details=dict(details), wished_at=now)
        key = connection.execute(wish).inserted_primary_key
        connection.commit()
    assert key is not None, "the table numbers its rows"
    return int(key[0])


def take_back(database: Database, number: int) -> bool:
    """A wish is wished no more; False where it was carried out already."""
    with database.writing() as connection:
        found = connection.execute(delete(t.wishes).where(t.wishes.c.id == number)).rowcount
        connection.commit()
    return bool(found)


def waiting(connection: Connection) -> list[Wish]:
    """What is still to be carried out, in its order."""
    return _wishes(connection, failed=False)


def failed(connection: Connection) -> list[Wish]:
    """What could not be carried out, the oldest first."""
    return _wishes(connection, failed=True)


def forget(connection: Connection, wish: Wish) -> None:
    """It is carried out."""
    connection.execute(delete(t.wishes).where(t.wishes.c.id == wish.id))


def fail(database: Database, wish: Wish, trouble: str) -> None:
    """It could not be carried out; whoever wished it shall see why. Of one about the same the latest failure is enough."""
    with database.writing() as connection:
        _settle(connection, wish.verb, wish.about)
        if not connection.execute(update(t.wishes).where(t.wishes.c.id == wish.id).values(trouble=trouble)).rowcount:
            values = {"verb": wish.verb, "details": dict(wish.details), "wished_at": wish.wished_at}
            connection.execute(insert(t.wishes).values(**values, trouble=trouble))
        connection.commit()


def succeed(database: Database, wish: Wish) -> None:
    """It is carried out, and what failed before of the same verb about the same is settled with it."""
    with database.writing() as connection:
        _settle(connection, wish.verb, wish.about)
        forget(connection, wish)
        connection.commit()


def settle(database: Database, verb: str, about: str | None) -> None:
    """Its human has done it himself since: what failed of this verb about the same is settled."""
    with database.reading() as connection:
        if not _failed(connection, verb, about):
            return
    with database.writing() as connection:
        _settle(connection, verb, about)
        connection.commit()


def _settle(connection: Connection, verb: str, about: str | None) -> None:
    for wish in _failed(connection, verb, about):
        forget(connection, wish)


def _failed(connection: Connection, verb: str, about: str | None) -> list[Wish]:
    return [wish for wish in failed(connection) if (wish.verb, wish.about) == (verb, about)]


def _wishes(connection: Connection, *, failed: bool) -> list[Wish]:
    query = select(t.wishes).where((t.wishes.c.trouble != "") == failed).order_by(t.wishes.c.id)
    return [_wish(row) for row in connection.execute(query)]


def _wish(row: SqlRow[Any]) -> Wish:
    return Wish(id=row.id, verb=row.verb, details=row.details, wished_at=row.wished_at, trouble=row.trouble)

"""What was the matter and is not over: since when, and when a human was told. Told once, over all restarts."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing. `key` names it for as long as it lasts, `told_at` is None while nobody was told."""

    key: str
    text: str
    since: datetime
    told_at: datetime | None = None


def notices(connection: Connection) -> dict[str, Notice]:
    """All of them, by their keys."""
    return {row.key: Notice(row.key, row.text, row.since, row.told_at) for row in connection.execute(select(t.notices))}


def keep_notices(database: Database, changed: Collection[Notice], gone: Collection[str] = ()) -> None:
    """Write these, and forget those; nothing is written where there is nothing to change."""
    if not changed and not gone:
        return
    with database.writing() as connection:
        connection.execute(delete(t.notices).where(t.notices.c.key.in_(gone)))
        if changed:
            upsert(connection, t.notices, [asdict(each) for each in changed])
        connection.commit()

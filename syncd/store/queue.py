"""What waits in the outbox to be sent, account by account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from syncd.domain.account import Label
from syncd.domain.outbox import RowState
from syncd.store import tables as t


@dataclass(frozen=True, slots=True)
class Queue:
    """The writes of one account that may go now, and when the last write left for it."""

    due: int
    sent_at: datetime | None


def queues(connection: Connection, now: datetime) -> dict[Label, Queue]:
    """The accounts with writes that may go now."""
    row = t.outbox.c
    is_due = and_(row.state == RowState.PENDING.value, or_(row.not_before.is_(None), row.not_before <= now))
    query = (
        select(t.accounts.c.profile, t.accounts.c.name, func.count().filter(is_due), func.max(row.sent_at))
        .join(t.accounts, t.accounts.c.id == row.account_id)
        .group_by(t.accounts.c.id)
        .having(func.count().filter(is_due) > 0)
    )
    return {Label(profile, name): Queue(due, sent) for profile, name, due, sent in connection.execute(query)}

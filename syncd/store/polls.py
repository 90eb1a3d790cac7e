"""When each account is polled next, and what else the daemon wants to know of the database between two cycles."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from syncd.domain.account import Label
from syncd.domain.outbox import RowState
from syncd.planner.due import Found, Schedule
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will have to be done: accounts with writes that no look has proved yet, and the profiles' next pushes."""

    unproved: frozenset[Label]
    next_push: Mapping[str, datetime]


def load_polls(connection: Connection) -> dict[Label, Schedule]:
    """The schedules of all accounts that a daemon ever polled."""
    return {
        Label(row.profile, row.account): Schedule(
            next_at=row.next_at, phase=row.phase, found=Found(row.found), in_a_row=row.in_a_row
        )
        for row in connection.execute(select(t.polls))
    }


def save_polls(database: Database, schedules: Mapping[Label, Schedule]) -> None:
    """Keep these."""
    rows = [
        {
            "profile": label.profile,
            "account": label.account,
            "next_at": schedule.next_at,
            "phase": schedule.phase,
            "found": schedule.found.value,
            "in_a_row": schedule.in_a_row,
        }
        for label, schedule in schedules.items()
    ]
    with database.writing() as connection:
        upsert(connection, t.polls, rows)
        connection.commit()


def outlook(connection: Connection, now: datetime) -> Outlook:
    """What waits in the outbox."""
    return Outlook(_unproved(connection), _next_push(connection, now))


def newest_event(connection: Connection) -> datetime | None:
    """The latest moment that the last cycle knew."""
    row = connection.execute(select(t.cycles).order_by(t.cycles.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else max(row.started_at, row.ended_at or row.started_at)


def _unproved(connection: Connection) -> frozenset[Label]:
    bearers = select(t.accounts.c.profile, t.accounts.c.name).join(t.outbox, t.outbox.c.account_id == t.accounts.c.id)
    query = bearers.where(t.outbox.c.state == RowState.SENT.value).distinct()
    return frozenset(Label(row.profile, row.name) for row in connection.execute(query))


def _next_push(connection: Connection, now: datetime) -> dict[str, datetime]:
    """For each profile the moment at which the next wait of a pending write is over; those that are over are no news."""
    waits = select(t.accounts.c.profile, t.outbox.c.not_before).join(t.outbox, t.outbox.c.account_id == t.accounts.c.id)
    later = (t.outbox.c.state == RowState.PENDING.value) & (t.outbox.c.not_before > now)
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in connection.execute(waits.where(later)):
        found[row.profile].append(row.not_before)
    return {profile: min(instants) for profile, instants in found.items()}

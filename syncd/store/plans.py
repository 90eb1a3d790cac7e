"""The latest plan of each profile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as JSON, and when it was made."""

    made_at: datetime
    content: dict[str, Any]


def save_plan(database: Database, profile: str, plan: SavedPlan) -> None:
    """Keep it instead of the one before."""
    with database.writing() as connection:
        upsert(connection, t.plans, [{"profile": profile, "made_at": plan.made_at, "content": plan.content}])
        connection.commit()


def renew_plan(database: Database, profile: str, now: datetime) -> bool:
    """The one that is kept would be made the same again now; whether there is one."""
    with database.writing() as connection:
        found = connection.execute(update(t.plans).where(t.plans.c.profile == profile).values(made_at=now)).rowcount
        connection.commit()
    return bool(found)


def load_plan(database: Database, profile: str) -> SavedPlan | None:
    """The latest one."""
    with database.reading() as connection:
        row = connection.execute(select(t.plans).where(t.plans.c.profile == profile)).one_or_none()
    return None if row is None else SavedPlan(row.made_at, row.content)


def load_report(database: Database, profile: str) -> Any:
    """How everything stood when the latest plan was made, in the form of a sync's report; None where there is none."""
    query = select(t.plans.c.content["report"]).where(t.plans.c.profile == profile)
    with database.reading() as connection:
        return connection.scalar(query)

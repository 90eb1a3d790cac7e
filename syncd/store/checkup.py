"""What must be true in the database and is no constraint of it, or one that only damage can have broken."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, or_, select, true

from syncd.domain.answer import Said
from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.copies import faults
from syncd.store.database import Database, journal_mode, remedy_for


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule, and how often it is broken."""

    rule: str
    times: int


def damage_of(path: Path) -> list[str]:
    """What SQLite finds wrong with a database, ten things at most. Raises StoreFailed where it cannot even be read."""
    try:
        return faults(path)
    except sqlite3.Error as error:
        raise StoreFailed(f"{path}: {error}", remedy=remedy_for(error)) from None


def broken_rules(database: Database) -> list[Broken]:
    """The rules that do not hold. That no word is younger than the newest cycle is what "the later word stands" needs."""
    with database.reading() as connection:
        counted = [Broken(rule, connection.scalar(query) or 0) for rule, query in _rules()]
    return [each for each in counted if each.times]


def journal_of(database: Database) -> str:
    """Which journal the database keeps, and why."""
    with database.reading() as connection:
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()).upper()
    is_wal_safe = journal_mode(sqlite3.sqlite_version_info) == "WAL"
    why = "is safe" if is_wal_safe else "may damage a database in WAL mode (its WAL-reset bug)"
    return f"{mode}: SQLite {sqlite3.sqlite_version} {why}"


def _rules() -> Iterator[tuple[str, Select[int]]]:
    answered = (t.answers.c.service, t.answers.c.ref, t.answers.c.place)
    yield "an account and a track have one row in the outbox", _twice(t.outbox.c.account_id, t.outbox.c.ref)
    yield "a login stands once", _twice(t.accounts.c.service, t.accounts.c.whoami)
    yield "a recording has one current MBID", _twice(t.mbids.c.recording_id, where=t.mbids.c.is_current)
    yield "a human's answer stands once at a place", _twice(*answered, where=t.answers.c.said == Said.IS.value)
    yield "no love is younger than the newest cycle", _younger(t.loves.c.since_cycle, t.loves.c.missing_since)
    yield "no unlove is younger than the newest cycle", _younger(t.tombstones.c.cycle)


def _twice(*key: Column[Any], where: ColumnElement[bool] | None = None) -> Select[int]:
    rows = select(*key).where(true() if where is None else where).group_by(*key).having(func.count() > 1)
    return select(func.count()).select_from(rows.subquery())


def _younger(*cycles: Column[Any]) -> Select[int]:
    newest = select(func.coalesce(func.max(t.cycles.c.id), 0)).scalar_subquery()
    [table] = {each.table for each in cycles}
    return select(func.count()).select_from(table).where(or_(*(each > newest for each in cycles)))

"""Each host's pace, shared by all processes on this database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from syncd.domain.errors import RateLimited
from syncd.store import tables as t
from syncd.store.database import Database

_PATIENCE = 30.0
"""Seconds that a request may wait in its process; a longer rest goes up as RateLimited."""

_FIRST_BLOCK = 900.0
_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Budget:
    """How often a host may be asked: requests a second, and (Jamendo's applications) requests a month, or None."""

    per_second: float
    per_month: int | None = None


class SqlPace:
    """The pace of one host: a row that says when the next request may start (GCRA without a burst)."""

    def __init__(self, database: Database, host: str, budget: Budget, now: Callable[[], datetime]) -> None:
        self._database = database
        self._host = host
        self._budget = budget
        self._now = now

    def reserve(self) -> float:
        """Claim the next slot; the seconds until it. Raises RateLimited where the host rests for long."""
        now = self._now()
        at = now.timestamp()
        with self._database.writing() as connection:
            row = self._row(connection)
            start = max(at, min(row.next_at, at + _PATIENCE), self._rests_until(row, at))
            if start - at > _PATIENCE:
                raise RateLimited(self._host, start - at, row.reason or "asked us to rest")
            asked = self._asked(row.month, row.asked_this_month, now) + 1
            values = {
                "next_at": start + 1 / self._budget.per_second,
                "month": f"{now:%Y-%m}",
                "asked_this_month": asked,
            }
            connection.execute(update(t.paces).where(t.paces.c.host == self._host).values(values))
            connection.commit()
        return start - at

    def _rests_until(self, row: "_PaceRow", at: float) -> float:
        """Until when the host rests; a rest longer than any we know means that the clock was set back."""
        return row.rests_until if row.rests_until - at <= 2 * _A_DAY else at

    def rest(self, seconds: float, reason: str) -> None:
        """Nobody asks this host for so long."""
        until = self._now().timestamp() + seconds
        with self._database.writing() as connection:
            row = self._row(connection)
            values = {"rests_until": max(until, self._rests_until(row, until)), "reason": reason}
            connection.execute(update(t.paces).where(t.paces.c.host == self._host).values(values))
            connection.commit()

    def block(self, reason: str) -> None:
        """The host drops us: rest a quarter of an hour, doubling each time within a day, a day at most."""
        at = self._now().timestamp()
        with self._database.writing() as connection:
            row = self._row(connection)
            blocks = row.blocks + 1 if at - row.rests_until < _A_DAY else 1
            until = at + min(_FIRST_BLOCK * 2 ** min(blocks - 1, 20), _A_DAY)
            values = {"rests_until": until, "reason": reason, "blocks": blocks}
            connection.execute(update(t.paces).where(t.paces.c.host == self._host).values(values))
            connection.commit()

    def _asked(self, month: str, asked: int, now: datetime) -> int:
        """The requests of this month so far; raises RateLimited where the monthly budget is used up."""
        so_far = asked if month == f"{now:%Y-%m}" else 0
        if self._budget.per_month is not None and so_far >= self._budget.per_month:
            first_of_next = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
            wait = (first_of_next - now).total_seconds()
            raise RateLimited(self._host, wait, f"the month's {self._budget.per_month} requests are used up")
        return so_far

    def _row(self, connection: Connection) -> "_PaceRow":
        query = select(t.paces).where(t.paces.c.host == self._host)
        row = connection.execute(query).one_or_none()
        if row is None:
            connection.execute(insert(t.paces).values(host=self._host, next_at=0.0))
            row = connection.execute(query).one()
        return _PaceRow(row.next_at, row.rests_until, row.reason, row.blocks, row.month, row.asked_this_month)


@dataclass(frozen=True, slots=True)
class _PaceRow:
    next_at: float
    rests_until: float
    reason: str
    blocks: int
    month: str
    asked_this_month: int

"""Each host's pace, shared by all processes on this database."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row as SqlRow, Update, bindparam, insert, select, update

from syncd.domain.errors import RateLimited
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import Values
from syncd.store.swift import swiftly

_PATIENCE = 30.0
"""Seconds that a request may wait in its process; a longer pause goes up as RateLimited."""

_FIRST_BLOCK = 900.0
_A_DAY = 86_400.0

_JITTER = 0.01
"""Seconds that no host can tell from the network's own unrest: what starts so late delays nobody behind it."""

_SET_BACK = 60.0
"""Seconds before its own beginning from which on a pause proves that the clock was set back."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How often a host may be asked: requests a second, and (Jamendo's applications) requests a month, or None."""

    per_second: float
    per_month: int | None = None


class SqlPace:
    """The pace of one host: a row that says when the next request may start (GCRA; what it tolerates is mere jitter).

    Every instant is read while the write lock is held, so that no process books a slot that has passed. A block of one
    host is one of its `kin`, too. Starts keep their distance, whoever asks; beside an answer that takes longer another
    process may ask, which hosts that count requests a second do not mind.
    """

    def __init__(
        self, database: Database, host: str, budget: Budget, now: Callable[[], datetime], kin: Collection[str] = ()
    ) -> None:
        self._database, self._host, self._budget, self._now = database, host, budget, now
        self._kin = {host, *kin}
        self._interval = 1 / budget.per_second
        self._patience = max(_PATIENCE, self._interval)
        self._slot = self._started_at = 0.0
        self._received = 0  # bytes that the next request books along with itself

    def reserve(self) -> float:
        """Claim the next slot; the seconds from now until it. Raises RateLimited where the host pauses for long."""
        with self._database.writing() as connection:
            now, row = self._now(), self._row(connection, self._host)
            start = self._next_start(row, now.timestamp())
            values = {
                "next_at": start + self._interval,
                "month": f"{now:%Y-%m}",
                "asked_this_month": self._asked(row, now) + 1,
                "bytes_this_month": row.of_month(now).bytes_this_month + self._received,
            }
            self._change(connection, self._host, values)
        self._received = 0
        after = self._now().timestamp()
        self._slot = start
        self._note_start(after)
        return max(0.0, start - after)

    def started(self) -> None:
        """The request leaves only now: where that is later than its slot, the next one keeps its distance from this moment."""
        self._note_start(self._now().timestamp())

    def _note_start(self, at: float) -> None:
        self._started_at = max(self._slot, at - _JITTER)

    def ended(self, received: int, *, never_left: bool) -> None:
        """The request is over, and brought so many bytes. One that never left costs nothing of the month's budget."""
        self._received += received
        if never_left:
            self._book(requests=-1)

    def settle(self) -> None:
        """Book what is not booked yet; costs nothing where all is."""
        if self._received:
            self._book()

    def close(self) -> None:
        """Nothing more will be asked."""
        self.settle()

    def _book(self, requests: int = 0) -> None:
        with self._database.writing() as connection:
            now = self._now()
            row = self._row(connection, self._host).of_month(now)
            values = {
                "month": f"{now:%Y-%m}",
                "asked_this_month": max(0, row.asked_this_month + requests),
                "bytes_this_month": row.bytes_this_month + self._received,
            }
            self._change(connection, self._host, values)
        self._received = 0

    def pause(self, seconds: float, reason: str) -> None:
        """Nobody asks this host for so long. A longer pause that it already has stays."""
        with self._database.writing() as connection:
            at = self._now().timestamp()
            self._change(connection, self._host, _pause(self._row(connection, self._host), at, seconds, reason))

    def block(self, reason: str) -> None:
        """The host drops us: pause a quarter of an hour, doubling each time within a day, a day at most.

        Nobody asks a host that pauses, so a block that is told meanwhile is the one that we know.
        """
        with self._database.writing() as connection:
            at = self._now().timestamp()
            for host in sorted(self._kin):
                self._change(connection, host, _block(self._row(connection, host), at, reason), commit=False)
            connection.commit()

    def _next_start(self, row: "PaceRow", at: float) -> float:
        """The next slot, counted from the last start.

        One further away than any that is given was another clock's, and is dropped. Somebody may have asked just before
        that clock was set back: one interval is kept.
        """
        booked = max(row.next_at, self._started_at + self._interval)
        if booked - at > self._patience + self._interval:
            booked = at + self._interval
        start = max(at - _JITTER, booked, at + row.left(at))
        if start - at > self._patience:
            pauses = RateLimited(self._host, start - at, row.reason or "asked us to rest")
            raise pauses.heard_at(datetime.fromtimestamp(at, UTC))
        return start

    def _change(self, connection: Connection, host: str, values: Values, *, commit: bool = True) -> None:
        swiftly(connection, _change(tuple(values)), {"of": host, **values})
        if commit:
            connection.commit()

    def _asked(self, row: "PaceRow", now: datetime) -> int:
        """The requests of this month so far; raises RateLimited where the monthly budget is used up."""
        so_far = row.of_month(now).asked_this_month
        if self._budget.per_month is not None and so_far >= self._budget.per_month:
            first_of_next = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
            wait = (first_of_next - now).total_seconds()
            used_up = f"the month's {self._budget.per_month} requests are used up"
            raise RateLimited(self._host, wait, used_up).heard_at(now)
        return so_far

    def _row(self, connection: Connection, host: str) -> "PaceRow":
        rows = swiftly(connection, _PACE, {"of": host})
        if not rows:
            connection.execute(insert(t.paces).values(host=host, next_at=0.0))
            rows = swiftly(connection, _PACE, {"of": host})
        return PaceRow(*rows[0])


_OURS = t.paces.c.host == bindparam("of")


@cache
def _change(names: tuple[str, ...]) -> Update:
    """Made once: every request changes its pace, and making a statement takes longer than executing it."""
    return update(t.paces).where(_OURS).values({name: bindparam(name) for name in names})


@dataclass(frozen=True, slots=True)
class PaceRow:
    """What the database knows of one host; instants are seconds since 1970."""

    next_at: float
    pauses_since: float
    pauses_until: float
    reason: str
    blocks: int
    month: str
    asked_this_month: int
    bytes_this_month: int

    def of_month(self, now: datetime) -> "PaceRow":
        """The same, where the counts of another month count no more."""
        return self if self.month == f"{now:%Y-%m}" else replace(self, asked_this_month=0, bytes_this_month=0)

    def left(self, at: float) -> float:
        """The seconds for which the host still pauses; none where the clock was set back since the pause began."""
        is_of_this_clock = at > self.pauses_since - _SET_BACK
        return max(0.0, self.pauses_until - at) if is_of_this_clock else 0.0


_PACE = select(*(t.paces.c[each.name] for each in fields(PaceRow))).where(_OURS)


def pace_of(row: SqlRow[Any]) -> PaceRow:
    """A row of `paces`."""
    return PaceRow(
        row.next_at,
        row.pauses_since,
        row.pauses_until,
        row.reason,
        row.blocks,
        row.month,
        row.asked_this_month,
        row.bytes_this_month,
    )


def _block(row: PaceRow, at: float, reason: str) -> Values:
    """The columns of a block from now on; one that we know already is not counted again."""
    is_known = row.blocks > 0 and row.left(at) > _PATIENCE
    blocks = row.blocks + (not is_known) if at - row.pauses_until < _A_DAY else 1
    seconds = min(_FIRST_BLOCK * 2 ** min(blocks - 1, 20), _A_DAY)
    return {**_pause(row, at, seconds, reason), "blocks": blocks}


def _pause(row: PaceRow, at: float, seconds: float, reason: str) -> Values:
    """The columns of a pause from now on; the longer one of this and the one that is there."""
    is_longer = seconds > row.left(at)
    return {
        "pauses_since": at,
        "pauses_until": at + max(seconds, row.left(at)),
        "reason": reason if is_longer else row.reason,
    }

"""The cycles and the journal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Row as SqlRow, Select, bindparam, insert, select, tuple_, update

from syncd.domain.account import AccountId, Score
from syncd.domain.journal import Deed, Span
from syncd.domain.outbox import Row
from syncd.store import tables as t
from syncd.store.rest import Rests
from syncd.store.rows import LARGEST, chunks, ref_of

_OPPOSITE = {Score.LOVE: Score.NONE, Score.HATE: Score.NONE, Score.NONE: Score.LOVE}
"""What was there before, where no remembered line says otherwise."""

_BEGIN = insert(t.cycles)
_END = update(t.cycles).where(t.cycles.c.id == bindparam("cycle"))
_NOTE = insert(t.journal)
_BOUNDS = {
    "cycle": t.journal.c.cycle == bindparam("cycle"),
    "first": t.journal.c.id >= bindparam("first"),
    "before": t.journal.c.id < bindparam("before"),
    "dawn": t.journal.c.at >= bindparam("dawn"),
    "dusk": t.journal.c.at <= bindparam("dusk"),
}
_LAST_BEFORE = (
    select(t.journal.c.id).where(t.journal.c.at < bindparam("since")).order_by(t.journal.c.id.desc()).limit(1)
)

_Lines = Mapping[tuple[int, str], Score]


class SqlHistory(Rests):
    """Cycles, the journal and rests, inside one transaction."""

    def begin_cycle(self, now: datetime) -> int:
        """A new cycle's number."""
        key = self._connection.execute(_BEGIN, {"started_at": now}).inserted_primary_key
        assert key is not None, "the table numbers its rows"
        return int(key[0])

    def end_cycle(self, cycle: int, now: datetime) -> None:
        """A cycle is over."""
        self._connection.execute(_END, {"cycle": cycle, "ended_at": now})

    def note(self, cycle: int, rows: Collection[Row], now: datetime) -> None:
        """These changes were made by us, and proved; the remembered lines, as they still stand, say what was before."""
        lines = self._lines(rows)
        entries = [
            {
                "cycle": cycle,
                "account_id": row.account,
                "ref": row.ref.id,
                "old_score": _before(row, lines).value,
                "new_score": row.score.value,
                "at": now,
            }
            for row in rows
        ]
        if entries:
            self._connection.execute(_NOTE, entries)

    def deeds(self, span: Span) -> Sequence[Deed]:
        """What was done, the oldest first."""
        if span.cycle is not None and not 0 < span.cycle <= LARGEST:
            return []
        first = span.first if span.since is None else self.first_since(span.since)
        asked = {"cycle": span.cycle, "first": first, **_bounds_of(span.day)}
        values = {name: value for name, value in asked.items() if value is not None}
        return [deed_of(row) for row in self._connection.execute(_deeds(*values), values)]

    def first_since(self, since: datetime) -> int:
        """The least number of what was done since then."""
        return (self._connection.scalar(_LAST_BEFORE, {"since": since}) or 0) + 1

    def misdated(self, since: datetime) -> Sequence[Deed]:
        """What is dated since then and stands before what is dated earlier; the oldest first."""
        rows = self._connection.execute(_deeds("dawn", "before"), {"dawn": since, "before": self.first_since(since)})
        return [deed_of(row) for row in rows]

    def touched(self, accounts: Collection[AccountId], since: datetime) -> Sequence[Deed]:
        """All that is kept of the tracks of which something was done, or undone, since then; the oldest first."""
        asked = {"accounts": list(accounts), "first": self.first_since(since), "since": since}
        found = self._connection.execute(_touched(), asked)
        return [deed_of(row) for row in found]

    def mark_undone(self, deeds: Collection[Deed], now: datetime) -> None:
        """A human undid these."""
        for ids in chunks(deed.id for deed in deeds):
            self._connection.execute(update(t.journal).where(t.journal.c.id.in_(ids)).values(undone_at=now))

    def _lines(self, rows: Collection[Row]) -> _Lines:
        """What is remembered of these rows' tracks."""
        found = (
            line
            for few in chunks(rows)
            for line in self._connection.execute(
                select(t.loves.c.account_id, t.loves.c.ref, t.loves.c.score).where(
                    t.loves.c.account_id.in_({row.account for row in few}),
                    t.loves.c.ref.in_({row.ref.id for row in few}),
                )
            )
        )
        return {(line.account_id, line.ref): Score(line.score) for line in found}


def deed_of(row: SqlRow[Any]) -> Deed:
    """A row of `journal` joined with its account's service."""
    return Deed(
        id=row.id,
        cycle=row.cycle,
        account=AccountId(row.account_id),
        ref=ref_of(row.service, row.ref),
        old=Score(row.old_score),
        new=Score(row.new_score),
        at=row.at,
        undone_at=row.undone_at,
    )


def _before(row: Row, lines: _Lines) -> Score:
    """A line that shows the new value already was written after the deed, and tells nothing of the time before."""
    line = lines.get((row.account, row.ref.id), Score.NONE)
    return _OPPOSITE[row.score] if line in {row.score, Score.NONE} else line


def _bounds_of(day: date | None) -> dict[str, datetime]:
    if day is None:
        return {}
    return {"dawn": datetime.combine(day, time.min, UTC), "dusk": datetime.combine(day, time.max, UTC)}


@cache
def _deeds(*bounds: str) -> Select[*tuple[Any, ...]]:
    """The deeds within these bounds."""
    query = select(t.journal, t.accounts.c.service).join(t.accounts, t.accounts.c.id == t.journal.c.account_id)
    return query.where(*(_BOUNDS[each] for each in bounds)).order_by(t.journal.c.id)


@cache
def _touched() -> Select[*tuple[Any, ...]]:
    """The deeds of some tracks; these are told apart first, for a journal holds hundreds of thousands."""
    mine = t.journal.c.account_id.in_(bindparam("accounts", expanding=True))
    lately = _BOUNDS["first"] | (t.journal.c.undone_at >= bindparam("since"))
    track = tuple_(t.journal.c.account_id, t.journal.c.ref)
    tracks = select(t.journal.c.account_id, t.journal.c.ref).where(mine, lately)
    return _deeds().where(mine, track.in_(tracks))

"""Who is at rest: a profile's cycle need not think again while nothing that it goes by has changed."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, true

from syncd.domain.account import AccountId, Score
from syncd.domain.memory import Rest, Source
from syncd.domain.outbox import RowState
from syncd.planner.settle import ARRIVES_WITHIN
from syncd.store import tables as t
from syncd.store.due import BELIEVED_FOR
from syncd.store.knowledge import KNOWN_FOR, STILL_KNOWN_FOR
from syncd.store.rows import upsert

_WAITS = (
    (t.misses.c.not_before, timedelta()),
    (t.outbox.c.not_before, timedelta()),
    (t.outbox.c.sent_at, ARRIVES_WITHIN + timedelta(seconds=1)),
    *((t.mbids.c.asked_at, wait) for wait in (KNOWN_FOR, STILL_KNOWN_FOR, BELIEVED_FOR)),
)
_WAKES = {
    t.misses.c.not_before: t.misses.c.place != Source.MERGE.value,
    t.outbox.c.sent_at: (t.outbox.c.state == RowState.MOOT.value) & (t.outbox.c.score != Score.LOVE.value),
}
"""Of what waits only this: of merges it is asked when there is something to write, and only an unlove or a hate that nobody
wants any more is an echo for so long."""

_REVISION = select(t.revisions.c.number)
_REST = select(t.rests).where(t.rests.c.profile == bindparam("of"))
_FIRSTS = select(
    *(
        select(func.min(column))
        .where(column > bindparam(f"begun_{number}"), _WAKES.get(column, true()))
        .scalar_subquery()
        for number, (column, _) in enumerate(_WAITS)
    )
)


class Rests:
    """Revisions and rests, inside one transaction; the part of the history that is about nothing happening."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """How often anything changed so far that a cycle goes by."""
        return self._connection.scalar(_REVISION) or 0

    def rest(self, profile: str) -> Rest | None:
        """When a profile last came to rest, if it did."""
        row = self._connection.execute(_REST, {"of": profile}).one_or_none()
        if row is None:
            return None
        return Rest(
            profile=row.profile,
            revision=row.revision,
            terms=row.terms,
            ready=frozenset(map(AccountId, row.ready)),
            since=row.since,
            until=row.until,
        )

    def note_rest(self, rest: Rest) -> None:
        """A profile came to rest."""
        row = {
            "profile": rest.profile,
            "revision": rest.revision,
            "terms": rest.terms,
            "ready": sorted(rest.ready),
            "since": rest.since,
            "until": rest.until,
        }
        upsert(self._connection, t.rests, [row])

    def falls_due(self, now: datetime) -> datetime | None:
        """The next instant at which something that waits now waits no longer."""
        begun = {f"begun_{number}": now - wait for number, (_, wait) in enumerate(_WAITS)}
        firsts = self._connection.execute(_FIRSTS, begun).one()
        ends = [first + wait for first, (_, wait) in zip(firsts, _WAITS, strict=True) if first is not None]
        return min(ends, default=None)

"""Between "decided" and "proved": the outbox."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, select

from syncd.domain.account import AccountId
from syncd.domain.match import Candidate, Decider
from syncd.domain.outbox import Row
from syncd.domain.plan import Action
from syncd.domain.track import TrackRef
from syncd.planner.outbox import enqueued
from syncd.store import tables as t
from syncd.store.kept import Kept
from syncd.store.loved_as import loved_as
from syncd.store.rows import outbox_of, outbox_values, upsert

_ROWS = select(t.outbox, t.accounts.c.service).join(t.accounts).where(t.outbox.c.account_id.in_(bindparam("accounts")))


class SqlOutbox:
    """The outbox, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = Kept(connection, [t.outbox], self._read)

    def rows(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Row]]:
        """The rows of these accounts."""
        return self._rows.of(accounts)

    def _read(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Row]]:
        rows: dict[AccountId, dict[TrackRef, Row]] = {account: {} for account in accounts}
        for found in self._connection.execute(_ROWS, {"accounts": list(accounts)}):
            row = outbox_of(found)
            rows[row.account][row.ref] = row
        return rows

    def loved_as(self, refs: Collection[TrackRef]) -> dict[TrackRef, tuple[Candidate, Decider]]:
        """Those that were loved by us as one recording only, which still stands there: who it is, and who said so."""
        return loved_as(self._connection, refs)

    def put(self, rows: Collection[Row]) -> None:
        """Write these rows, whatever they were."""
        with self._rows.changing(row.account for row in rows):
            upsert(self._connection, t.outbox, [outbox_values(row) for row in rows])

    def enqueue(
        self, accounts: Collection[AccountId], actions: Collection[Action], postponed: Collection[Action] = ()
    ) -> None:
        """A pending row for each action; pending rows of these accounts that no plan stands behind any more go, or are moot.

        What was given up and is `postponed` stays given up.
        """
        change = enqueued(self.rows(accounts), actions, postponed)
        self.put([*change.begun, *change.moot])
        with self._rows.changing(row.account for row in change.dropped):
            for row in change.dropped:
                mine = (t.outbox.c.account_id == row.account) & (t.outbox.c.ref == row.ref.id)
                self._connection.execute(delete(t.outbox).where(mine))

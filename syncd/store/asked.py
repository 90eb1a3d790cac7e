"""Questions that are asked again and again, made once: making a statement takes longer than executing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, Select, bindparam

from syncd.domain.track import RecordingId

FEW = 5000
"""So many are looked up one by one; for more of them whole tables are read. A person pays for his own songs only."""


@dataclass(frozen=True, slots=True)
class OfRecordings:
    """A question about recordings. Where many are meant, those of others are among the answers."""

    few: Select[*tuple[Any, ...]]
    every: Select[*tuple[Any, ...]]

    @classmethod
    def by(cls, column: ColumnElement[int], query: Select[*tuple[Any, ...]]) -> "OfRecordings":
        """A question whose answers bear their recording in this column."""
        return cls(few=query.where(column.in_(bindparam("recordings"))), every=query)

    def rows(
        self, connection: Connection, recordings: Collection[RecordingId], **values: object
    ) -> Sequence[SqlRow[*tuple[Any, ...]]]:
        """The answers; nothing is asked about nobody."""
        if not recordings:
            return ()
        if len(recordings) > FEW:
            return connection.execute(self.every, values).all()
        return connection.execute(self.few, {"recordings": list(recordings), **values}).all()

    def ids(self, connection: Connection, recordings: Collection[RecordingId], **values: object) -> set[int]:
        """The recordings that a question which asks for nothing else finds."""
        return {row[0] for row in self.rows(connection, recordings, **values)}

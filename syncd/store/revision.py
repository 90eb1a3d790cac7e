"""Counting what moves: a transaction that changes a row which a cycle goes by is one revision more, whoever says it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert, update

from syncd.store import tables as t

_BOOKS = {
    t.accounts,
    t.cycles,
    t.home,
    t.logins,
    t.notices,
    t.paces,
    t.plans,
    t.polls,
    t.rests,
    t.revisions,
    t.tokens,
    t.unread,
    t.wishes,
}
"""Tables whose rows change while nothing moves. What a cycle reads of an account stands in the terms of a rest."""

_MOVING = frozenset(t.metadata.tables.values()) - _BOOKS
_ONE_MORE = update(t.revisions).values(number=t.revisions.c.number + 1)
_FIRST = insert(t.revisions).values(number=1)
_CHANGES = "syncd_changes"
_IS_NO_NEWS = "syncd_is_no_news"

MOVES_NOTHING: Mapping[str, bool] = {_IS_NO_NEWS: True}
"""Options of a statement that only renews what stands there."""


@dataclass(slots=True, eq=False)
class Changes:
    """How often a transaction has written to each table so far, and whether that was counted as a revision.

    `number` is another one after each write, too, and `transaction` in each transaction of a connection.
    """

    to: Counter[Table] = field(default_factory=Counter)
    is_counted: bool = False
    number: int = 0
    transaction: int = 0

    def begin(self) -> None:
        """Another transaction has changed nothing yet."""
        self.to, self.is_counted = Counter(), False
        self.number += 1
        self.transaction += 1


def count_changes(engine: Engine) -> None:
    """From now on this engine counts what moves."""
    for moment in ("begin", "commit"):
        event.listen(engine, moment, _begin)
    event.listen(engine, "after_cursor_execute", _count)


def changes_of(connection: Connection) -> Changes:
    """What the running transaction of a connection has changed, now and later on."""
    changes: Changes = connection.info[_CHANGES]
    return changes


def _begin(connection: Connection) -> None:
    connection.info.setdefault(_CHANGES, Changes()).begin()


def _count(connection: Connection, cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:  # noqa: FBT001  # the event names its arguments
    if not (context.isinsert or context.isupdate or context.isdelete):
        return
    changes, table = changes_of(connection), context.compiled.statement.table
    changes.to[table] += 1
    changes.number += 1
    moves = table in _MOVING and not context.execution_options.get(_IS_NO_NEWS)
    if cursor.rowcount and moves and not changes.is_counted:
        changes.is_counted = True
        one_more = connection.execute(_ONE_MORE)
        if not one_more.rowcount:
            connection.execute(_FIRST)

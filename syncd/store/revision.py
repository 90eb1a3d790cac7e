"""Counting what moves: every statement that changes a row which a turn goes by is one revision more, whoever says it."""

from typing import Any

from sqlalchemy import Connection, Engine, event, insert, update

from syncd.store import tables as t

_BOOKS = {t.accounts, t.cycles, t.paces, t.tokens, t.polls, t.plans, t.wishes, t.home, t.logins, t.rests, t.revisions}
"""Tables whose rows change while nothing moves. What a turn reads of an account stands in the terms of a rest."""

_MOVING = frozenset(t.metadata.tables.values()) - _BOOKS
_ONE_MORE = update(t.revisions).values(number=t.revisions.c.number + 1)
_FIRST = insert(t.revisions).values(number=1)


def count_changes(engine: Engine) -> None:
    """From now on this engine counts what moves."""
    event.listen(engine, "after_cursor_execute", _count)


def _count(connection: Connection, cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:  # noqa: FBT001  # the event names its arguments
    changes = context.isinsert or context.isupdate or context.isdelete
    if changes and cursor.rowcount and context.compiled.statement.table in _MOVING:
        one_more = connection.execute(_ONE_MORE)
        if not one_more.rowcount:
            connection.execute(_FIRST)

"""A profile that has another name by now: what is kept under the old one follows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Connection, delete, select, update

from syncd.domain.account import Label
from syncd.store import tables as t
from syncd.store.rows import chunks, upsert


def follow(connection: Connection, old: str, new: str, labels: Collection[Label]) -> None:
    """All accounts of a profile that is gone belong to another one now, with their logins, and so does what it skips.

    Those which the `labels` of the configuration know in a third profile stay: they go there themselves. When accounts are
    polled, and that a profile rests, is found anew.
    """
    elsewhere = {label.account for label in labels if label.profile != new}
    _rename(connection, t.accounts.c.name, old, new, elsewhere)
    same = (t.logins.c.profile == new) & t.logins.c.mark.in_(select(t.logins.c.mark).where(t.logins.c.profile == old))
    connection.execute(delete(t.logins).where(same))  # it is known for longer under the old name
    for name in (t.tokens.c.account, t.logins.c.account):  # what stands under the new name already is younger
        _rename(connection, name, old, new, elsewhere | _names(connection, name, new))
    _copy_skips(connection, old, new)
    if not _names(connection, t.accounts.c.name, old):
        connection.execute(delete(t.answers).where(t.answers.c.profile == old))


def _rename(connection: Connection, name: Column[Any], old: str, new: str, staying: Collection[str]) -> None:
    for chunk in chunks(sorted(_names(connection, name, old).difference(staying))):
        mine = (name.table.c.profile == old) & name.in_(chunk)
        connection.execute(update(name.table).where(mine).values(profile=new))


def _names(connection: Connection, name: Column[Any], profile: str) -> set[str]:
    return set(connection.scalars(select(name).where(name.table.c.profile == profile)))


def _copy_skips(connection: Connection, old: str, new: str) -> None:
    """Who never wants a song to be loved says so wherever his accounts go."""
    rows = connection.execute(select(t.answers).where(t.answers.c.profile == old)).mappings()
    upsert(connection, t.answers, [{**row, "profile": new} for row in rows])

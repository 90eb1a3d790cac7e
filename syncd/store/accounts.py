"""Whose account a login is: by the service's own word for it, else by its mark, else by its place in the configuration."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, insert, select, update

from syncd.domain.account import Account, AccountId, AccountState, Label, Login
from syncd.domain.errors import ConfigError, SecondName, Unauthorised
from syncd.store import tables as t
from syncd.store.profiles import follow
from syncd.store.rows import Values, account_of


def account_for(
    connection: Connection, login: Login, *, moved: AccountId | None, labels: Collection[Label] | None
) -> Account:
    """The account of a login, made or brought up to date; see `Memory.account`."""
    row = _bearing(connection, login, moved)
    if row is not None and row.profile != login.profile:
        _take_along(connection, row, login, labels)
    values: Values = {"whoami": login.whoami, "name": login.name, "role": login.role.value, "can": login.can.value}
    values |= {"mark": login.mark} if login.mark else {}
    if row is None:
        who = {"profile": login.profile, "service": login.service.value, "state": AccountState.RESTING.value}
        connection.execute(insert(t.accounts).values(who | values))
    else:
        connection.execute(
            update(t.accounts).where(t.accounts.c.id == row.id).values({"profile": login.profile} | values)
        )
    _take_label_away(connection, login)
    return account_of(connection.execute(select(t.accounts).where(_is(login))).one())


def bearer(connection: Connection, login: Login, *, moved: AccountId | None) -> Account | None:
    """The account that a login is, as it stands, if it has one; see `Memory.bearer`."""
    row = _bearing(connection, login, moved)
    return None if row is None else account_of(row)


def _is(login: Login) -> ColumnElement[bool]:
    return (t.accounts.c.service == login.service.value) & (t.accounts.c.whoami == login.whoami)


def _bearing(connection: Connection, login: Login, moved: AccountId | None) -> SqlRow[Any] | None:
    """The row of this login: by the service's own word, else the only one with its mark, else the one that moved."""
    named = connection.execute(select(t.accounts).where(_is(login))).one_or_none()
    if named is not None:
        return named
    if not login.mark:
        return connection.execute(select(t.accounts).where(t.accounts.c.id == moved)).one_or_none()
    marked = (t.accounts.c.service == login.service.value) & (t.accounts.c.mark == login.mark)
    found = connection.execute(select(t.accounts).where(marked)).all()
    return found[0] if len(found) == 1 else None


def _take_along(connection: Connection, row: SqlRow[Any], login: Login, labels: Collection[Label] | None) -> None:
    """The account goes to the profile of its login, with all of its old profile, where that is in the configuration no more.

    Raises SecondName where the account is, ConfigError where only others of its profile are, and Unauthorised where the new
    profile has a memory of its own: nobody there said what is remembered here.
    """
    here, remembers = Label(row.profile, row.name), _remembers(connection, login.profile, labels or ())
    whose = f"this {login.service} login is known as {here.key}, and a login belongs to one profile"
    along = f", or move all other accounts of profile {row.profile} along with it"
    alone = (
        ": what was said in one profile is no news to another;"
        f" if {login.profile} is but its new name, take everything else out of {login.profile} for one sync"
    )
    remedy = f"use each login once; if it was to move, call it {here.key} again{alone if remembers else along}"
    if labels is None or here in labels:
        raise SecondName(login.name, login.label.key, here.key)
    if any(label.profile == row.profile for label in labels):
        raise ConfigError(f"{login.label.key}: {whose}", remedy=remedy)
    if remembers:
        raise Unauthorised(login.name, whose, remedy=remedy)
    follow(connection, row.profile, login.profile, labels)


def _remembers(connection: Connection, profile: str, labels: Collection[Label]) -> bool:
    """Whether a profile has lists of its own in the configuration, so that it is no new name of another one."""
    read = (t.accounts.c.profile == profile) & t.accounts.c.last_whole_look.is_not(None)
    names = connection.scalars(select(t.accounts.c.name).where(read))
    return any(Label(profile, name) in labels for name in names)


def _take_label_away(connection: Connection, login: Login) -> None:
    """A label belongs to the login that bears it now; what another one showed must not be remembered under it."""
    bearer = (t.accounts.c.profile == login.profile) & (t.accounts.c.name == login.name)
    another = (t.accounts.c.service == login.service.value) & (t.accounts.c.whoami != login.whoami)
    connection.execute(update(t.accounts).where(bearer & another).values(name=f"{login.name} (before)"))

"""What accounts showed: accounts, loves, tombstones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row as SqlRow, delete, insert, select, update

from syncd.domain.account import Account, AccountId, AccountState, Login
from syncd.domain.errors import ConfigError
from syncd.domain.memory import AccountRecord, Love, Tombstone
from syncd.domain.track import RecordingId, TrackRef
from syncd.store import tables as t
from syncd.store.rows import Values, account_of, chunks, love_of, love_values, upsert


def _is(login: Login) -> ColumnElement[bool]:
    return (t.accounts.c.service == login.service.value) & (t.accounts.c.whoami == login.whoami)


class SqlMemory:
    """The memory tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, login: Login) -> Account:
        """The account of this login, made or brought up to date. A login belongs to one profile only.

        A login that bears the mark of one whom the service calls otherwise is that one, renamed.
        """
        row = self._bearing(login)
        if row is not None and row.profile != login.profile:
            raise ConfigError(
                f"accounts.{login.name}: this {login.service} login is already {row.name} of profile {row.profile}",
                remedy="use each login once; one person's accounts belong into one profile",
            )
        values: Values = {
            "whoami": login.whoami,
            "name": login.name,
            "role": login.role.value,
            "can": login.can.value,
        }
        values |= {"mark": login.mark} if login.mark else {}
        if row is None:
            who = {"profile": login.profile, "service": login.service.value, "state": AccountState.RESTING.value}
            self._connection.execute(insert(t.accounts).values(who | values))
        else:
            self._connection.execute(update(t.accounts).where(t.accounts.c.id == row.id).values(values))
        self._take_label_away(login)
        return account_of(self._connection.execute(select(t.accounts).where(_is(login))).one())

    def _bearing(self, login: Login) -> SqlRow[Any] | None:
        """The row of this login: by the service's own word, else the only one with its mark."""
        named = self._connection.execute(select(t.accounts).where(_is(login))).one_or_none()
        if named is not None or not login.mark:
            return named
        marked = (t.accounts.c.service == login.service.value) & (t.accounts.c.mark == login.mark)
        found = self._connection.execute(select(t.accounts).where(marked)).all()
        return found[0] if len(found) == 1 else None

    def _take_label_away(self, login: Login) -> None:
        """A label belongs to the login that bears it now; what another one showed must not be remembered under it."""
        bearer = (t.accounts.c.profile == login.profile) & (t.accounts.c.name == login.name)
        another = (t.accounts.c.service == login.service.value) & (t.accounts.c.whoami != login.whoami)
        self._connection.execute(update(t.accounts).where(bearer & another).values(name=f"{login.name} (before)"))

    def records(self) -> list[AccountRecord]:
        """All accounts with what is known of their last looks."""
        rows = self._connection.execute(select(t.accounts).order_by(t.accounts.c.id))
        return [
            AccountRecord(
                account=account_of(row),
                state=AccountState(row.state),
                trouble=row.trouble,
                last_whole_look=row.last_whole_look,
                listed=row.listed,
                guarded=row.guarded,
                gone_on=row.gone_on,
                gone_that_day=row.gone_that_day,
            )
            for row in rows
        ]

    def note(self, record: AccountRecord) -> None:
        """How an account fared, and what its last whole look found."""
        values = {
            "state": record.state.value,
            "trouble": record.trouble,
            "last_whole_look": record.last_whole_look,
            "listed": record.listed,
            "guarded": record.guarded,
            "gone_on": record.gone_on,
            "gone_that_day": record.gone_that_day,
        }
        self._connection.execute(update(t.accounts).where(t.accounts.c.id == record.account.id).values(values))

    def loves(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Love]]:
        """The remembered lines of these accounts."""
        query = select(t.loves, t.accounts.c.service).join(t.accounts, t.accounts.c.id == t.loves.c.account_id)
        lines: dict[AccountId, dict[TrackRef, Love]] = {account: {} for account in accounts}
        for row in self._connection.execute(query.where(t.loves.c.account_id.in_(accounts))):
            love = love_of(row)
            lines[love.account][love.ref] = love
        return lines

    def remember(self, loves: Collection[Love]) -> None:
        """Keep these lines, new or changed."""
        upsert(self._connection, t.loves, [love_values(love) for love in loves])

    def forget(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Drop these lines."""
        for chunk in chunks(ref.id for ref in refs):
            mine = (t.loves.c.account_id == account) & t.loves.c.ref.in_(chunk)
            self._connection.execute(delete(t.loves).where(mine))

    def bury(self, tombstones: Collection[Tombstone]) -> None:
        """Remember unloves."""
        rows = [
            {"account_id": each.account, "recording_id": each.recording, "cycle": each.cycle} for each in tombstones
        ]
        upsert(self._connection, t.tombstones, rows)

    def tombstones(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[RecordingId, int]]:
        """The cycles of the unloves heard at these accounts."""
        buried: dict[AccountId, dict[RecordingId, int]] = defaultdict(dict)
        query = select(t.tombstones).where(t.tombstones.c.account_id.in_(accounts))
        for row in self._connection.execute(query):
            buried[AccountId(row.account_id)][RecordingId(row.recording_id)] = row.cycle
        return buried

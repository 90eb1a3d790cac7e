"""What accounts showed: accounts, loves, tombstones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from syncd.domain.account import Account, AccountId, Label, Login, Score
from syncd.domain.memory import AccountRecord, Love, Tombstone
from syncd.domain.outbox import RowState
from syncd.domain.plan import Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.store import tables as t
from syncd.store.accounts import account_for, bearer
from syncd.store.kept import Kept
from syncd.store.rows import chunks, love_of, love_values, record_of, ref_of, upsert

_RECORDS = select(t.accounts).order_by(t.accounts.c.id)
_RECORDS_OF_PROFILES = _RECORDS.where(t.accounts.c.profile.in_(bindparam("profiles")))
_RECORDS_OF_ACCOUNTS = select(t.accounts).where(t.accounts.c.id.in_(bindparam("accounts")))
_NOTE = update(t.accounts).where(t.accounts.c.id == bindparam("account"))
_IS_TRUSTED = (t.accounts.c.id == bindparam("account")) & t.accounts.c.fingerprint.is_not(None)
_DISTRUST = update(t.accounts).where(_IS_TRUSTED).values(fingerprint=None)
_LOVES = select(t.loves, t.accounts.c.service).join(t.accounts).where(t.loves.c.account_id.in_(bindparam("accounts")))
_SOME_LOVES = _LOVES.where(t.loves.c.ref.in_(bindparam("refs")))
_STONES = select(t.tombstones).where(t.tombstones.c.account_id.in_(bindparam("accounts")))
_RULINGS = (
    select(t.rulings, t.accounts.c.service).join(t.accounts).where(t.rulings.c.account_id.in_(bindparam("accounts")))
)
_IS_UNMEANT = exists().where(
    t.rulings.c.account_id == t.loves.c.account_id,
    t.rulings.c.ref == t.loves.c.ref,
    t.rulings.c.ruling == Ruling.UNMEANT.value,
)
_ABSENT = exists().where(
    t.loves.c.account_id == t.accounts.c.id, t.loves.c.missing_since.is_not(None), not_(_IS_UNMEANT)
)
_UNSEEN = exists().where(
    t.outbox.c.account_id == t.accounts.c.id,
    t.outbox.c.state.in_([RowState.PENDING.value, RowState.SENT.value]),
    t.outbox.c.sent_at.is_not(None),
)
_WAITING = select(t.accounts.c.id).where(t.accounts.c.id.in_(bindparam("accounts")), or_(_ABSENT, _UNSEEN))


class SqlMemory:
    """The memory tables, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._records = Kept(connection, [t.accounts], self._read_records)
        self._loves = Kept(connection, [t.loves], self._read_loves)
        self._stones = Kept(connection, [t.tombstones], self._read_stones)
        self._rulings = Kept(connection, [t.rulings], self._read_rulings)

    def account(
        self, login: Login, *, moved: AccountId | None = None, labels: Collection[Label] | None = None
    ) -> Account:
        """The account of this login, made or brought up to date. A login belongs to one profile only.

        A login that bears the mark of one whom the service calls otherwise is that one, renamed; so is the one that
        `moved`, as whoever calls knows.
        """
        return account_for(self._connection, login, moved=moved, labels=labels)

    def bearer(self, login: Login, *, moved: AccountId | None = None) -> Account | None:
        """The account that this login is, as it stands now, in whatever profile; None where nobody ever read it."""
        return bearer(self._connection, login, moved=moved)

    def records(self, profiles: Collection[str] | None = None) -> list[AccountRecord]:
        """All accounts, or those of some profiles, with what is known of their last looks."""
        query = _RECORDS if profiles is None else _RECORDS_OF_PROFILES
        values = {} if profiles is None else {"profiles": list(profiles)}
        found = [record_of(row) for row in self._connection.execute(query, values)]
        self._records.keep({record.account.id: record for record in found})
        return found

    def record(self, account: AccountId) -> AccountRecord:
        """What is known of one account's last looks."""
        return self._records.of([account])[account]

    def _read_records(self, accounts: Collection[AccountId]) -> dict[AccountId, AccountRecord]:
        rows = self._connection.execute(_RECORDS_OF_ACCOUNTS, {"accounts": list(accounts)})
        return {(record := record_of(row)).account.id: record for row in rows}

    def waiting(self, accounts: Collection[AccountId]) -> set[AccountId]:
        """Those whose next look is waited for: by an absence that may be a word, or a write of ours that no look has shown."""
        return {AccountId(row.id) for row in self._connection.execute(_WAITING, {"accounts": list(accounts)})}

    def distrust(self, account: AccountId) -> None:
        """Its list is no longer the one that was last read whole: we are about to write there."""
        self._connection.execute(_DISTRUST, {"account": account})

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
            "held_that_day": record.held_that_day,
            "fingerprint": record.fingerprint,
        }
        with self._records.changing([record.account.id]):
            self._connection.execute(_NOTE, {"account": record.account.id, **values})
        self._records.keep({record.account.id: record})

    def loves(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Love]]:
        """The remembered lines of these accounts."""
        return self._loves.of(accounts)

    def _read_loves(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Love]]:
        lines: dict[AccountId, dict[TrackRef, Love]] = {account: {} for account in accounts}
        for row in self._connection.execute(_LOVES, {"accounts": list(accounts)}):
            love = love_of(row)
            lines[love.account][love.ref] = love
        return lines

    def lines(self, account: AccountId, refs: Collection[TrackRef]) -> dict[TrackRef, Love]:
        """The remembered ones among these lines of an account: a few of what may be thousands."""
        found = (
            love_of(row)
            for chunk in chunks(ref.id for ref in refs)
            for row in self._connection.execute(_SOME_LOVES, {"accounts": [account], "refs": chunk})
        )
        return {love.ref: love for love in found}

    def taken_down(self, accounts: Collection[AccountId]) -> dict[AccountId, int]:
        """How many of each account's lines its service took down."""
        mine = t.loves.c.account_id.in_(accounts) & t.loves.c.is_taken_down
        query = select(t.loves.c.account_id, func.count()).where(mine).group_by(t.loves.c.account_id)
        return {AccountId(account): count for account, count in self._connection.execute(query)}

    def remember(self, loves: Collection[Love]) -> None:
        """Keep these lines, new or changed."""
        with self._loves.changing(love.account for love in loves):
            upsert(self._connection, t.loves, [love_values(love) for love in loves])

    def forget(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Drop these lines."""
        with self._loves.changing([account]):
            for chunk in chunks(ref.id for ref in refs):
                mine = (t.loves.c.account_id == account) & t.loves.c.ref.in_(chunk)
                self._connection.execute(delete(t.loves).where(mine))

    def bury(self, tombstones: Collection[Tombstone]) -> None:
        """Remember unloves, and what is hated no longer. A later word of the same reach stands."""
        known = self._stones.of({each.account for each in tombstones})
        stand = {_name(each): each.cycle for mine in known.values() for each in mine}
        rows = [
            {
                "account_id": each.account,
                "recording_id": each.recording,
                "score": each.score.value,
                "carries": each.carries,
                "cycle": each.cycle,
            }
            for each in tombstones
            if stand.get(_name(each), each.cycle) <= each.cycle
        ]
        with self._stones.changing(each.account for each in tombstones):
            upsert(self._connection, t.tombstones, rows)

    def exhume(self, tombstones: Collection[Tombstone]) -> None:
        """Forget these: they were no word about their recordings."""
        for each in tombstones:
            mine = (t.tombstones.c.account_id == each.account) & (t.tombstones.c.recording_id == each.recording)
            same = (t.tombstones.c.score == each.score.value) & (t.tombstones.c.carries == each.carries)
            self._connection.execute(delete(t.tombstones).where(mine, same))

    def lift(self, tombstones: Collection[Tombstone]) -> None:
        """These went for their profiles, and hold for their accounts only from now on."""
        self.exhume(tombstones)
        self.bury([replace(each, carries=False) for each in tombstones])

    def tombstones(
        self, accounts: Collection[AccountId], score: Score = Score.LOVE, *, carrying: bool = False
    ) -> Mapping[AccountId, Mapping[RecordingId, int]]:
        """The cycles of the latest unloves, or the ends of hates, heard at these accounts.

        With `carrying` only of those that go for the profile.
        """
        buried: dict[AccountId, dict[RecordingId, int]] = defaultdict(dict)
        stones = (each for mine in self._stones.of(accounts).values() for each in mine)
        for each in stones:
            if each.score is score and (each.carries or not carrying):
                there = buried[each.account]
                there[each.recording] = max(each.cycle, there.get(each.recording, each.cycle))
        return buried

    def _read_stones(self, accounts: Collection[AccountId]) -> dict[AccountId, list[Tombstone]]:
        stones: dict[AccountId, list[Tombstone]] = {account: [] for account in accounts}
        for row in self._connection.execute(_STONES, {"accounts": list(accounts)}):
            account, recording, score = AccountId(row.account_id), RecordingId(row.recording_id), Score(row.score)
            stones[account].append(
                Tombstone(account=account, recording=recording, cycle=row.cycle, carries=row.carries, score=score)
            )
        return stones

    def rule(self, account: AccountId, refs: Collection[TrackRef], ruling: Ruling) -> None:
        """What a human said of these."""
        rows = [{"account_id": account, "ref": ref.id, "ruling": ruling.value} for ref in refs]
        with self._rulings.changing([account]):
            upsert(self._connection, t.rulings, rows)

    def rulings(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Mapping[TrackRef, Ruling]]:
        """What humans said of what the guard held at these accounts."""
        return self._rulings.of(accounts)

    def _read_rulings(self, accounts: Collection[AccountId]) -> dict[AccountId, dict[TrackRef, Ruling]]:
        found: dict[AccountId, dict[TrackRef, Ruling]] = {account: {} for account in accounts}
        for row in self._connection.execute(_RULINGS, {"accounts": list(accounts)}):
            found[AccountId(row.account_id)][ref_of(row.service, row.ref)] = Ruling(row.ruling)
        return found

    def forget_rulings(self, account: AccountId, refs: Collection[TrackRef]) -> None:
        """Forget what was said of these: it is carried out, or the case is another by now."""
        with self._rulings.changing([account]):
            for chunk in chunks(ref.id for ref in refs):
                mine = (t.rulings.c.account_id == account) & t.rulings.c.ref.in_(chunk)
                self._connection.execute(delete(t.rulings).where(mine))


def _name(stone: Tombstone) -> tuple[AccountId, RecordingId, Score, bool]:
    return stone.account, stone.recording, stone.score, stone.carries

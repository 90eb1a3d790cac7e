"""What the guard holds, in groups that a human can name, and what becomes of a group that he has judged."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from syncd.domain.account import Account, Score
from syncd.domain.memory import Tombstone
from syncd.domain.plan import Action, Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.decide import Decision
from syncd.ports import Transaction


class Kind(StrEnum):
    """What is held."""

    ABSENCES = "absences"  #: vanished from the account's list, and nothing was concluded from it
    REMOVALS = "removals"  #: unloved or hated elsewhere, and still to be taken away at the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All of one kind that is held at one account: its tracks, and which recordings they are, as far as known."""

    account: Account
    kind: Kind
    refs: Mapping[TrackRef, RecordingId | None]

    @property
    def hash(self) -> str:
        """Names this group and no other: whose it is, its kind, and exactly its tracks."""
        lines = [self.account.service, self.account.whoami, self.kind, *sorted(map(str, self.refs))]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]


def held_groups(tx: Transaction, accounts: Iterable[Account], decisions: Iterable[Decision]) -> list[Group]:
    """Everything that the guard holds at these accounts; how everything stands, the decisions say."""
    held = [action for decision in decisions for action in decision.plan.held]
    return [group for account in accounts for group in _groups(tx, account, held) if group.refs]


def _groups(tx: Transaction, account: Account, held: Iterable[Action]) -> Iterator[Group]:
    lines = tx.memory.loves([account.id])[account.id]
    guarded = [ref for ref, line in lines.items() if line.is_guarded]
    recordings = tx.identity.recordings_of_refs(guarded)
    absent = {ref: recordings.get(ref) for ref in guarded}
    ruled = tx.memory.rulings([account.id])[account.id]
    yield Group(
        account=account,
        kind=Kind.ABSENCES,
        refs={ref: recording for ref, recording in absent.items() if ruled.get(ref) is not Ruling.HEAR},
    )
    yield Group(
        account=account,
        kind=Kind.REMOVALS,
        refs={action.ref: action.recording for action in held if action.account == account.id},
    )


def let_pass(tx: Transaction, group: Group) -> None:
    """Exactly these may pass: absences are heard by the next look that still shows them, removals are sent."""
    ruling = Ruling.HEAR if group.kind is Kind.ABSENCES else Ruling.ALLOW
    tx.memory.rule(group.account.id, list(group.refs), ruling)


def keep(tx: Transaction, group: Group, now: datetime) -> None:
    """Settle that these stay undone.

    Removals are not made, until the songs are loved and unloved once more. Absences are true of this one account: it is
    not loved there again, and nobody else hears of it.
    """
    if group.kind is Kind.REMOVALS:
        tx.memory.rule(group.account.id, list(group.refs), Ruling.KEEP)
        return
    cycle = tx.history.begin_cycle(now)
    unloved = _unloved(tx, group) if group.account.role.writes else []
    tx.memory.forget(group.account.id, list(group.refs))
    tx.memory.bury([Tombstone(account=group.account.id, recording=each, cycle=cycle) for each in unloved])
    tx.memory.note(replace(tx.memory.record(group.account.id), guarded=0))
    tx.history.end_cycle(cycle, now)


def _unloved(tx: Transaction, group: Group) -> list[RecordingId]:
    """What the account loved under these ids, and not under any other that it still lists."""
    lines = tx.memory.loves([group.account.id])[group.account.id]
    loves = {ref for ref, line in lines.items() if line.score is Score.LOVE}
    recordings = tx.identity.recordings_of_refs(loves)
    still = {recordings.get(ref) for ref in loves - group.refs.keys()}
    return sorted({recordings[ref] for ref in loves & group.refs.keys() if ref in recordings} - still)

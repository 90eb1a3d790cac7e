"""A track was taken for a recording by mistake: that a human had unloved the track was no word about the recording."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from syncd.domain.account import Account, Score
from syncd.domain.journal import Deed, Span
from syncd.domain.memory import Tombstone
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.undo import open_deeds, undo
from syncd.ports import Transaction


def unbury(tx: Transaction, ref: TrackRef, recording: RecordingId, now: datetime) -> None:
    """Let the tombstones of the recording, at accounts of the track's service, be the track's own; what they took away comes back.

    As long as another track of that service is the recording, nobody can tell which of them was unloved: then they stay.
    """
    known = tx.identity.favourites([recording], now)[recording]
    if any(each.service is ref.service for each in [*known.refs, *known.located.values()]):
        return
    stones = _stones(tx, ref, recording)
    own = tx.identity.recording_of(ref)
    tx.memory.exhume(stones)
    tx.memory.bury([replace(stone, recording=own) for stone in stones] if own is not None else [])
    for mine in _by_profile(tx):
        carried = [stone.cycle for stone in stones if stone.carries and stone.account in {each.id for each in mine}]
        if carried and not _is_buried(tx, recording, mine):
            undo(tx, _taken_away(tx, recording, mine, since=min(carried)), mine, now)


def _stones(tx: Transaction, ref: TrackRef, recording: RecordingId) -> list[Tombstone]:
    accounts = [each.account.id for each in tx.memory.records() if each.account.service is ref.service]
    carrying = tx.memory.tombstones(accounts, carrying=True)
    return [
        Tombstone(account=account, recording=recording, cycle=buried[recording], carries=recording in carrying[account])
        for account, buried in tx.memory.tombstones(accounts).items()
        if recording in buried
    ]


def _by_profile(tx: Transaction) -> Collection[Sequence[Account]]:
    profiles: dict[str, list[Account]] = defaultdict(list)
    for record in tx.memory.records():
        profiles[record.account.profile].append(record.account)
    return profiles.values()


def _is_buried(tx: Transaction, recording: RecordingId, accounts: Collection[Account]) -> bool:
    """Whether somebody else's unlove goes for the profile."""
    carrying = tx.memory.tombstones([each.id for each in accounts], carrying=True)
    return any(recording in buried for buried in carrying.values())


def _taken_away(tx: Transaction, recording: RecordingId, accounts: Collection[Account], *, since: int) -> list[Deed]:
    """The loves of a recording that we took away in that cycle or later."""
    deeds = [deed for deed in open_deeds(tx, Span(), accounts) if deed.new is Score.NONE and deed.cycle >= since]
    known = tx.identity.recordings_of_refs({deed.ref for deed in deeds})
    return [deed for deed in deeds if known.get(deed.ref) == recording]

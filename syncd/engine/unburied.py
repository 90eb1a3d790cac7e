"""A track was taken for a recording by mistake: that a human had unloved the track was no word about the recording."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from syncd.domain.account import Account, AccountId, Score
from syncd.domain.journal import Deed, Span
from syncd.domain.memory import Tombstone
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.undo import open_deeds
from syncd.ports import Transaction

Buried = Mapping[tuple[AccountId, RecordingId], int]
"""What goes for a profile because of an unlove at an account, and the cycle that heard it."""


def unbury(tx: Transaction, ref: TrackRef, recording: RecordingId, now: datetime) -> None:
    """Let the tombstones of the recording, at accounts of the track's service, be the track's own.

    As long as another track of that service is the recording, nobody can tell which of them was unloved: then they stay.
    What other lists love is loved again by the next plan. What only stood where we took it away, a human may undo.
    """
    known = tx.identity.favourites([recording], now)[recording]
    if any(each.service is ref.service for each in [*known.refs, *known.located.values()]):
        return
    accounts = [each.account.id for each in tx.memory.records() if each.account.service is ref.service]
    own = tx.identity.recording_of(ref)
    stones = [
        Tombstone(account=account, recording=recording, cycle=buried[recording], carries=carries)
        for carries in (True, False)
        for account, buried in tx.memory.tombstones(accounts, carrying=carries).items()
        if recording in buried
    ]
    tx.memory.exhume(stones)
    tx.memory.bury([replace(stone, recording=own) for stone in stones] if own is not None else [])


def buried_for_all(tx: Transaction) -> Buried:
    """All unloves that go for their profiles."""
    found = tx.memory.tombstones([each.account.id for each in tx.memory.records()], carrying=True)
    return {(account, recording): cycle for account, buried in found.items() for recording, cycle in buried.items()}


def taken_away(tx: Transaction, no_words: Buried, accounts: Collection[Account]) -> list[Deed]:
    """What we took away at these accounts because of unloves that were none, and nobody has undone yet."""
    since = {recording: cycle for (_, recording), cycle in no_words.items()}
    deeds = [deed for deed in open_deeds(tx, Span(), accounts) if deed.new is Score.NONE] if since else []
    known = tx.identity.recordings_of_refs({deed.ref for deed in deeds})
    return [deed for deed in deeds if deed.ref in known and deed.cycle >= since.get(known[deed.ref], deed.cycle + 1)]

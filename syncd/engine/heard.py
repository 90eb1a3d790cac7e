"""What lists say, as recordings: whom a cycle is about."""

from collections.abc import Collection, Iterable, Mapping

from syncd.domain.account import Account, AccountId, Score
from syncd.domain.answer import Amends
from syncd.domain.outbox import RowState
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.silent import silent_accounts, silent_hates
from syncd.engine.views import listed
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


def heard_recordings(tx: Transaction, world: World, polled: Collection[Polled]) -> list[RecordingId]:
    """What humans love or hate at any of these accounts, as far as is known now: by fresh lists or from memory.

    Nobody else is told what a mere target loves, but its hates veto, and what it lists is not to be loved there again.
    Of a disabled account the hates count, too.
    """
    accounts = [(each, each.account) for each in polled if each.account is not None]
    refs = [ref for each, account in accounts for ref in _refs_of_humans(tx, each, account)]
    refs += [line.ref for line in silent_hates(tx, silent_accounts(tx, world, polled)) if not line.is_ours]
    recordings = tx.identity.recordings_of_refs(set(refs))
    return list(dict.fromkeys(recordings[ref] for ref in refs if ref in recordings))


def buried_recordings(tx: Transaction, world: World, polled: Collection[Polled]) -> list[RecordingId]:
    """What humans unloved at any of these accounts, and, where hates travel, what they hate no longer.

    It is to be found out which songs these are: they may be the very ones that others love.
    """
    accounts = [each.account.id for each in polled if each.account is not None]
    accounts += [each.id for each in silent_accounts(tx, world, polled)]
    scores = (Score.LOVE, Score.HATE) if world.carries_hates else (Score.LOVE,)
    stones = [mine for score in scores for mine in tx.memory.tombstones(accounts, score).values()]
    return sorted({recording for mine in stones for recording in mine})


def hated_recordings(tx: Transaction, world: World, polled: Collection[Polled]) -> set[RecordingId]:
    """What any of these accounts hates, by fresh lists or from memory."""
    accounts = [(each, each.account) for each in polled if each.account is not None]
    hated = {line.ref for line in silent_hates(tx, silent_accounts(tx, world, polled))}
    for each, account in accounts:
        lines = tx.memory.loves([account.id])[account.id]
        hated |= {ref for ref, line in lines.items() if line.score is Score.HATE}
        hated |= {ref for ref, score in listed(each).items() if score is Score.HATE}
    return set(tx.identity.recordings_of_refs(hated).values())


def lacking_somewhere(
    tx: Transaction, polled: Iterable[Polled], recordings: Collection[RecordingId]
) -> set[RecordingId]:
    """The recordings that some target at ListenBrainz does not list: they may be loved there, by their MBIDs, soon."""
    lacking: set[RecordingId] = set()
    for each in polled:
        if each.account is not None and each.account.role.writes and each.account.service is Service.LISTENBRAINZ:
            lines = tx.memory.loves([each.account.id])[each.account.id]
            lacking |= set(recordings) - set(tx.identity.recordings_of_refs({*lines, *listed(each)}).values())
    return lacking


def vetoing_recordings(tx: Transaction, world: World, polled: Collection[Polled]) -> set[RecordingId]:
    """What is not to be loved, as far as these accounts tell: what is hated there, and what was unloved."""
    return hated_recordings(tx, world, polled).union(buried_recordings(tx, world, polled))


def _refs_of_humans(tx: Transaction, polled: Polled, account: Account) -> list[TrackRef]:
    """What is remembered of an account or just listed there, without our own writes: what those are, we know."""
    lines, rows = tx.memory.loves([account.id])[account.id], tx.outbox.rows([account.id])[account.id]
    ours = echoes(tx, account.id) | {ref for ref, love in lines.items() if love.is_ours and ref in rows}
    return [ref for ref in dict.fromkeys([*lines, *listed(polled)]) if ref not in ours]


def echoes(tx: Transaction, account: AccountId, score: Score = Score.LOVE) -> frozenset[TrackRef]:
    """What we wrote to an account and have not seen there yet. What a human's undo brings back is his word, not our echo."""
    rows, back = tx.outbox.rows([account])[account], to_bring_back(tx, account)
    return frozenset(
        ref
        for ref, row in rows.items()
        if row.sent_at and row.state is not RowState.DONE and row.score is score
        if score is not Score.LOVE or ref not in back
    )


def to_bring_back(tx: Transaction, account: AccountId) -> Mapping[TrackRef, Amends]:
    """What a human wants back there, because he undid that we took it away."""
    return tx.answers.amends([account], Score.LOVE)[account]

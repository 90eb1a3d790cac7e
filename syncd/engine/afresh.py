"""Before anything is written: has what vetoes it been merged since anybody asked, or what is to be written itself?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from syncd.domain.account import AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.memory import Source
from syncd.domain.track import RecordingId
from syncd.engine.heard import vetoing_recordings
from syncd.engine.investigation import Investigation
from syncd.engine.recheck import recheck_now
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """About which recordings nobody could say anything now, and what kept us from asking."""

    unanswered: Collection[RecordingId] = ()
    errors: Sequence[ServiceError] = ()


def to_be_asked(
    tx: Transaction, world: World, polled: Sequence[Polled], going: Mapping[AccountId, Collection[RecordingId]]
) -> set[RecordingId]:
    """What is to be asked about before these recordings are written to these accounts; nothing where that was done just now.

    Only now, for the word against a love may just have been heard. Of what is to be written as one of siblings (they share
    an ISRC), the others are asked about, too: it may stand there under another MBID.
    """
    ready = [each for each in polled if each.account and each.account.id in going and each.is_read and each.may_write]
    if not ready:
        return set()
    profiles = {each.member.profile for each in ready}
    songs = {song for each in ready if each.account for song in going[each.account.id]}
    vetoing = vetoing_recordings(tx, world, [each for each in polled if each.member.profile in profiles])
    siblings, now = set(tx.identity.siblings(songs)), world.clock.now()
    asked = {*vetoing, *songs, *siblings} if vetoing else siblings
    lost = (tx.identity.lost(asked, now, why) for why in (Source.STANDING, Source.MERGE))
    return asked if tx.identity.stale(asked, now) or any(lost) else set()


def ask_afresh(world: World, recordings: Collection[RecordingId], ends_at: float) -> Asked:
    """Ask about these."""
    run = Investigation(world, ends_at=ends_at)
    unanswered = recheck_now(run, sorted(recordings))
    return Asked(unanswered, run.errors)

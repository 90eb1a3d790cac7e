"""Before anything is written: has what vetoes it been merged since anybody asked, or what is to be written itself?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from syncd.domain.account import AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId
from syncd.engine.heard import vetoing_recordings
from syncd.engine.investigation import Investigation
from syncd.engine.recheck import recheck_now
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class ToAsk:
    """What is to be asked about now: what `vetoes` loves, and which `songs` are to be written, or are siblings of such."""

    vetoes: frozenset[RecordingId] = frozenset()
    songs: frozenset[RecordingId] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.vetoes or self.songs)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about in this cycle, of which MBIDs nobody could say anything, and what kept us from asking.

    So many are `postponed` to the next cycle.
    """

    recordings: frozenset[RecordingId] = frozenset()
    unanswered: frozenset[Mbid] = frozenset()
    errors: Sequence[ServiceError] = ()
    postponed: int = 0

    def unanswered_in(self, tx: Transaction) -> set[RecordingId]:
        """Which recordings those are by now: what was asked later may have united some."""
        return set(tx.identity.owners(self.unanswered).values())


def to_be_asked(
    tx: Transaction,
    world: World,
    polled: Sequence[Polled],
    going: Mapping[AccountId, Collection[RecordingId]],
    asked: Asked,
) -> ToAsk:
    """What is to be asked about before these recordings are written to these accounts; nothing where that was done just now.

    Only now, for the word against a love may just have been heard. Of what is to be written as one of siblings (they share
    an ISRC), the others are asked about, too: it may stand there under another MBID. The answers may let more go than they
    hold, so this is asked until nothing is left that was not `asked` about.
    """
    ready = [each for each in polled if each.account and each.account.id in going and each.is_read and each.may_write]
    if not ready:
        return ToAsk()
    profiles = {each.member.profile for each in ready}
    songs = {song for each in ready if each.account for song in going[each.account.id]}
    vetoes = vetoing_recordings(tx, world, [each for each in polled if each.member.profile in profiles])
    siblings, now = set(tx.identity.siblings(songs)), world.clock.now()
    left = ((songs | siblings) if vetoes else siblings) - asked.recordings
    to_ask = ToAsk(frozenset(vetoes - asked.recordings), frozenset(left))
    recordings = to_ask.vetoes | to_ask.songs
    lost = (tx.identity.lost(recordings, now, why) for why in (Source.STANDING, Source.MERGE))
    return to_ask if tx.identity.stale(recordings, now) or any(lost) else ToAsk()


def ask_afresh(world: World, to_ask: ToAsk, asked: Asked, ends_at: float) -> Asked:
    """Ask about these, beside what was asked before."""
    run = Investigation(world, unloved=to_ask.vetoes, ends_at=ends_at)
    recordings = to_ask.vetoes | to_ask.songs
    unanswered = recheck_now(run, sorted(recordings))
    return Asked(
        recordings=asked.recordings | recordings,
        unanswered=asked.unanswered | unanswered,
        errors=[*asked.errors, *run.errors],
        postponed=asked.postponed + run.postponed,
    )

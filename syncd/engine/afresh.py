"""Before anything is written: has what vetoes it been merged since anybody asked, or what is to be written itself?"""

from collections.abc import Mapping, Sequence

from syncd.domain.track import RecordingId
from syncd.engine.decide import Decision
from syncd.engine.heard import vetoing_recordings
from syncd.engine.investigation import Investigation
from syncd.engine.order import Order
from syncd.engine.recheck import recheck_now
from syncd.engine.world import Polled, World


def doubted_after_asking(
    world: World, polled: Sequence[Polled], decisions: Mapping[str, Decision], order: Order, ends_at: float
) -> set[RecordingId] | None:
    """About which recordings nobody could say now whether they were merged; None where nothing was to be asked.

    Asked once it is decided what may go, for the word against it may just have been heard. Of what is to be written as one of
    siblings (they share an ISRC), the others are asked about, too: it may stand there under another MBID.
    """
    going = {
        profile: {action.recording for action in decision.due if order.what.includes(action)}
        for profile, decision in decisions.items()
    }
    concerned = [each for each in polled if going[each.member.profile]]
    if not concerned:
        return None
    songs = set().union(*going.values())
    with world.store.reading() as tx:
        vetoing, siblings = vetoing_recordings(tx, world, concerned), tx.identity.siblings(songs)
    asked = {*vetoing, *songs, *siblings} if vetoing else siblings
    has_asked, doubted = recheck_now(Investigation(world, vetoing, ends_at=ends_at), sorted(asked))
    return doubted if has_asked else None

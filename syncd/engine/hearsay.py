"""What a file from elsewhere said is judged here, once both sides are described, and before anything is loved by it."""

from collections.abc import Collection

from syncd.domain.dossier import Hearsay
from syncd.domain.track import RecordingId, Service
from syncd.engine.correct import withdraw_unsupported
from syncd.engine.world import World
from syncd.planner.evidence import judge
from syncd.planner.exchange import veto
from syncd.planner.parsed import parse
from syncd.ports import Transaction


def judge_hearsay(world: World, recordings: Collection[RecordingId]) -> list[RecordingId]:
    """Judge the imported matches of these recordings.

    The tracks whose match was vetoed are recordings of their own again, to be asked about: those are returned.
    """
    with world.store.reading() as tx:
        told = tx.identity.hearsay(recordings)
    if not told:
        return []
    with world.store.writing() as tx:
        judged = [_judge(tx, world, each) for each in told]
        tx.commit()
    return [each for each in judged if each is not None]


def _judge(tx: Transaction, world: World, each: Hearsay) -> RecordingId | None:
    """Names, length and version may veto whatever a file said; the recording that is open again where they do."""
    if not veto(each.ours, each.theirs):
        tx.identity.vouch(each, judge(parse(each.ours), parse(each.theirs)).reasons)
        return None
    now = world.clock.now()
    favourite = tx.identity.favourites([each.recording], now)[each.recording]
    suspects = dict.fromkeys([*favourite.refs, *favourite.located.values()], each.recording)
    is_open = each.recording
    if each.place is Service.MUSICBRAINZ:
        is_open = tx.identity.detach([each.ours.ref], now)
    else:
        tx.identity.unlocate(each.recording, each.place)
    withdraw_unsupported(tx, suspects, now)
    return is_open

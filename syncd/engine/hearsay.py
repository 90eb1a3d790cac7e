"""What others said is judged here, before anything is loved by it: files from elsewhere, once both sides are described,
and services that a human has contradicted.
"""

from collections.abc import Collection
from datetime import datetime

from syncd.domain.dossier import Hearsay
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.engine.correct import standing, withdraw_unsupported
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


def heed_overruled(world: World, recordings: Collection[RecordingId]) -> list[RecordingId]:
    """A list states another MBID of a track than a human had said, before it was ever shown: his word outranks it.

    Those tracks are recordings of their own, to be asked about: his word is the first thing that is heeded then.
    """
    with world.store.reading() as tx:
        overruled = tx.identity.overruled(recordings)
    if not overruled:
        return []
    with world.store.writing() as tx:
        found = [_set_free(tx, ref, world.clock.now()) for ref in overruled]
        tx.commit()
    return found


def _set_free(tx: Transaction, ref: TrackRef, now: datetime) -> RecordingId:
    suspects = standing(tx, [ref], now)
    recording = tx.identity.detach([ref], now)
    withdraw_unsupported(tx, suspects, now)
    return recording


def _judge(tx: Transaction, world: World, each: Hearsay) -> RecordingId | None:
    """Names, length and version may veto whatever a file said; the recording that is open again where they do."""
    why, now = veto(each.ours, each.theirs), world.clock.now()
    if not why:
        tx.identity.vouch(each, judge(parse(each.ours), parse(each.theirs)).reasons)
        return None
    tx.identity.refuse(each, why, now)
    favourite = tx.identity.favourites([each.recording], now)[each.recording]
    suspects = dict.fromkeys([*favourite.refs, *favourite.located.values()], each.recording)
    is_open = each.recording
    if each.place is Service.MUSICBRAINZ:
        is_open = tx.identity.detach([each.ours.ref], now)
    else:
        tx.identity.unlocate(each.recording, each.place)
    withdraw_unsupported(tx, suspects, now)
    return is_open

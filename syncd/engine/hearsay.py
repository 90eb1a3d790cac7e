"""Matches by hearsay are judged before anything is loved by them: those of imported files, and of services against a human.

A file's match waits until services have described both sides: how the file itself describes a track is no evidence.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from syncd.domain.answer import HumanAnswer
from syncd.domain.dossier import Hearsay
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.correct import standing, take_back_unsupported
from syncd.engine.world import World
from syncd.planner.answers import denied
from syncd.planner.evidence import judge
from syncd.planner.exchange import veto
from syncd.planner.parsed import parse
from syncd.ports import Transaction


def judge_hearsay(world: World, recordings: Collection[RecordingId]) -> list[RecordingId]:
    """Judge the imported mappings of these recordings.

    The tracks whose mapping was vetoed are recordings of their own again, to be asked about: those are returned.
    """
    with world.store.reading() as tx:
        told = tx.identity.hearsay(recordings)
    if not told:
        return []
    with world.store.writing() as tx:
        judged = [_judge(tx, world, each) for each in told]
        tx.commit()
    return [each for each in judged if each is not None]


def judge_places(world: World, told: Collection[Hearsay]) -> set[RecordingId]:
    """Judge where files said that recordings stand, as the target itself describes what stands there.

    Those that do are returned; the others are to be searched for.
    """
    with world.store.writing() as tx:
        tx.identity.describe([each.theirs for each in told if each.theirs.title])
        said = tx.answers.by_recording()
        stand = {each.recording for each in told if _stands_there(tx, world, each, said.get(each.recording, ()))}
        tx.commit()
    return stand


def heed_overruled(world: World, recordings: Collection[RecordingId]) -> list[RecordingId]:
    """Free the tracks for which a list states another MBID than a human had answered before it first showed them.

    His word outranks the list's. Each is a recording of its own again; these are returned, to be asked about, and his
    answer is what is heeded first then.
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
    take_back_unsupported(tx, suspects, now)
    return recording


def _judge(tx: Transaction, world: World, each: Hearsay) -> RecordingId | None:
    """Names, length and version may veto whatever a file said; the recording that is open again where they do."""
    if not (why := veto(each.ours, each.theirs)):
        _vouch(tx, each)
        return None
    suspects = _refuse(tx, world, each, why)
    is_open = tx.identity.detach([each.ours.ref], world.clock.now())
    take_back_unsupported(tx, suspects, world.clock.now())
    return is_open


def _stands_there(tx: Transaction, world: World, each: Hearsay, said: Sequence[HumanAnswer]) -> bool:
    """A target that has no such track vetoes, too, and so does a human who said that it is not that one."""
    why = veto(each.ours, each.theirs) if each.theirs.title else f"{each.place} has no such track"
    if each.theirs.ref.id in denied(said, each.place):
        why = "a human here said that it is not"
    if not why:
        _vouch(tx, each)
        return True
    suspects = _refuse(tx, world, each, why) | {each.theirs.ref: each.recording}
    tx.identity.unlocate(each.recording, each.place)
    take_back_unsupported(tx, suspects, world.clock.now())
    return False


def _vouch(tx: Transaction, each: Hearsay) -> None:
    tx.identity.vouch(each, judge(parse(each.ours), parse(each.theirs)).reasons)


def _refuse(tx: Transaction, world: World, each: Hearsay, why: str) -> dict[TrackRef, RecordingId]:
    """Note why a match is not believed; every track under which its recording stands now is returned."""
    now = world.clock.now()
    tx.identity.refuse(each, why, now)
    favourite = tx.identity.favourites([each.recording], now)[each.recording]
    return dict.fromkeys([*favourite.refs, *favourite.located.values()], each.recording)

"""What a place did not settle is written down: who waits for a human, and who is asked about again later."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from syncd.domain.match import Match
from syncd.domain.memory import Miss, Source
from syncd.domain.track import RecordingId, Service
from syncd.engine.inquiry import Inquiry
from syncd.engine.world import World
from syncd.planner.failures import MISS_WAITS, miss_wait
from syncd.ports import Transaction


def note_doubts(
    tx: Transaction, judged: Iterable[tuple[Inquiry, Match]], place: Service, now: datetime
) -> list[RecordingId]:
    """Write down what stays doubtful; those that the place does not know are returned.

    A match that a human undid is no miss: the place knew something, and where it knows nothing else, he is asked.
    """
    missed: list[RecordingId] = []
    for inquiry, match in judged:
        recording = inquiry.question.recording
        if candidates := match.candidates or inquiry.asked_back(place):
            tx.identity.doubt(recording, place, candidates, now)
        else:
            missed.append(recording)
    return missed


def note_misses(
    tx: Transaction,
    world: World,
    recordings: Collection[RecordingId],
    place: Service | Source,
    waits: Sequence[timedelta] = MISS_WAITS,
) -> None:
    """Nobody knew these there: asked again after growing waits."""
    now, before = world.clock.now(), tx.identity.tries(recordings, place)
    tries = {each: before.get(each, 0) + 1 for each in recordings}
    misses = {
        each: Miss(so_many, now + miss_wait(so_many, waits=waits, jitter=world.jitter()))
        for each, so_many in tries.items()
    }
    tx.identity.miss(misses, place)

"""Songs that a list shows under another id than it did: nobody loved them anew, and nobody took them away.

Which recording the new id is may not be known for long, or a human may have answered for the old one only. So it is told by
what the service itself says of both: equal names, and no other length, where one went as the other came.
"""

from collections.abc import Collection, Mapping

from syncd.domain.account import Score
from syncd.domain.memory import Look, Love
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Track, TrackRef
from syncd.planner.lengths import Length, compare_lengths
from syncd.planner.memory import came_since_absences
from syncd.planner.text import fold
from syncd.ports import Transaction


def newcomers(tx: Transaction, look: Look) -> list[TrackRef]:
    """The refs of a list among which an absent song may stand under a new id."""
    return came_since_absences(tx.memory.loves([look.account.id])[look.account.id], whole(look).scores())


def renamed(
    tx: Transaction, look: Look, seen: Mapping[TrackRef, Love], echoes: Collection[TrackRef]
) -> dict[TrackRef, TrackRef]:
    """Absent refs, and the one under which each of them is listed by now. What bears an MBID is told by that alone."""
    scores = whole(look).scores()
    absent = [ref for ref in seen if ref not in scores and ref not in look.still]
    if not absent:
        return {}
    listed: dict[tuple[str, str, Score], list[Track]] = {}
    for track in tx.identity.described([ref for ref in newcomers(tx, look) if ref not in echoes]):
        listed.setdefault(_called(track, scores[track.ref]), []).append(track)
    found: dict[TrackRef, TrackRef] = {}
    for old in tx.identity.described(absent) if listed else ():
        alike = listed.get(_called(old, seen[old.ref].score), ())
        new = next((each.ref for each in alike if old.mbid is None and _may_be(each, old, seen)), None)
        if new is not None:
            found[old.ref] = new
    return found


def whole(look: Look) -> Snapshot:
    """The list of a look that is heard."""
    assert look.snapshot is not None, "only whole looks are heard"
    return look.snapshot


def _called(track: Track, score: Score) -> tuple[str, str, Score]:
    return fold(track.title), fold(track.artist), score


def _may_be(new: Track, old: Track, seen: Mapping[TrackRef, Love]) -> bool:
    """Whether their lengths allow it, and the one did not come while the other still stood there."""
    came, went = seen.get(new.ref), seen[old.ref].missing_since
    is_in_time = came is None or (went is not None and came.since >= went)
    return is_in_time and compare_lengths(new.seconds, old.seconds) in {Length.SAME, Length.UNKNOWN}

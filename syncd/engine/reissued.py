"""Songs that a list shows under another id than it did: nobody loved them anew, and nobody took them away.

Which recording the new id is may not be known for long, or a human may have answered for the old one only. So it is told by
what the service itself says of both: equal names, and no other length, where one went as the other came.
"""

from collections.abc import Collection, Mapping

from syncd.domain.account import Account, Can, Score
from syncd.domain.memory import Look, Love
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Track, TrackRef
from syncd.planner.lengths import Length, compare_lengths
from syncd.planner.memory import came_since_absences
from syncd.planner.text import fold
from syncd.ports import Transaction


def newcomers(tx: Transaction, look: Look) -> list[TrackRef]:
    """The refs of a list, or those that a point read shows beside it, among which an absent song may stand under a new id."""
    account = look.account.id
    there = [*whole(look).scores(), *look.still]
    return came_since_absences(tx.memory.loves([account])[account], there, tx.outbox.rows([account])[account])


def reissued(
    tx: Transaction, look: Look, seen: Mapping[TrackRef, Love], echoes: Collection[TrackRef]
) -> dict[TrackRef, TrackRef]:
    """Absent refs, and the one under which each of them is listed by now. What bears an MBID is told by that alone."""
    scores = whole(look).scores()
    absent = [ref for ref in seen if ref not in scores and ref not in look.still]
    new = [ref for ref in newcomers(tx, look) if ref in scores and ref not in echoes] if absent else []
    listed: dict[tuple[str, str, Score], list[Track]] = {}
    for track in tx.identity.described(new):
        listed.setdefault(_called(track, scores[track.ref]), []).append(track)
    texts = [track for track in tx.identity.described(absent) if track.mbid is None] if listed else []
    alike = {old: listed.get(_called(old, seen[old.ref].score), ()) for old in texts}
    found = {old.ref: next((each.ref for each in tracks if _may_be(each, old)), None) for old, tracks in alike.items()}
    return {old: ref for old, ref in found.items() if ref is not None}


def is_told_by_names(account: Account) -> bool:
    """Whether equal names are all that tells what became of an old id.

    Where we write, and the service knows its old ids, the old one stays taken down, or was unloved, whatever else is listed:
    it is not loved there again.
    """
    return Can.LOOK_UP not in account.can or not account.role.writes


def whole(look: Look) -> Snapshot:
    """The list of a look that is heard."""
    assert look.snapshot is not None, "only whole looks are heard"
    return look.snapshot


def _called(track: Track, score: Score) -> tuple[str, str, Score]:
    return fold(track.title), fold(track.artist), score


def _may_be(new: Track, old: Track) -> bool:
    return compare_lengths(new.seconds, old.seconds) in {Length.SAME, Length.UNKNOWN}

"""What a human undid: a love of ours that he does not want there, an unlove of ours that is to be a love again."""

from collections.abc import Mapping

from syncd.domain.account import Can, Score
from syncd.domain.memory import Favourite, Love, View
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.merge import Word, is_buried
from syncd.planner.places import refs_at
from syncd.planner.withdraw import supported_at


def wanted_at(
    view: View, favourites: Mapping[RecordingId, Favourite], words: Mapping[RecordingId, Word]
) -> dict[RecordingId, Favourite]:
    """Of what a profile loves, all that no human unloved, or undid, at this very account."""
    return {
        recording: favourite
        for recording, favourite in favourites.items()
        if not is_buried(view.tombstones.get(recording), words.get(recording))
    }


def restoring(
    view: View, hated: Mapping[RecordingId, Favourite], known: Mapping[RecordingId, Favourite]
) -> list[Action]:
    """The loves that are to be brought back at one account, once nobody hates them, or what stands at the same place.

    What its list shows is a later word, but for our own hate: that is taken back first, and proved to be gone, unless a human
    took it away before. What else its list lacks, and a human keeps, stands again as it is remembered. What it has under another
    id, or lacks there, is a later word; that the service took it down there is nobody's.
    """
    if Can.LOVE not in view.account.can or view.why_not_written or not view.restorals:
        return []
    vetoed = supported_at(view, hated)
    wanted = [(ref, recording, _wanted(view.loves.get(ref))) for ref, recording in view.restorals.items()]
    return [
        Action(view.account.id, ref, score, recording)
        for ref, recording, score in wanted
        if score is not None and (score is Score.HATE or (recording not in hated and ref not in vetoed))
        if score is not Score.LOVE or not _stands_otherwise(view, ref, known.get(recording))
    ]


def _stands_otherwise(view: View, ref: TrackRef, favourite: Favourite | None) -> bool:
    others = refs_at(favourite, view.account.service) - {ref} if favourite else set()
    lines = [view.loves[each] for each in (others & view.loves.keys()) - view.restorals.keys()]
    return any(line.score is Score.LOVE and not line.is_withdrawn for line in lines)


def _wanted(line: Love | None) -> Score | None:
    """What is to be written for what a human brings back; None where its list shows something by now."""
    if line is None:
        return Score.LOVE
    is_shown = line.missing_since is None
    if is_our_hate(line):
        return Score.NONE if is_shown else Score.LOVE
    return None if is_shown else line.score


def is_our_hate(line: Love) -> bool:
    """Whether a line is a hate that we carried there."""
    return line.is_ours and line.score is Score.HATE

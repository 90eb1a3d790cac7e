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
    """What a profile loves, but for what a human unloved, or undid, at this very account."""
    return {
        recording: favourite
        for recording, favourite in favourites.items()
        if not is_buried(view.tombstones.get(recording), words.get(recording))
    }


def restoring(
    view: View, hated: Mapping[RecordingId, Favourite], known: Mapping[RecordingId, Favourite]
) -> list[Action]:
    """The writes that bring back at one account what a human undid, unless somebody hates the song, or what stands at its ref.

    our own hate is listed             it is taken back; the love follows once a look has shown that it is gone
    nothing is listed                  what is remembered of it is written again, else a love
    anything else is listed            nothing: that is a later word than the undo
    loved there under another id, too  nothing, be that listed or missing; but not where the service took that one down
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

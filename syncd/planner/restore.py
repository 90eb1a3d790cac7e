"""What a human undid: a love of ours that he does not want there, an unlove of ours that is to be a love again."""

from collections.abc import Collection, Mapping

from syncd.domain.account import Can, Score
from syncd.domain.memory import Favourite, View
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId
from syncd.planner.merge import Word, is_buried


def wanted_at(
    view: View, favourites: Mapping[RecordingId, Favourite], words: Mapping[RecordingId, Word]
) -> dict[RecordingId, Favourite]:
    """Of what a profile loves, all that no human unloved, or undid, at this very account."""
    return {
        recording: favourite
        for recording, favourite in favourites.items()
        if not is_buried(view.tombstones.get(recording), words.get(recording))
    }


def restoring(view: View, hated: Collection[RecordingId]) -> list[Action]:
    """The loves that are to be brought back at one account. What its list shows, whatever it is, is a later word."""
    if Can.LOVE not in view.account.can or view.why_not_written:
        return []
    return [
        Action(account=view.account.id, ref=ref, score=Score.LOVE, recording=recording)
        for ref, recording in view.restorals.items()
        if ref not in view.loves and recording not in hated
    ]

"""Taking back what only a wrong match had made (`design.md` §1, 11), and hates of ours that nobody hates any more."""

from collections.abc import Collection, Mapping

from syncd.domain.account import Can, Score
from syncd.domain.memory import Favourite, View
from syncd.domain.outbox import RowState
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, TrackRef


def unsupported(view: View, suspects: Collection[TrackRef], supported: Collection[TrackRef]) -> list[TrackRef]:
    """Of some tracks of one account, the loves that we made, or may have made, and that nobody's list supports."""
    return [ref for ref in suspects if ref not in supported and (_is_our_love(view, ref) or _may_arrive(view, ref))]


def withdrawing(view: View, supported: Collection[TrackRef]) -> list[Action]:
    """The unloves that are to be sent to one account: of what it shows as ours, where it can unlove at all.

    What its list lacks is not taken away: the next look, or a human's word on what the guard holds, tells what it is.
    """
    if Can.UNLOVE not in view.account.can or view.why_not_written:
        return []
    return [
        Action(account=view.account.id, ref=ref, score=Score.NONE, recording=recording)
        for ref, recording in view.withdrawals.items()
        if ref not in supported and _is_ours(view, ref) and view.loves[ref].missing_since is None
    ]


def finished(view: View, supported: Collection[TrackRef]) -> list[TrackRef]:
    """The withdrawals that are done, or that a human made needless by loving the song after all."""
    return [ref for ref in view.withdrawals if ref in supported or not (_is_ours(view, ref) or _may_arrive(view, ref))]


def supported_at(view: View, favourites: Mapping[RecordingId, Favourite]) -> set[TrackRef]:
    """Every track of this account's service under which something stands that the profile's humans love."""
    service = view.account.service
    refs = {ref for favourite in favourites.values() for ref in favourite.refs if ref.service is service}
    return refs | {favourite.located[service] for favourite in favourites.values() if service in favourite.located}


def _is_ours(view: View, ref: TrackRef) -> bool:
    line = view.loves.get(ref)
    return line is not None and line.is_ours


def _is_our_love(view: View, ref: TrackRef) -> bool:
    return _is_ours(view, ref) and view.loves[ref].score is Score.LOVE


def _may_arrive(view: View, ref: TrackRef) -> bool:
    row = view.rows.get(ref)
    return row is not None and row.score is Score.LOVE and row.state is not RowState.DONE and row.sent_at is not None

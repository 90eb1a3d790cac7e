"""Amends: what only a wrong match had made, or a human undid, is taken back; what he keeps, or undid the unlove of, is brought back.

`design.md` §1, 11; hates of ours that nobody hates any more are taken back, too.
"""

from collections.abc import Collection, Iterable, Mapping

from syncd.domain.account import Can, Score
from syncd.domain.answer import Amends
from syncd.domain.memory import Favourite, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.merge import Agreement, Word, is_buried
from syncd.planner.places import refs_at
from syncd.planner.unsure import why_maybe_hated


def unsupported(view: View, suspects: Collection[TrackRef], supported: Collection[TrackRef]) -> list[TrackRef]:
    """Of some tracks of one account, the loves that we made, or may have made, and that nobody's list supports."""
    return [ref for ref in suspects if ref not in supported and (_is_our_love(view, ref) or _may_arrive(view, ref))]


def taking_back(view: View, supported: Collection[TrackRef]) -> list[Action]:
    """The unloves that are to be sent to one account: of what it shows as ours, where it can unlove at all.

    What its list lacks is not taken away: the next look, or a human's word on what the guard holds, tells what it is.
    """
    if Can.UNLOVE not in view.account.can or view.why_not_written:
        return []
    return [
        Action(account=view.account.id, ref=ref, score=Score.NONE, recording=amends.recording)
        for ref, amends in view.to_take_back.items()
        if ref not in supported and _is_ours(view, ref) and view.loves[ref].missing_since is None
    ]


def finished(view: View, supported: Collection[TrackRef]) -> list[TrackRef]:
    """What is taken back already, or that a human made needless by loving the song after all.

    Not while a hate of ours may show there still: no love supports that.
    """
    return [
        ref
        for ref in view.to_take_back
        if not _may_arrive(view, ref, Score.HATE)
        and (ref in supported or not (_is_ours(view, ref) or _may_arrive(view, ref)))
    ]


def outdone(view: View, agreement: Agreement) -> list[TrackRef]:
    """What was unloved after a human said that it is to come back: there or, where unloves travel, anywhere."""
    words = (view.tombstones, agreement.buried)
    return [ref for ref in view.to_bring_back if _is_outdone(view, ref, words)]


def _is_outdone(view: View, ref: TrackRef, words: Iterable[Mapping[RecordingId, int]]) -> bool:
    is_of_love = brings_love_back(view.loves.get(ref))
    return is_of_love and any(is_unloved_since(view.to_bring_back[ref], unloved) for unloved in words)


def brings_love_back(line: Love | None) -> bool:
    """Whether it is a love that comes back where this is remembered: no unlove is a word about a hate."""
    return line is None or line.score is Score.LOVE or is_our_hate(line)


def bringing_back(view: View, agreement: Agreement, known: Mapping[RecordingId, Favourite]) -> list[Action]:
    """The writes that bring back at one account what a human undid, unless somebody hates the song, or what stands at its ref.

    His undo is a later word than any unlove before it. While nobody can tell whether it is hated, its love waits as all do.

    our own hate is listed             it is taken back; the love follows once a look has shown that it is gone
    nothing is listed                  what is remembered of it is written again, else a love
    anything else is listed            nothing: that is a later word than the undo
    never to be pushed                 no love, as long as a human says so, but what is remembered as his own
    loved there under another id, too  nothing, be that listed or missing; but not where the service took that one down
    unloved after the undo             nothing: there under another id, perhaps, of which nobody knew that it is this song, or
                                       anywhere, where unloves travel
    """
    if Can.LOVE not in view.account.can or view.why_not_written or not view.to_bring_back:
        return []
    vetoed = supported_at(view, {each: known[each] for each in agreement.hated})
    words = (view.tombstones, agreement.buried, agreement.forbidden)
    skipped = {each for each, favourite in known.items() if favourite.skipped_by & {view.account.profile, ""}}
    wanted = [
        (ref, each.recording, _wanted(view.loves.get(ref)))
        for ref, each in view.to_bring_back.items()
        if not _is_outdone(view, ref, words)
    ]
    return [
        Action(view.account.id, ref, score, recording)
        for ref, recording, score in wanted
        if score is not None and (score is Score.HATE or (recording not in agreement.hated and ref not in vetoed))
        if score is not Score.LOVE or not _stands_otherwise(view, ref, known.get(recording))
        if score is not Score.LOVE or not _is_maybe_hated(known.get(recording), agreement)
        if score is not Score.LOVE or recording not in skipped or _is_his_own(view.loves.get(ref))
    ]


def is_unloved_since(amends: Amends, unloved: Mapping[RecordingId, int]) -> bool:
    """Whether what is to be brought back was unloved after a human said so; then that is the later word."""
    return unloved.get(amends.recording, 0) > amends.outlives


def supported_at(view: View, favourites: Mapping[RecordingId, Favourite]) -> set[TrackRef]:
    """Every track of this account's service under which something stands that the profile's humans love."""
    service = view.account.service
    refs = {ref for favourite in favourites.values() for ref in favourite.refs if ref.service is service}
    return refs | {favourite.located[service] for favourite in favourites.values() if service in favourite.located}


def wanted_at(
    view: View, favourites: Mapping[RecordingId, Favourite], words: Mapping[RecordingId, Word]
) -> dict[RecordingId, Favourite]:
    """What a profile loves, but for what a human unloved, or undid, at this very account."""
    return {
        recording: favourite
        for recording, favourite in favourites.items()
        if not is_buried(view.tombstones.get(recording), words.get(recording))
    }


def _is_his_own(line: Love | None) -> bool:
    return line is not None and not line.is_ours


def is_our_hate(line: Love) -> bool:
    """Whether a line is a hate that we carried there."""
    return line.is_ours and line.score is Score.HATE


def _is_maybe_hated(favourite: Favourite | None, agreement: Agreement) -> bool:
    """Of a track that has no MBID, its place tells who it is: that was loved there."""
    has_mbid = favourite is not None and favourite.mbid is not None
    return bool(why_maybe_hated(favourite if has_mbid else None, agreement))


def _stands_otherwise(view: View, ref: TrackRef, favourite: Favourite | None) -> bool:
    others = refs_at(favourite, view.account.service) - {ref} if favourite else set()
    lines = [view.loves[each] for each in (others & view.loves.keys()) - view.to_bring_back.keys()]
    return any(line.score is Score.LOVE and not line.is_taken_down for line in lines)


def _wanted(line: Love | None) -> Score | None:
    """What is to be written for what a human brings back; None where its list shows something by now."""
    if line is None:
        return Score.LOVE
    is_shown = line.missing_since is None
    if is_our_hate(line):
        return Score.NONE if is_shown else Score.LOVE
    return None if is_shown else line.score


def _is_ours(view: View, ref: TrackRef) -> bool:
    line = view.loves.get(ref)
    return line is not None and line.is_ours


def _is_our_love(view: View, ref: TrackRef) -> bool:
    return _is_ours(view, ref) and view.loves[ref].score is Score.LOVE


def may_arrive(row: Row) -> bool:
    """Whether a write was sent, and nothing has shown it since."""
    return row.state is not RowState.DONE and row.sent_at is not None


def _may_arrive(view: View, ref: TrackRef, score: Score = Score.LOVE) -> bool:
    row = view.rows.get(ref)
    return row is not None and row.score is score and may_arrive(row)

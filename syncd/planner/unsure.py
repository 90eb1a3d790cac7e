"""Why a favourite waits that may turn out to be a song which somebody hates or has unloved."""

from collections.abc import Mapping
from dataclasses import replace

from syncd.domain.memory import Favourite, View
from syncd.domain.track import RecordingId, Service
from syncd.planner.merge import Agreement, is_buried

_NOT_ASKED = "not asked yet who it is"

UNHEARD = "may hate it: never read whole so far"
"""What is said of the accounts for whose first whole list everything waits."""


def why_unsure(favourite: Favourite, target: View, agreement: Agreement) -> str:
    """Why it is not loved there yet; empty where it cannot be a song that is not to be loved."""
    return why_maybe_hated(favourite, agreement) or _may_be_unloved(favourite, target, agreement)


def why_maybe_hated(favourite: Favourite | None, agreement: Agreement) -> str:
    """Why nobody can tell yet whether it is hated, as any song may be while nobody knows what is; empty where it is known."""
    if agreement.unheard:
        return f"{' and '.join(agreement.unheard)} {UNHEARD}"
    is_unasked = agreement.hated and _is_unasked(favourite, agreement)
    return agreement.unasked_hate or (_NOT_ASKED if is_unasked else "")


def may_be_loved_anew(recording: RecordingId, unloved_in: int, agreement: Agreement) -> bool:
    """Whether what was unloved in a cycle may be, as nobody can say now, what somebody has loved since."""
    is_unanswered = recording in agreement.unanswered
    return is_unanswered and any(word.cycle >= unloved_in for word in agreement.loved.values())


def with_hates_known(agreement: Agreement, known: Mapping[RecordingId, Favourite]) -> Agreement:
    """The same agreement, told what is known of what it hates."""
    unasked = (each for each in sorted(agreement.hated) if _is_unasked(known.get(each), agreement))
    first = next(unasked, None)
    return agreement if first is None else replace(agreement, unasked_hate=_unasked_hate(known[first]))


def with_unloves_known(target: View, agreement: Agreement, known: Mapping[RecordingId, Favourite]) -> View:
    """The same account, told what is known of what was unloved there, or in the whole profile."""
    unloved = [*target.tombstones.items(), *agreement.buried.items(), *agreement.forbidden.items()]
    unasked = [cycle for recording, cycle in unloved if _is_unasked(known.get(recording), agreement)]
    last = max((cycle for _, cycle in unloved), default=None)
    return replace(target, last_unlove=last, unasked_unlove=max(unasked, default=None))


def _may_be_unloved(favourite: Favourite, target: View, agreement: Agreement) -> str:
    """A love that is younger than every unlove in question is loved whatever was unloved."""
    word = agreement.loved.get(favourite.recording)
    if is_buried(target.unasked_unlove, word):
        return "an unloved song has not been identified yet, and it may be this one"
    return _NOT_ASKED if _is_unasked(favourite, agreement) and is_buried(target.last_unlove, word) else ""


def _unasked_hate(hated: Favourite) -> str:
    if hated.mbid is None:
        return "a hated song of this profile has not been identified yet"
    return f"it may be hated: nobody can say now whether the hated {hated.mbid} was merged into it"


def _is_unasked(favourite: Favourite | None, agreement: Agreement) -> bool:
    """Whether the catalogues are still to be asked who this is, or whether it is what another MBID was merged into.

    A doubt or a miss is an answer, and what nobody describes cannot be asked about.
    """
    if favourite is None:
        return False
    if favourite.mbid is not None:
        return not favourite.is_settled or favourite.recording in agreement.unanswered
    return favourite.is_described and Service.MUSICBRAINZ not in favourite.doubts | favourite.misses

"""Why a favourite waits that may turn out to be a song which somebody hates or has unloved."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from syncd.domain.memory import Favourite, View
from syncd.domain.track import RecordingId, Service
from syncd.planner.merge import Agreement, is_buried


def why_unsure(favourite: Favourite, target: View, agreement: Agreement) -> str:
    """Why it is not loved there yet; empty where it cannot be a song that is not to be loved."""
    return _may_be_hated(favourite, agreement) or _may_be_unloved(favourite, target, agreement)


def with_hates_known(agreement: Agreement, known: Mapping[RecordingId, Favourite]) -> Agreement:
    """The same agreement, told what is known of what it hates and forbids."""
    vetoed = chain(agreement.hated, agreement.forbidden)
    return replace(agreement, has_unasked_hate=any(_is_unasked(known.get(each)) for each in vetoed))


def with_unloves_known(target: View, agreement: Agreement, known: Mapping[RecordingId, Favourite]) -> View:
    """The same account, told what is known of what was unloved there, or in the whole profile."""
    unloved = chain(target.tombstones.items(), agreement.buried.items())
    unasked = (cycle for recording, cycle in unloved if _is_unasked(known.get(recording)))
    return replace(target, unasked_unlove=max(unasked, default=None))


def _may_be_hated(favourite: Favourite, agreement: Agreement) -> str:
    if agreement.unheard:
        return f"{' and '.join(agreement.unheard)} may hate it: never read whole so far"
    if agreement.has_unasked_hate:
        return "a hated song of this profile has not been identified yet"
    return "not asked yet who it is" if agreement.hated and _is_unasked(favourite) else ""


def _may_be_unloved(favourite: Favourite, target: View, agreement: Agreement) -> str:
    """A love that is younger than every unlove in question is loved whatever was unloved."""
    if is_buried(target.unasked_unlove, agreement.loved.get(favourite.recording)):
        return "an unloved song has not been identified yet, and it may be this one"
    return "not asked yet whether it is what was hated or unloved" if _has_rivals(favourite, target, agreement) else ""


def _has_rivals(favourite: Favourite, target: View, agreement: Agreement) -> bool:
    """Whether it may be, under the MBID that one of these was merged into, what is not to be loved."""
    gone = (agreement.hated, agreement.buried, agreement.forbidden, target.tombstones)
    return any(rival in songs for rival in favourite.rivals for songs in gone)


def _is_unasked(favourite: Favourite | None) -> bool:
    """Whether the catalogues are still to be asked who this is, or whether it is what another MBID was merged into.

    A doubt or a miss is an answer, and what nobody describes cannot be asked about.
    """
    if favourite is None:
        return False
    if favourite.mbid is not None:
        return not favourite.is_settled
    return favourite.is_described and Service.MUSICBRAINZ not in favourite.doubts | favourite.misses

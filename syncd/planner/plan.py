"""From the agreement to actions, and to exactly one state for every favourite at every target."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syncd.domain.account import Can, Score
from syncd.domain.memory import Favourite, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Plan, Standing, State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.merge import Agreement, Word, is_buried, is_unasked, with_hates_known
from syncd.planner.withdraw import supported_at, withdrawing

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state with its reason, and the ref to love where something is to be done."""

    state: State
    reason: str = ""
    ref: TrackRef | None = None


def plan(agreement: Agreement, targets: Collection[View], favourites: Mapping[RecordingId, Favourite]) -> Plan:
    """What is to be done, oldest love first, and how everything stands.

    Additions, after the loves of wrong matches that are taken back.

    `favourites` tells what is known of every loved recording, and of the hated ones, too. Two recordings may stand at
    one place: one action there is enough for both.
    """
    agreement = with_hates_known(agreement, favourites)
    standings: list[Standing] = []
    actions: list[tuple[tuple[datetime, int, int], Action]] = []
    for target in targets:
        for recording, word in agreement.loved.items():
            verdict = stand(favourites[recording], target, agreement)
            standings.append(Standing(target.account.id, recording, verdict.state, verdict.reason))
            if verdict.ref is not None:
                action = Action(target.account.id, verdict.ref, Score.LOVE, recording, word.loved_at)
                actions.append((_age(action, word), action))
    loved = {recording: favourites[recording] for recording in agreement.loved}
    taken_back = [action for target in targets for action in withdrawing(target, supported_at(target, loved))]
    in_order = taken_back + [action for _, action in sorted(actions, key=lambda pair: pair[0])]
    once = {(action.account, action.ref): action for action in reversed(in_order)}
    return Plan(tuple(action for action in in_order if once[action.account, action.ref] is action), tuple(standings))


def _age(action: Action, word: Word) -> tuple[datetime, int, int]:
    return action.loved_at or _LAST, word.cycle, action.recording


def buried_by_place(
    target: View, favourites: Mapping[RecordingId, Favourite], recordings: Mapping[TrackRef, RecordingId]
) -> View:
    """The view with the tombstones of the tracks at which favourites were located.

    A human unloved that track; whichever recording stands there now stays away with it.
    """
    tombstones = dict(target.tombstones)
    for favourite in favourites.values():
        ref = favourite.located.get(target.account.service)
        there = recordings.get(ref) if ref else None
        cycle = target.tombstones.get(there) if there else None
        if cycle is not None:
            tombstones[favourite.recording] = max(cycle, tombstones.get(favourite.recording, cycle))
    return replace(target, tombstones=tombstones)


def stand(favourite: Favourite, target: View, agreement: Agreement) -> Verdict:
    """How one favourite stands at one target. The first rule that applies decides."""
    if _is_listed(favourite, target):
        return Verdict(State.SETTLED)
    return _refused(favourite, target, agreement) or _open(favourite, target, agreement)


def _refused(favourite: Favourite, target: View, agreement: Agreement) -> Verdict | None:
    if not favourite.skipped_by.isdisjoint({target.account.profile, ""}):
        return Verdict(State.VETOED, "skipped by a human")
    if favourite.recording in agreement.hated:
        return Verdict(State.VETOED, "hated by an account of this profile")
    if is_buried(target.tombstones.get(favourite.recording), agreement.loved.get(favourite.recording)):
        return Verdict(State.VETOED, "unloved there by a human")
    if _is_withdrawn(favourite, target):
        return Verdict(State.WITHDRAWN, "the service took the track down")
    return None


def _open(favourite: Favourite, target: View, agreement: Agreement) -> Verdict:
    if favourite.is_disputed:
        return Verdict(State.DOUBTFUL, "human answers contradict each other")
    ref = place(favourite, target.account.service)
    if ref is None:
        return _unplaced(favourite, target.account.service)
    row = target.rows.get(ref)
    is_unsent = row is None or row.state is RowState.PENDING
    if is_unsent and ref.service is Service.LISTENBRAINZ and not favourite.is_known:
        return _unheard_of(favourite)
    verdict = _by_row(ref, row, target)
    waits_for = _may_be_hated(favourite, agreement)
    return Verdict(State.PENDING, waits_for) if verdict.ref and waits_for else verdict


def _may_be_hated(favourite: Favourite, agreement: Agreement) -> str:
    """Why this favourite may turn out to be a hated song, so that it is not loved yet; empty where it cannot."""
    if agreement.has_unasked_hate:
        return "a hated song of this profile has not been identified yet"
    return "not asked yet who it is" if agreement.hated and is_unasked(favourite) else ""


def place(favourite: Favourite, service: Service) -> TrackRef | None:
    """The ref under which this recording is to be loved at a service, or None while nobody knows."""
    if service is Service.LISTENBRAINZ:
        return TrackRef(service, favourite.mbid) if favourite.mbid else None
    return favourite.located.get(service)


def _refs_at(favourite: Favourite, service: Service) -> set[TrackRef]:
    located = favourite.located.get(service)
    refs = {ref for ref in favourite.refs if ref.service is service}
    return refs | {located} if located else refs


def _is_listed(favourite: Favourite, target: View) -> bool:
    lines = (target.loves.get(ref) for ref in _refs_at(favourite, target.account.service))
    return any(line is not None and line.score is Score.LOVE and not line.is_withdrawn for line in lines)


def _is_withdrawn(favourite: Favourite, target: View) -> bool:
    lines = (target.loves.get(ref) for ref in _refs_at(favourite, target.account.service))
    return any(line is not None and line.is_withdrawn for line in lines)


def _unplaced(favourite: Favourite, service: Service) -> Verdict:
    where = Service.MUSICBRAINZ if service is Service.LISTENBRAINZ else service
    if where in favourite.doubts:
        return Verdict(State.DOUBTFUL, "candidates wait in review")
    if where not in favourite.misses:
        return _unasked(favourite)
    if where is Service.MUSICBRAINZ:
        return Verdict(State.UNKNOWN, "no catalogue knows it yet")
    return Verdict(State.UNAVAILABLE, f"not found at {service}")


def _unasked(favourite: Favourite) -> Verdict:
    """Not asked yet; where ListenBrainz lists an MBID that nobody describes, there is nothing to ask with."""
    if favourite.is_described or favourite.is_known is None:
        return Verdict(State.PENDING, "not asked yet")
    return Verdict(State.UNKNOWN, "no catalogue describes it: merged, deleted or very new")


def _unheard_of(favourite: Favourite) -> Verdict:
    if favourite.is_known is None:
        return Verdict(State.PENDING, "not asked yet")
    return Verdict(State.UNKNOWN, "ListenBrainz does not know this MBID: merged, deleted or very new")


def _by_row(ref: TrackRef, row: Row | None, target: View) -> Verdict:
    if row is not None and row.state is RowState.FAILED:
        return Verdict(State.FAILED, row.error)
    if row is not None and row.state is RowState.SENT:
        return Verdict(State.UNCONFIRMED, "sent, not seen yet")
    if row is not None and row.state is RowState.DONE and Can.UNLOVE not in target.account.can:
        return Verdict(State.VETOED, "was loved there once and taken away by hand")
    if target.is_held:
        return Verdict(State.HELD, target.why_not_written)
    if target.why_not_written:
        return Verdict(State.PENDING, target.why_not_written)
    return Verdict(State.PENDING, row.error if row else "", ref)

"""From the agreement to actions, and to exactly one state for every favourite at every target."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from syncd.domain.account import AccountId, Can, Score
from syncd.domain.memory import Favourite, Love, View
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action, Plan, Ruling, Standing, State
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.planner.amends import bringing_back, supported_at, taking_back, wanted_at
from syncd.planner.merge import Agreement, Word, is_buried
from syncd.planner.owed import (
    IN_DOUBT,
    TO_TAKE_AWAY,
    Favourites,
    Stance,
    Stances,
    least_done,
    on_its_way,
    owed,
    taken_back,
)
from syncd.planner.places import place, refs_at
from syncd.planner.removals import ADDITIONS_ONLY, Carried, Policy, carried_to
from syncd.planner.unsure import why_unsure, with_hates_known, with_unloves_known

TO_JUDGE = "see: syncd approve list"
"""Where a human sees what waits for his word."""

HELD_BY_GUARD = f"more is to be taken away there than the guard lets pass on one day; {TO_JUDGE}"
"""Why a favourite that humans unloved elsewhere still stands."""

HELD_TODAY = f"{HELD_BY_GUARD}, or wait: tomorrow's bound lets them pass"
"""The same where all that is held would pass on a day of its own."""

NOT_BELIEVED = f"vanished from its list with more than the guard believes on one day; {TO_JUDGE}"
"""Why a favourite that a list lacks is neither settled there, nor loved anew anywhere."""

MISSING = "missing from its list; the next look tells"
"""The same where nothing is concluded from the absence yet."""

VANISHED = "missing from a list that had it; the next look there tells whether it was unloved"
"""Why it is not loved anywhere else yet."""

UNJUDGED = f"vanished from a list with more than the guard believes on one day; {TO_JUDGE}"
"""The same where a human is to tell."""

KEPT = "missing from its list, and to be loved there again"
"""A human has said that the absence was not meant."""

_LAST = datetime.max.replace(tzinfo=UTC)


def plan(
    agreement: Agreement,
    targets: Collection[View],
    favourites: Favourites,
    policy: Policy = ADDITIONS_ONLY,
) -> Plan:
    """What is to be done, oldest love first, and how everything stands.

    Additions, after the loves of wrong matches that are taken back, what a human undid, and what unloves and hates take
    away as far as `policy` carries them.

    `favourites` tells what is known of every loved recording, and of those that are hated or were unloved. Two recordings
    may stand at one place: one action there is enough for both.
    """
    agreement = with_hates_known(agreement, favourites)
    targets = [with_unloves_known(target, agreement, favourites) for target in targets]
    carried = {target.account.id: carried_to(target, agreement, favourites, policy) for target in targets}
    wanted = {target.account.id: _before_loves(target, agreement, favourites, carried) for target in targets}
    stances = {
        target.account.id: dict(_stances(target, agreement, favourites, carried, wanted[target.account.id]))
        for target in targets
    }
    before = [each for target in targets if not target.why_not_written for each in wanted[target.account.id]]
    actions = [*before, *_loves(stances, agreement)]
    once = {(action.account, action.ref): action for action in reversed(actions)}
    return Plan(
        actions=tuple(action for action in actions if once[action.account, action.ref] is action),
        standings=tuple(
            Standing(account, each, stance.state, stance.reason)
            for account, mine in stances.items()
            for each, stance in mine.items()
        ),
        held=tuple(action for each in carried.values() for action in each.held),
        by_hand=tuple(action for each in carried.values() for action in each.by_hand),
        postponed=tuple(action for each in carried.values() for action in each.postponed),
        moot={account: each.moot for account, each in carried.items()},
        until_tomorrow=frozenset(account for account, each in carried.items() if each.until_tomorrow),
        owed=tuple(
            each
            for target in targets
            for mine in [target.account.id]
            for each in owed(target, wanted[mine], carried[mine].postponed, stances[mine], favourites)
        ),
    )


def _stances(
    target: View,
    agreement: Agreement,
    favourites: Favourites,
    carried: Mapping[AccountId, Carried],
    wanted: Collection[Action],
) -> Iterator[tuple[RecordingId, Stance]]:
    leaving = _leaving(target, carried[target.account.id])
    unloves = {action.ref: action for action in wanted if action.score is Score.NONE}
    for recording in agreement.loved:
        favourite = favourites[recording]
        stance = leaving.get(recording) or stand(favourite, target, agreement)
        is_shown = unloves and stance.state is State.SETTLED
        yield recording, (taken_back(target, _shown(favourite, target), unloves) if is_shown else None) or stance


def _loves(stances: Stances, agreement: Agreement) -> list[Action]:
    """The loves that are to be made, the oldest first."""
    loves = [
        Action(account, stance.ref, Score.LOVE, recording, agreement.loved[recording].loved_at)
        for account, mine in stances.items()
        for recording, stance in mine.items()
        if stance.ref is not None
    ]
    return sorted(loves, key=lambda action: _age(action, agreement.loved[action.recording]))


def _before_loves(
    target: View, agreement: Agreement, favourites: Favourites, carried: Mapping[AccountId, Carried]
) -> list[Action]:
    """What is to be taken back, brought back and carried there, whether or not it may be written now."""
    able = replace(target, why_not_written="")
    taken = taking_back(able, needed_at(target, agreement, favourites))
    return [*taken, *bringing_back(able, agreement, favourites), *carried[target.account.id].going]


def needed_at(target: View, agreement: Agreement, favourites: Favourites) -> set[TrackRef]:
    """Every track there that stands as humans want it: what is loved, and the hates of what is hated."""
    if not target.to_take_back:  # the common case; who supports what is a question to all lists
        return set()
    loved = {recording: favourites[recording] for recording in agreement.loved}
    hated = {
        recording: favourites[recording]
        for recording in agreement.hated
        if recording not in agreement.carried or target.unhated.get(recording, 0) <= agreement.carried[recording]
    }
    is_hated = {ref for ref, line in target.loves.items() if line.score is Score.HATE}
    supported = supported_at(target, wanted_at(target, loved, agreement.loved))
    return (supported - is_hated) | (supported_at(target, hated) & is_hated)


def _leaving(target: View, carried: Carried) -> dict[RecordingId, Stance]:
    """How the favourites stand that are to be taken away there."""
    why = HELD_TODAY if carried.until_tomorrow else HELD_BY_GUARD
    held = {action.recording: Stance(State.HELD, why) for action in carried.held}
    going: dict[RecordingId, list[Stance]] = {}
    for actions, why in ((carried.going, TO_TAKE_AWAY), (carried.postponed, IN_DOUBT)):
        for action in actions:
            if action.ref in target.loves:
                going.setdefault(action.recording, []).append(on_its_way(target, action, why))
    return held | {recording: least_done(stances) for recording, stances in going.items()}


def _age(action: Action, word: Word) -> tuple[datetime, int, int]:
    return action.loved_at or _LAST, word.cycle, action.recording


def stand(favourite: Favourite, target: View, agreement: Agreement) -> Stance:
    """How one favourite stands at one target. The first rule that applies decides."""
    if _shown(favourite, target):
        return Stance(State.SETTLED)
    refused = _refused(favourite, target, agreement)
    return refused or _absent(favourite, target) or _open(favourite, target, agreement)


def _absent(favourite: Favourite, target: View) -> Stance | None:
    """How it stands while its list lacks what is remembered of it, and that is no word; None where nothing is lacking.

    What was not meant while the account was only read is lacking: it is loved there again, now that we write there.
    """
    loves = [line for line in _lines(favourite, target) if line.score is Score.LOVE]
    absent = [line for line in loves if target.rulings.get(line.ref) is not Ruling.UNMEANT]
    kept = next((line.ref for line in absent if line.ref in target.to_bring_back), None)
    if kept is not None:
        return _coming_back(target.rows.get(kept), target)
    if any(line.is_guarded and target.rulings.get(line.ref) is not Ruling.HEAR for line in absent):
        return Stance(State.HELD, NOT_BELIEVED)
    return Stance(State.PENDING, MISSING) if absent else None


def _coming_back(row: Row | None, target: View) -> Stance:
    if row is not None and row.score is Score.LOVE and row.state is RowState.FAILED:
        return Stance(State.FAILED, row.error)
    if row is not None and row.score is Score.LOVE and row.state is RowState.SENT:
        return Stance(State.UNCONFIRMED, "sent, not seen yet")
    return Stance(State.HELD if target.is_held else State.PENDING, target.why_not_written or KEPT)


def _refused(favourite: Favourite, target: View, agreement: Agreement) -> Stance | None:
    if why := _veto(favourite, target, agreement):
        return Stance(State.VETOED, why)
    if _is_taken_down(favourite, target):
        return Stance(State.WITHDRAWN, "the service took the track down")
    return None


def _veto(favourite: Favourite, target: View, agreement: Agreement) -> str:
    """Which human's word keeps this from being loved there; empty where none does."""
    if not favourite.skipped_by.isdisjoint({target.account.profile, ""}):
        return "skipped by a human"
    if favourite.recording in agreement.hated:
        return "hated by an account of this profile"
    if is_buried(target.tombstones.get(favourite.recording), agreement.loved.get(favourite.recording)):
        return "unloved there by a human, or by an undo"
    if favourite.recording in agreement.buried or favourite.recording in agreement.forbidden:
        return "unloved elsewhere in the profile"
    return "hated there" if _is_hated_there(favourite, target) else ""


def _open(favourite: Favourite, target: View, agreement: Agreement) -> Stance:
    if favourite.is_disputed:
        return Stance(State.DOUBTFUL, "human answers contradict each other")
    ref = place(favourite, target.account.service)
    if ref is None:
        return _unplaced(favourite, target.account.service)
    row = target.rows.get(ref)
    is_unsent = row is None or row.state in {RowState.PENDING, RowState.MOOT}
    if is_unsent and ref.service is Service.LISTENBRAINZ and not favourite.is_known:
        return _unheard_of(favourite)
    stance = _by_row(ref, row, target)
    waits = _unsure(favourite, target, agreement) if stance.ref else None
    return waits or stance


def _unsure(favourite: Favourite, target: View, agreement: Agreement) -> Stance | None:
    """How what could be loved stands while nobody can tell whether it may; None where nothing is to be known first."""
    if favourite.recording in agreement.unjudged:
        return Stance(State.HELD, UNJUDGED)
    is_vanished = favourite.recording in agreement.vanished
    why = VANISHED if is_vanished else why_unsure(favourite, target, agreement)
    return Stance(State.PENDING, why) if why else None


def _lines(favourite: Favourite, target: View) -> list[Love]:
    refs = refs_at(favourite, target.account.service)
    return [target.loves[ref] for ref in refs if ref in target.loves]


def _shown(favourite: Favourite, target: View) -> list[TrackRef]:
    """The tracks under which it is loved there."""
    loves = [line for line in _lines(favourite, target) if line.score is Score.LOVE]
    return [line.ref for line in loves if line.missing_since is None and not line.is_taken_down]


def _is_hated_there(favourite: Favourite, target: View) -> bool:
    return any(line.score is Score.HATE for line in _lines(favourite, target))


def _is_taken_down(favourite: Favourite, target: View) -> bool:
    return any(line.is_taken_down for line in _lines(favourite, target))


def _unplaced(favourite: Favourite, service: Service) -> Stance:
    where = Service.MUSICBRAINZ if service is Service.LISTENBRAINZ else service
    if where in favourite.doubts:
        return Stance(State.DOUBTFUL, "candidates wait in review")
    if where not in favourite.misses:
        return _unasked(favourite)
    if where is Service.MUSICBRAINZ:
        return Stance(State.UNKNOWN, "no catalogue knows it yet")
    return Stance(State.UNAVAILABLE, f"not found at {service}")


def _unasked(favourite: Favourite) -> Stance:
    """Not asked yet; where ListenBrainz lists an MBID that nobody describes, there is nothing to ask with."""
    if favourite.is_described or favourite.is_known is None:
        return Stance(State.PENDING, "not asked yet")
    return Stance(State.UNKNOWN, "no catalogue describes it: merged, deleted or very new")


def _unheard_of(favourite: Favourite) -> Stance:
    if favourite.is_known is None:
        return Stance(State.PENDING, "not asked yet")
    return Stance(State.UNKNOWN, "ListenBrainz does not know this MBID: merged, deleted or very new")


def _by_row(ref: TrackRef, row: Row | None, target: View) -> Stance:
    if row is not None and row.score is Score.LOVE and row.state is RowState.FAILED:
        return Stance(State.FAILED, row.error)
    if row is not None and row.state is RowState.SENT:
        return Stance(State.UNCONFIRMED, "sent, not seen yet")
    if row is not None and row.state is RowState.DONE and Can.UNLOVE not in target.account.can:
        return Stance(State.VETOED, "was loved there once and taken away by hand")
    if target.is_held:
        return Stance(State.HELD, target.why_not_written)
    if target.why_not_written:
        return Stance(State.PENDING, target.why_not_written)
    return Stance(State.PENDING, row.error if row else "", ref)

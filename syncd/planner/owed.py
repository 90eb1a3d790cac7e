"""Unloves, hates and what is brought back: how these writes stand until a look has proved them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncd.domain.account import AccountId, Score
from syncd.domain.memory import Favourite, View
from syncd.domain.outbox import RowState
from syncd.domain.plan import Action, Owed, State
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.places import refs_at

_LEFT = [State.FAILED, State.HELD, State.PENDING, State.UNCONFIRMED]
"""The states of a favourite that tell of a write which no look has proved; the first ask for most."""

TO_TAKE_AWAY = "unloved or hated elsewhere in the profile, and to be taken away here"
"""Why a favourite that its list shows is not settled there."""

TO_TAKE_BACK = "to be taken back here: undone by a human, or of a wrong match"
"""The same where nobody else's word is carried there."""

IN_DOUBT = "to be taken away here, unless it was loved anew, or is hated no longer: nobody can say now"
"""The same while an answer, or the next look, is waited for."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A state with its reason, and the ref to love where something is to be done."""

    state: State
    reason: str = ""
    ref: TrackRef | None = None


Stances = Mapping[AccountId, Mapping[RecordingId, Stance]]
Favourites = Mapping[RecordingId, Favourite]


def on_its_way(target: View, action: Action, why: str = "") -> Stance:
    """How a write stands that is wanted; `why` is the reason while nothing but the next sync is waited for."""
    row = target.rows.get(action.ref)
    state = row.state if row is not None and row.score is action.score else RowState.PENDING
    if row is not None and state is RowState.FAILED:
        return Stance(State.FAILED, row.error)
    if state is RowState.SENT:
        return Stance(State.UNCONFIRMED, "sent, not seen yet")
    if target.is_held:
        return Stance(State.HELD, target.why_not_written)
    return Stance(State.PENDING, target.why_not_written or why)


def taken_back(target: View, shown: Collection[TrackRef], actions: Mapping[TrackRef, Action]) -> Stance | None:
    """How a favourite stands whose every line there is to be taken back; None where one of them stays."""
    mine = [on_its_way(target, actions[ref], TO_TAKE_BACK) for ref in sorted(shown) if ref in actions]
    return least_done(mine) if mine and len(mine) == len(shown) else None


def least_done(stances: Iterable[Stance]) -> Stance:
    """The one of several writes of one song that tells best what is left to do."""
    return min(stances, key=lambda stance: _LEFT.index(stance.state))


def owed(
    target: View,
    wanted: Sequence[Action],
    postponed: Collection[Action],
    stances: Mapping[RecordingId, Stance],
    favourites: Favourites,
) -> Iterator[Owed]:
    """Each of the writes that are `wanted`, or `postponed`, at one account, but for those at tracks of favourites whose
    state there tells of it.
    """
    first = {action.ref: action for action in (*postponed, *reversed(wanted))}
    if not first:  # the common case
        return
    unproved = (each for each, stance in stances.items() if stance.state in _LEFT)
    told = {ref for each in unproved for ref in refs_at(favourites[each], target.account.service)}
    doubted = {action.ref: action for action in postponed}
    for ref, action in first.items():
        if ref not in told:
            line = target.loves.get(ref)
            stance = on_its_way(target, action, IN_DOUBT if doubted.get(ref) == action else "")
            yield Owed(action, line.score if line else Score.NONE, stance.state, stance.reason)

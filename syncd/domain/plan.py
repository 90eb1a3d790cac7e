"""What is to be done, what is not, and how each favourite stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from syncd.domain.account import AccountId, Score
from syncd.domain.track import RecordingId, TrackRef

ActionKey = tuple[AccountId, TrackRef, Score]
"""What makes two actions the same, whichever recording stands behind them."""


class State(StrEnum):
    """How a favourite stands at a target: exactly one of these (`contract.md` §3)."""

    SETTLED = "settled"  #: the target's own list shows it
    PENDING = "pending"  #: due now or later
    UNCONFIRMED = "unconfirmed"  #: sent, may have arrived, not seen yet
    DOUBTFUL = "doubtful"  #: has candidates, waits in review
    UNKNOWN = "unknown"  #: no catalogue knows it; asked again by itself
    UNAVAILABLE = "unavailable"  #: the target does not have it
    HELD = "held"  #: guard or approval
    VETOED = "vetoed"  #: hated or unloved by a human, or skipped
    WITHDRAWN = "withdrawn"  #: the service took the track down
    FAILED = "failed"  #: given up


@dataclass(frozen=True, slots=True)
class Action:
    """One change at one account, in the service's own id."""

    account: AccountId
    ref: TrackRef
    score: Score
    recording: RecordingId
    loved_at: datetime | None = None

    @property
    def key(self) -> ActionKey:
        """What makes it the same as another."""
        return self.account, self.ref, self.score


class Ruling(StrEnum):
    """What a human said of one thing that the guard held."""

    HEAR = "hear"  #: its absence is to be believed
    ALLOW = "allow"  #: its unlove may go
    KEEP = "keep"  #: it stays as it is; where nothing can be removed, that this was told
    UNMEANT = "unmeant"  #: its absence was no word, and it was not for us to bring it back


@dataclass(frozen=True, slots=True)
class Standing:
    """How one favourite stands at one target, and why."""

    account: AccountId
    recording: RecordingId
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A change that is still to be made, or to be proved, and of which no favourite's standing tells: how it stands, and why.

    Such are the unloves and hates of what nobody loves any more. `stood` is what memory shows there so far.
    """

    action: Action
    stood: Score
    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes, in the order in which they will be made, and the standing of every favourite at every target.

    What is `owed` is counted beside the favourites, also where nothing may be written now.
    Of the removals that follow from humans' unloves, the guard holds the `held` ones; those `by_hand` are news, and
    cannot be made: only a human can make them; the `postponed` ones wait for an answer about their songs. Rulings upon the
    `moot` tracks have had their day.
    """

    actions: tuple[Action, ...]
    standings: tuple[Standing, ...]
    held: tuple[Action, ...] = ()
    by_hand: tuple[Action, ...] = ()
    postponed: tuple[Action, ...] = ()
    moot: Mapping[AccountId, Collection[TrackRef]] = field(default_factory=dict)
    until_tomorrow: frozenset[AccountId] = frozenset()  #: whose held removals alone are within the bound of another day
    owed: tuple[Owed, ...] = ()

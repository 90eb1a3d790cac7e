"""The journal: every like that syncd changed, with the value before."""

from dataclasses import dataclass
from datetime import date, datetime

from syncd.domain.account import AccountId, Score
from syncd.domain.track import TrackRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One like that syncd changed at one account, and that a look proved. `undone_at` says when a human undid it."""

    id: int
    cycle: int
    account: AccountId
    ref: TrackRef
    old: Score
    new: Score
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Deeds that belong together: those of one cycle, all since an instant, all that are dated on one day of UTC, or those
    of some number and later; all that are kept where nothing is named.

    Clocks jump, numbers do not: no deed is later than one of a higher number, whatever it is dated. What was done since an
    instant is what came after the last deed that is dated before it.
    """

    cycle: int | None = None
    since: datetime | None = None
    day: date | None = None
    first: int | None = None

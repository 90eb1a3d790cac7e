"""The outbox: everything between "decided" and "proved", one row per account and ref."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syncd.domain.account import AccountId, Score
from syncd.domain.track import RecordingId, TrackRef


class RowState(StrEnum):
    """Where a row is on its way."""

    PENDING = "pending"  #: decided, not sent (or proved not to have arrived)
    SENT = "sent"  #: may have arrived; an echo until it is seen
    DONE = "done"  #: seen in the account's own list
    FAILED = "failed"  #: given up; a human may retry it
    MOOT = "moot"  #: not wanted any more, and never seen; if it was sent and shows after all, it is an echo


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `sent_at` survives everything that follows: what was ever sent stays an echo until it is seen."""

    account: AccountId
    ref: TrackRef
    recording: RecordingId
    score: Score
    state: RowState
    attempts: int = 0
    not_before: datetime | None = None
    sent_at: datetime | None = None
    is_ours_to_wait: bool = True  #: the wait is our own choice; False where a service named it
    error: str = ""

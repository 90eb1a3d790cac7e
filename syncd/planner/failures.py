"""What to do after a failure, as values. Seconds belong to the HTTP seam; hours belong to the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syncd.domain.errors import AwaitingApproval, RateLimited, ServiceError, Unauthorised, UnknownOutcome
from syncd.domain.outbox import Row, RowState

MAX_ATTEMPTS = 12

TROUBLES_IN_A_ROW = 3
"""After so many writes in a row that failed the service is left alone until the next cycle."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=12)

_LONGEST_OF_ALL = timedelta(days=2)  # a service names a day at most; that a month is used up, the pace knows

MISS_WAITS = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
"""How long a miss is believed: the first is weak evidence (`apis/musicbrainz.md` §8, 15)."""

MISS_WAITS_AT_TARGET = (timedelta(days=30), timedelta(days=90))
"""How long a target is believed to lack a track; its quota is small (`apis/jamendo.md` §1.1)."""

MISS_WAITS_OF_ALIKE_NAMES = (timedelta(days=30), timedelta(days=90), timedelta(days=180))
"""How long it is believed that not even alike names are known: this costs a request for every track."""


def backoff(attempts: int) -> timedelta:
    """The wait before the next try: a minute, doubling, half a day at most."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def is_due(row: Row | None, now: datetime) -> bool:
    """Whether a row's wait is over; one that is longer than any we know was named by a clock that was set back since."""
    if row is None or row.not_before is None:
        return True
    return row.not_before <= now or row.not_before - now > _LONGEST_OF_ALL


def after_failure(before: Row, error: ServiceError, now: datetime) -> Row:
    """The row after a write that it made raised an error; `before` is the row as it was before that write.

    may have arrived                   sent; only a look can tell
    the service is sure it did nothing as before, to be tried again, a dozen times at most

    One refusal does not say whose fault it is: an address that moved refuses every track.
    """
    tried = replace(before, attempts=before.attempts + 1, error=str(error))
    match error:
        case UnknownOutcome():
            return replace(tried, state=RowState.SENT, sent_at=now)
        case RateLimited(seconds=seconds):
            return _again(before, now + timedelta(seconds=seconds), str(error), is_ours=False)
        case Unauthorised() | AwaitingApproval():
            return _again(before, None, str(error), is_ours=True)
        case _ if tried.attempts >= MAX_ATTEMPTS:
            said = error.args[0]  # without the remedy, which may promise another try
            return replace(tried, state=RowState.FAILED, error=f"no luck in {tried.attempts} attempts: {said}")
        case _:
            return _again(tried, now + backoff(tried.attempts), str(error), is_ours=True)


def refused_at(row: Row) -> datetime | None:
    """When a row failed last that waits for its next try, as the wait tells; None where it waits for nothing."""
    if row.state is not RowState.PENDING or row.not_before is None or not row.attempts:
        return None
    return row.not_before - backoff(row.attempts)


def _again(row: Row, not_before: datetime | None, error: str, *, is_ours: bool) -> Row:
    return replace(row, not_before=not_before, is_ours_to_wait=is_ours, error=error)


def miss_wait(tries: int, *, waits: Sequence[timedelta], jitter: float) -> timedelta:
    """How long to wait after the given number of misses; `jitter` from 0 to 1 adds up to a tenth."""
    return waits[min(tries, len(waits)) - 1] * (1 + 0.1 * jitter)

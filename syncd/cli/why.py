"""Why songs still wait at a target, in words, so many for each reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from syncd.domain.account import AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Standing, State
from syncd.domain.track import TrackRef
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled

DUE_NOW = "found, and due now"
"""What waits for the next sync alone."""

NOT_ASKED = "not asked yet"
"""What the planner says of a favourite that no place has been asked about."""

Rows = Mapping[AccountId, Mapping[TrackRef, Row]]


def why_pending(outcome: Outcome, polled: Polled, rows: Rows, now: datetime) -> dict[str, int]:
    """What the pending favourites of one target wait for, the most frequent reason first."""
    if polled.account is None:
        return {_cause(polled.error) or "not read yet": outcome.favourites[polled.member.profile]}
    mine = {row.recording: row for row in rows.get(polled.account.id, {}).values()}
    told = ", ".join(dict.fromkeys(_causes(outcome, polled)))
    reasons = Counter(
        _reason(each, mine.get(each.recording), told, now)
        for each in outcome.decisions[polled.member.profile].plan.standings
        if each.account == polled.account.id and each.state is State.PENDING
    )
    return dict(reasons.most_common())


def _reason(standing: Standing, row: Row | None, told: str, now: datetime) -> str:
    if standing.reason == NOT_ASKED:
        return f"{NOT_ASKED} ({told})" if told else NOT_ASKED
    if row is not None and row.state is RowState.PENDING and row.not_before is not None and row.not_before > now:
        error = f" ({row.error})" if row.error else ""
        return f"tried again at {row.not_before:%Y-%m-%d %H:%M} UTC{error}"
    return standing.reason or DUE_NOW


def _causes(outcome: Outcome, polled: Polled) -> Iterator[str]:
    """What kept us from asking: the catalogue, or the target itself."""
    located = outcome.located.get(polled.account.id) if polled.account else None
    errors: Iterable[ServiceError | None] = [*outcome.errors, located.trouble if located else None]
    yield from filter(None, map(_cause, errors))


def _cause(error: ServiceError | None) -> str:
    return str(error.args[0]) if error is not None else ""

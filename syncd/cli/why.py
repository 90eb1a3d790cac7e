"""Why something still waits at a target, in words, so many for each reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from syncd.cli.done import did
from syncd.domain.account import AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Owed, Standing, State
from syncd.domain.track import TrackRef
from syncd.engine.sync import Outcome
from syncd.engine.world import Polled

DUE_NOW = "found, and due now"
"""What waits for the next sync alone."""

_DUE = "due now"
"""The same of what no place has to be found for."""

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


def owed_at(outcome: Outcome, polled: Polled, rows: Rows, now: datetime) -> list[dict[str, Any]]:
    """What is still to be written at one target that no favourite's state tells of, so much of each kind, with the reason."""
    if polled.account is None:
        return []
    mine = rows.get(polled.account.id, {})
    owed = [
        each for each in outcome.decisions[polled.member.profile].plan.owed if each.action.account == polled.account.id
    ]
    kinds = Counter((*_kind(each), _why_owed(each, mine.get(each.action.ref), now)) for each in owed)
    return [
        {"wanted": wanted, "state": state.value, "count": count, "why": why}
        for (wanted, state, why), count in kinds.most_common()
    ]


def _kind(owed: Owed) -> tuple[str, State]:
    return did(owed.stood, owed.action.score), owed.state


def _why_owed(owed: Owed, row: Row | None, now: datetime) -> str:
    is_pending = owed.state is State.PENDING
    return (_waits(row, now) if is_pending else "") or owed.reason or _DUE


def _reason(standing: Standing, row: Row | None, told: str, now: datetime) -> str:
    if standing.reason == NOT_ASKED:
        return f"{NOT_ASKED} ({told})" if told else NOT_ASKED
    return _waits(row, now) or standing.reason or DUE_NOW


def _waits(row: Row | None, now: datetime) -> str:
    """Until when a write waits that was tried, and what came of that; empty where it waits for nothing."""
    if row is None or row.state is not RowState.PENDING or row.not_before is None or row.not_before <= now:
        return ""
    error = f" ({row.error})" if row.error else ""
    return f"tried again at {row.not_before:%Y-%m-%d %H:%M} UTC{error}"


def _causes(outcome: Outcome, polled: Polled) -> Iterator[str]:
    """What kept us from asking: the catalogue, or the target itself."""
    located = outcome.located.get(polled.account.id) if polled.account else None
    errors: Iterable[ServiceError | None] = [*outcome.errors, located.trouble if located else None]
    yield from filter(None, map(_cause, errors))


def _cause(error: ServiceError | None) -> str:
    return str(error.args[0]) if error is not None else ""

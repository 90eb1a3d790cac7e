"""Which of the given-up writes are tried again when a human asks (`syncd retry`), and as what."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from syncd.domain.account import Account, Score
from syncd.domain.memory import Favourite
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Plan, State
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.places import place

Favourites = Mapping[RecordingId, Favourite]


class Reopened(NamedTuple):
    """A row that was given up, and the same as a pending one without its failures."""

    failed: Row
    pending: Row


def reopened(account: Account, rows: Mapping[TrackRef, Row], plan: Plan, favourites: Favourites) -> list[Reopened]:
    """The failed rows of one account that today's plan still stands behind."""
    wanted = dict(_wanted(account, plan, favourites))
    failed = [row for row in rows.values() if row.state is RowState.FAILED and row.ref in wanted]
    return [Reopened(row, _again(row, wanted[row.ref])) for row in failed]


def _wanted(account: Account, plan: Plan, favourites: Favourites) -> Iterator[tuple[TrackRef, Score]]:
    """What a failed row would have to do today: what the plan says of its track, else the love that failed."""
    for standing in plan.standings:
        if standing.account == account.id and standing.state is State.FAILED:
            ref = place(favourites[standing.recording], account.service)
            if ref is not None:
                yield ref, Score.LOVE
    yield from ((action.ref, action.score) for action in plan.actions if action.account == account.id)


def _again(row: Row, score: Score) -> Row:
    """What was ever sent stays an echo, but only of what it said."""
    sent_at = row.sent_at if row.score is score else None
    return replace(row, score=score, state=RowState.PENDING, sent_at=sent_at, attempts=0, not_before=None, error="")

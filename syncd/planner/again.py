"""Which of the given-up writes are tried again when a human asks (`syncd retry`, or the same undo once more), and as what."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from syncd.domain.account import Account, Score
from syncd.domain.memory import Favourite
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Plan, State
from syncd.domain.track import RecordingId, TrackRef
from syncd.planner.places import place, refs_at

Favourites = Mapping[RecordingId, Favourite]


class Reopened(NamedTuple):
    """A row that was given up, and the same as a pending one that was tried once."""

    failed: Row
    pending: Row


def reopened(
    account: Account, rows: Mapping[TrackRef, Row], plan: Plan, favourites: Favourites, back: Collection[TrackRef]
) -> list[Reopened]:
    """The failed rows of one account that today's plan still stands behind; `back` is what is to be brought back there."""
    wanted = dict(_wanted(account, rows, plan, favourites, back))
    failed = [row for row in rows.values() if row.state is RowState.FAILED and row.ref in wanted]
    return [Reopened(row, tried_again(row, wanted[row.ref])) for row in failed]


def _wanted(
    account: Account, rows: Mapping[TrackRef, Row], plan: Plan, favourites: Favourites, back: Collection[TrackRef]
) -> Iterator[tuple[TrackRef, Score]]:
    """What a failed row would have to do today: what the plan says of its track, else what it failed to do."""
    for standing in plan.standings:
        if standing.account == account.id and standing.state is State.FAILED:
            yield from _given_up(account, rows, favourites[standing.recording], back)
    for owed in plan.owed:
        if owed.action.account == account.id and owed.state is State.FAILED:
            yield owed.action.ref, owed.action.score
    yield from ((action.ref, action.score) for action in plan.actions if action.account == account.id)


def _given_up(
    account: Account, rows: Mapping[TrackRef, Row], favourite: Favourite, back: Collection[TrackRef]
) -> Iterator[tuple[TrackRef, Score]]:
    """The love of a favourite at its place, or where it is to stand again; or the unloves that were to take it away.

    The latter two under whatever id.
    """
    loves = {place(favourite, account.service), *back}
    for ref in refs_at(favourite, account.service):
        if ref in rows and (ref in loves or rows[ref].score is not Score.LOVE):
            yield ref, rows[ref].score


def tried_again(row: Row, score: Score) -> Row:
    """What was ever sent stays an echo, and what was tried was tried (the guard let it pass), but only of what it said."""
    is_same = row.score is score
    return replace(
        row,
        score=score,
        state=RowState.PENDING,
        sent_at=row.sent_at if is_same else None,
        attempts=1 if is_same else 0,
        not_before=None,
        error="",
    )

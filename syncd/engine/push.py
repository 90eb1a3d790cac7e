"""Sending what is due: look, write, look again. A row says `sent` before its request leaves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncd.domain.account import Account, Score
from syncd.domain.errors import AwaitingApproval, Rejected, ServiceError, Unauthorised, UnknownOutcome
from syncd.domain.memory import Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import TrackRef
from syncd.engine.world import Member, Stage, World
from syncd.planner.batches import batches
from syncd.planner.retry import after_failure
from syncd.planner.settle import settle
from syncd.ports import FavouritesService

LOOKS_A_REQUEST = 1000
_TROUBLES_IN_A_ROW = 3  # then the service is left alone until the next cycle


@dataclass(slots=True)
class Pushed:
    """What one account's push did. `trouble` ended it early."""

    sent: int = 0
    confirmed: int = 0
    trouble: ServiceError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one account's push is to do, and until when (on the clock that counts sleep)."""

    member: Member
    account: Account
    actions: Sequence[Action]
    cycle: int
    until: float
    asked_by_human: bool  #: then a wait that we chose ourselves is over
    may_send: Callable[[], bool]  #: claims one write of the command's limit
    counted: Pushed = field(default_factory=Pushed)


def push(world: World, errand: Errand) -> Pushed:
    """Send the due actions of one account within its window. One bad track never stops the rest."""
    assert errand.member.favourites is not None, "only accounts that were read are written"
    return _Pusher(world, errand, errand.member.favourites).run()


class _Pusher:
    def __init__(self, world: World, errand: Errand, service: FavouritesService) -> None:
        self._world, self._errand, self._service = world, errand, service
        self._pushed = errand.counted
        self._troubles = 0
        self._has_stopped = False

    def run(self) -> Pushed:
        due = self._due()
        done = 0
        while due and not self._is_over():
            batch = due[: self._capacity()]
            del due[: len(batch)]
            try:
                self._batch(batch, done, done + len(batch) + len(due))
            except ServiceError as error:
                self._pushed.trouble = error
                break
            done += len(batch)
        return self._pushed

    def _due(self) -> list[Row]:
        """Today's actions whose rows are pending and may go now, in the plan's order, as many as a window takes."""
        with self._world.store.reading() as tx:
            rows = tx.outbox.rows([self._errand.account.id])[self._errand.account.id]
        now = self._world.clock.now()
        mine = (rows.get(action.ref) for action in self._errand.actions)
        due = [row for row in mine if row is not None and self._may_go(row, now)]
        return due[: self._world.window_writes.get(self._errand.member.host)]

    def _may_go(self, row: Row, now: datetime) -> bool:
        is_over = row.not_before is None or row.not_before <= now
        return row.state is RowState.PENDING and (is_over or (self._errand.asked_by_human and row.is_ours_to_wait))

    def _is_over(self) -> bool:
        return self._has_stopped or self._world.clock.elapsed() >= self._errand.until

    def _capacity(self) -> int:
        """How many writes the rest of the window holds; no look is taken for what cannot follow it."""
        left = self._errand.until - self._world.clock.elapsed()
        return max(1, min(LOOKS_A_REQUEST, int(left * self._world.rates[self._errand.member.host])))

    def _batch(self, batch: list[Row], done: int, total: int) -> None:
        looked_at = self._world.clock.elapsed()
        states = self._service.states([row.ref for row in batch])
        waiting = [row for row in batch if states[row.ref] is Score.NONE]
        self._settle([row for row in batch if states[row.ref] is not Score.NONE], states)
        written: list[Row] = []
        for place, row in enumerate(waiting):
            if (
                self._is_over()
                or not self._errand.may_send()
                or self._world.clock.elapsed() - looked_at > self._world.push_window.total_seconds()
            ):
                break
            self._write(row, written)
            self._world.progress.tell(Stage.PUSH, self._errand.member.host, done + place + 1, total)
        self._look_again(written)

    def _write(self, row: Row, written: list[Row]) -> None:
        now = self._world.clock.now()
        sent = replace(row, state=RowState.SENT, sent_at=now, attempts=row.attempts + 1, error="")

        def leaving() -> None:
            self._put([sent])
            written.append(sent)
            self._pushed.sent += 1

        try:
            self._service.set(row.ref, row.score, leaving)
        except ServiceError as error:
            self._failed(row, error, written)
        else:
            self._troubles = 0

    def _failed(self, before: Row, error: ServiceError, written: list[Row]) -> None:
        if not isinstance(error, UnknownOutcome):
            written[:] = [each for each in written if each.ref != before.ref]
        self._put([after_failure(before, error, self._world.clock.now())])
        self._troubles += not isinstance(error, Rejected)
        if isinstance(error, Unauthorised | AwaitingApproval) or self._troubles >= _TROUBLES_IN_A_ROW:
            self._pushed.trouble = error
            self._has_stopped = True

    def _look_again(self, written: list[Row]) -> None:
        """Prove what was written. What the look does not show stays sent, or is due again where that is harmless."""
        for few in batches(written, LOOKS_A_REQUEST):
            self._settle(few, self._service.states([row.ref for row in few]))

    def _settle(self, rows: Sequence[Row], states: Mapping[TrackRef, Score]) -> None:
        """Close what the look proves; what it shows is remembered in the same commit."""
        now, account = self._world.clock.now(), self._errand.account
        settled = [settle(row, states[row.ref], now=now, is_one_way=account.is_one_way) for row in rows]
        proved = [row for row in settled if row.state is RowState.DONE and row.sent_at is not None]
        with self._world.store.writing() as tx:
            lines = tx.memory.loves([account.id])[account.id]
            shown = [row for row in rows if states[row.ref] is not Score.NONE and row.ref not in lines]
            tx.outbox.put(settled)
            tx.memory.remember([self._line(row, states[row.ref]) for row in shown])
            tx.history.note(self._errand.cycle, proved, now)
            tx.commit()
        self._pushed.confirmed += len(proved)

    def _line(self, row: Row, score: Score) -> Love:
        """What a look showed: our own echo where we sent it, else a human's word of this cycle."""
        return Love(
            account=self._errand.account.id,
            ref=row.ref,
            score=score,
            since=self._errand.cycle,
            is_ours=row.sent_at is not None and score is row.score,
        )

    def _put(self, rows: Sequence[Row]) -> None:
        with self._world.store.writing() as tx:
            tx.outbox.put(rows)
            tx.commit()

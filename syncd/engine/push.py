"""Sending what is due: look, write, look again. A row says `sent` before its request leaves."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncd.domain.account import Account, Score
from syncd.domain.answer import Amends
from syncd.domain.errors import (
    AwaitingApproval,
    Rejected,
    ServiceError,
    Stopped,
    SyncdError,
    Unauthorised,
    UnknownOutcome,
)
from syncd.domain.memory import Love, Tombstone
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Action
from syncd.domain.track import TrackRef
from syncd.engine.allowance import Allowance
from syncd.engine.lanes import Slices
from syncd.engine.window import Window
from syncd.engine.world import Member, Stage, World
from syncd.planner.batches import batches
from syncd.planner.failures import TROUBLES_IN_A_ROW, after_failure, is_due
from syncd.planner.settle import asks_for, is_proved, is_turned, settle
from syncd.ports import FavouritesService

LOOKS_A_REQUEST = 1000

WRITES_IN_A_ROW = 5
"""After so many writes of one account, the next account of its lane has its turn."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What an account's pushes did: writes that may have arrived, and those that a look proved, by what stands there now.

    `trouble` ended the last.
    """

    sent: int = 0
    proved: Counter[Score] = field(default_factory=Counter)
    trouble: ServiceError | None = None

    @property
    def confirmed(self) -> int:
        """How many writes a look proved."""
        return self.proved.total()

    def then(self, later: "Pushed") -> "Pushed":
        """This push, and another one after it."""
        return Pushed(self.sent + later.sent, self.proved + later.proved, later.trouble)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one account's push is to do, and in which window."""

    member: Member
    account: Account
    actions: Sequence[Action]
    cycle: int
    window: Window
    ends_waits: bool  #: those that we chose ourselves
    allowance: Allowance


def push(world: World, errand: Errand) -> Slices[Pushed]:
    """Send the due actions of one account within its window, a few at a time. One bad track never stops the rest."""
    assert errand.member.favourites is not None, "only accounts that were read are written"
    return _Pusher(world, errand, errand.member.favourites).run()


class _StaleLook(SyncdError):
    """So much time went by since the look that it proves nothing any more; nothing was sent."""


class _Pusher:
    def __init__(self, world: World, errand: Errand, service: FavouritesService) -> None:
        self._world, self._errand, self._service = world, errand, service
        self._written: dict[TrackRef, Row] = {}  # may have arrived, and is to be looked at
        self._lines: Mapping[TrackRef, Love] = {}  # what the account showed when this was planned
        self._refused: list[Row] = []  # since the last write that was taken
        self._proved: Counter[Score] = Counter()
        self._troubles = 0
        self._has_taken = False

    def run(self) -> Slices[Pushed]:
        trouble: ServiceError | None = None
        try:
            yield from self._write_due()
        except ServiceError as error:
            trouble = error
        try:
            self._look_again()
        except ServiceError as error:
            trouble = trouble or error
        if self._has_taken and len(self._refused) < TROUBLES_IN_A_ROW:
            self._give_up(self._refused)
        return Pushed(len(self._written), self._proved, trouble)

    def _write_due(self) -> Slices[None]:
        """Look at some, write them, and so on. Raises what ended it."""
        due = self._due()
        total = len(due)
        while due and not self._is_over():
            few = [due.popleft() for _ in range(min(self._at_once(), len(due)))]
            looked_at = self._world.clock.elapsed()
            states = self._service.states([row.ref for row in few])
            wanted = [row for row in few if self._is_asked_for(row, states)]
            self._settle([row for row in few if row not in wanted], states)
            for place, row in enumerate(wanted, start=1):
                if self._is_over() or not self._errand.allowance.claim():
                    return
                self._write(row, looked_at)
                left = len(due) + len(wanted) - place
                self._world.progress.tell(Stage.PUSH, self._errand.member.host, total - left, total)
                if (total - left) % WRITES_IN_A_ROW == 0:
                    yield

    def _due(self) -> deque[Row]:
        """Today's actions whose rows are pending and may go now, in the plan's order; what failed before goes last."""
        if not self._errand.actions:
            return deque()
        with self._world.store.reading() as tx:
            rows = tx.outbox.rows([self._errand.account.id])[self._errand.account.id]
            self._lines = tx.memory.loves([self._errand.account.id])[self._errand.account.id]
        now = self._world.clock.now()
        mine = (rows.get(action.ref) for action in self._errand.actions)
        due = sorted((row for row in mine if row is not None and self._may_go(row, now)), key=lambda row: row.attempts)
        return deque(due[: self._world.window_writes.get(self._errand.member.host)])

    def _is_asked_for(self, row: Row, states: Mapping[TrackRef, Score]) -> bool:
        line = self._lines.get(row.ref)
        return asks_for(row, states[row.ref], line.score if line else Score.NONE)

    def _may_go(self, row: Row, now: datetime) -> bool:
        is_over = is_due(row, now)
        return row.state is RowState.PENDING and (is_over or (self._errand.ends_waits and row.is_ours_to_wait))

    def _is_over(self) -> bool:
        return self._errand.allowance.is_used_up or self._errand.window.is_over(self._world.clock)

    def _at_once(self) -> int:
        """How many are looked at in one go: no more than can be written before the window ends.

        Where a second love may undo the first, each is looked at right before its own write.
        """
        if self._errand.account.is_one_way:
            return 1
        left = self._errand.window.left(self._world.clock)
        return max(1, min(LOOKS_A_REQUEST, int(left * self._world.rates[self._errand.member.host])))

    def _write(self, row: Row, looked_at: float) -> None:
        """One write. Raises Stopped where somebody asked us to end before it left."""
        try:
            self._service.set(row.ref, row.score, lambda: self._leaving(row, looked_at))
        except _StaleLook:
            self._stayed(row)
        except Stopped:  # only a wait raises it, and no wait follows a request that may have done anything (ports)
            self._stayed(row)
            raise
        except ServiceError as error:
            self._failed(row, error)
        else:
            self._has_taken, self._troubles = True, 0
            self._give_up(self._refused)

    def _leaving(self, row: Row, looked_at: float) -> None:
        self._must_be_fresh(looked_at)
        now, attempts = self._world.clock.now(), row.attempts + 1
        sent = replace(row, state=RowState.SENT, sent_at=now, attempts=attempts, error="")
        self._put([sent], is_leaving=True)
        self._written[row.ref] = sent
        self._must_be_fresh(looked_at)  # the record may have waited for the disk, or on a machine that slept

    def _must_be_fresh(self, looked_at: float) -> None:
        if self._world.clock.elapsed() - looked_at > self._world.push_window.total_seconds():
            raise _StaleLook("the look before this write is too old")

    def _stayed(self, before: Row) -> None:
        """It never left, or was refused for certain: its row stands again as before it said `sent`, if it did."""
        self._errand.allowance.give_back()
        if self._written.pop(before.ref, None):
            self._put([before])

    def _failed(self, before: Row, error: ServiceError) -> None:
        """Note what became of a write. Raises its error where the account's push had better end."""
        after = after_failure(before, error, self._world.clock.now())
        if isinstance(error, UnknownOutcome):
            self._written[before.ref] = after
        else:
            self._written.pop(before.ref, None)
            self._errand.allowance.give_back()
        if isinstance(error, Rejected):
            self._refused.append(after)
        self._put([after])
        self._troubles += 1
        if isinstance(error, Unauthorised | AwaitingApproval) or self._troubles >= TROUBLES_IN_A_ROW:
            raise error

    def _give_up(self, refused: list[Row]) -> None:
        """Refused while the service took others: that is the track's fault, not the service's."""
        if refused:
            self._put([replace(row, state=RowState.FAILED, not_before=None) for row in refused])
            refused.clear()

    def _look_again(self) -> None:
        """Prove what was written. What the look does not show stays sent, or is due again where that is harmless."""
        for few in batches(self._written.values(), LOOKS_A_REQUEST):
            self._settle(few, self._service.states([row.ref for row in few]))

    def _settle(self, rows: Sequence[Row], states: Mapping[TrackRef, Score]) -> None:
        """Close what the look proves; what it shows is remembered in the same commit."""
        if not rows:
            return
        now, account, cycle = self._world.clock.now(), self._errand.account, self._errand.cycle
        settled = [settle(row, states[row.ref], now=now, is_one_way=account.is_one_way) for row in rows]
        proved = [row for row in rows if is_proved(row, states[row.ref])]
        turned = [row for row in rows if is_turned(row, states[row.ref])]
        with self._world.store.writing() as tx:
            lines = tx.memory.lines(account.id, [row.ref for row in rows])
            back = tx.answers.amends([account.id], Score.LOVE)[account.id]
            shown = [row for row in rows if self._is_news(row, states[row.ref], lines)]
            tx.outbox.put(settled)
            tx.history.note(cycle, proved, now)
            tx.memory.remember([self._line(row, states[row.ref], back, lines) for row in shown])
            tx.answers.close_amends(account.id, [row.ref for row in shown if row.ref in back])
            tx.memory.forget(account.id, [row.ref for row in proved if row.score is Score.NONE])
            tx.memory.bury([self._tombstone(row) for row in turned])
            tx.commit()
        self._proved.update(row.score for row in proved)

    def _is_news(self, row: Row, score: Score, lines: Mapping[TrackRef, Love]) -> bool:
        """Whether a look showed what memory does not; what a human changed there meanwhile, the next whole list tells."""
        line = lines.get(row.ref)
        is_new = line is None or line.missing_since is not None
        return score is not Score.NONE and (is_new or (score is Score.HATE and is_proved(row, score)))

    def _tombstone(self, row: Row) -> Tombstone:
        account = self._errand.account
        carries = self._world.carries_unloves and account.role.hears
        return Tombstone(account=account.id, recording=row.recording, cycle=self._errand.cycle, carries=carries)

    def _line(self, row: Row, score: Score, back: Mapping[TrackRef, Amends], lines: Mapping[TrackRef, Love]) -> Love:
        """What a look showed: our own echo where we sent it, else a human's word of this cycle, or of his undo's.

        What a human keeps, whose absence was not meant, stands again as it is remembered: it is no news to anybody.
        """
        line = lines.get(row.ref)
        if line is not None and line.score is score and (row.ref in back or not line.is_ours):
            return replace(line, missing_since=None, is_guarded=False)
        return Love(
            account=self._errand.account.id,
            ref=row.ref,
            score=score,
            since=(back[row.ref].said_in if is_proved(row, score) and row.ref in back else None) or self._errand.cycle,
            is_ours=is_proved(row, score) and row.ref not in back,
        )

    def _put(self, rows: Sequence[Row], *, is_leaving: bool = False) -> None:
        with self._world.store.writing() as tx:
            tx.outbox.put(rows)
            if is_leaving:
                tx.memory.distrust(self._errand.account.id)
            tx.commit()

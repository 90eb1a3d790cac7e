"""How a life ends: what is held is judged, all is well again, and then nothing is left to do."""

import shutil
import sys

from syncd.domain.account import Can
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import TrackRef
from syncd.engine.approve import Group
from tests.engine.at_rest import Held, left_over, must_be_back, must_be_gone, must_be_loved
from tests.engine.crashing import Fuse
from tests.engine.guarding import held, ruled
from tests.engine.household import SYNC
from tests.engine.life import AtLast, Life
from tests.engine.remembered import remembered

_ROUNDS = 4
"""What is held of what was let pass is judged, too, and what only a sync about everything finds out to be one of them."""

AT_REST = {State.SETTLED, State.DOUBTFUL, State.UNKNOWN, State.UNAVAILABLE, State.VETOED, State.WITHDRAWN, State.FAILED}


class Resting(Life):
    """A life that comes to rest."""

    def teardown(self) -> None:
        """A life that broke no promise must come to rest."""
        if not hasattr(self, "home"):
            return
        try:
            if sys.exc_info()[0] is None:
                self._comes_to_rest()
        finally:
            self.home.close()
            shutil.rmtree(self.folder)

    def _comes_to_rest(self) -> None:
        """All is well again, and time goes by: what is loved is loved everywhere, and nothing is left to do."""
        self.home.is_up(*self.services)
        self.home.resolver_is_up()
        self.home.catalogue.ignores.clear()
        for service in self.services.values():
            service.fates.clear()
            service.lie = None
        self.home.goes_on(
            days=2
        )  # lists are read whole once a day: where the clock was set back, no probe shows what is new
        for days in (120, 8, 1, 1, 1):  # a like that Jamendo never shows is given up after a week
            self._sync(SYNC)
            self.home.goes_on(days=days)
        self._judges_all()
        before = self.home.dump("loves", "tombstones", "outbox", "amends")
        self._sync(SYNC)
        assert not self._writes, f"no rest: {self._writes}"
        assert self.home.dump("loves", "tombstones", "outbox", "amends") == before, "memory does not rest"
        self._check_rest()

    def _judges_all(self) -> None:
        """What is held at the end is judged, too, and what comes of that, but where nobody cares."""
        if self.at_last is AtLast.WAITS or not self._held():
            return
        for _ in range(_ROUNDS):
            for group in self._held():
                self._judges(group, and_keeps=self.at_last is AtLast.STAYS)
            self._sync(SYNC)
        for _ in range(2):
            self._sync(SYNC)
            self.home.goes_on(days=1)
        assert not self._held(), f"no word ends what is held: {self._held()}"

    def _held(self) -> list[Group]:
        """What the guard holds now."""
        is_doubted = any(line.is_guarded for memory in self._last.values() for line in memory.lines.values())
        is_held = any(decision.plan.held for decision in self.home.outcome.decisions.values())
        return held(self.home) if is_doubted or is_held else []

    def _judges(self, group: Group, *, and_keeps: bool, fuse: Fuse | None = None) -> None:
        """A human lets a group pass, or says that it stays; the sync that follows ends where the fuse says."""
        self.tried[f"held {group.kind} that {'stay' if and_keeps else 'pass'}"] += 1
        (self.judged.keeps if and_keeps else self.judged.lets_pass)(group)
        order = ruled(self.home, group, and_keeps=and_keeps)
        self._last = remembered(self.home)
        self._sync(order, fuse)

    def _title(self, ref: TrackRef) -> str:
        return self.home.library.title(ref)

    def _check_rest(self) -> None:
        everywhere = remembered(self.home)
        waiting = Held.of(self.truth, self._held(), everywhere)
        for account in filter(self.truth.writes, self.services):
            memory = everywhere[account]
            unjudged = {self._title(ref) for ref in waiting.refs(account)} | waiting.hates
            missing = must_be_loved(self.truth, account, memory) - self.home.loved_at(account) - unjudged
            assert not missing, f"{missing} should be loved at {account}"
            left = must_be_gone(self.truth, account) & self.home.loved_at(account) - waiting.at(account)
            assert not left, f"{left} should not be loved at {account}"
            is_open = {row.ref for row in memory.rows.values() if row.state in {RowState.PENDING, RowState.SENT}}
            stuck = is_open - waiting.refs(account)
            assert not stuck, f"a row is stuck: {stuck} at {account}"
            is_able = Can.UNLOVE in self.services[account].can
            over = {row.ref for row in memory.rows.values() if row.state in {RowState.FAILED, RowState.MOOT}}
            left_back = memory.to_take_back.keys() - waiting.refs(account) - over if is_able else set()
            assert not left_back, f"what is to be taken back is stuck: {left_back} at {account}"
            missed = {
                ref for ref in must_be_back(self.truth, memory) - is_open if self._title(ref) not in waiting.absent
            }
            assert not missed, f"what a human wants back is stuck: {missed} at {account}"
        assert not left_over(self.truth, everywhere), f"wrong loves are left: {left_over(self.truth, everywhere)}"
        restless = {each.state for each in self.home.standings()} - AT_REST - waiting.states
        assert not restless, f"favourites do not rest: {restless}"

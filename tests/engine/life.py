"""One household's life: how syncd runs in it, what is looked at after each run, and how all comes to rest."""

import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from syncd.domain.account import AccountState, Can, Role, Score
from syncd.domain.outbox import RowState
from syncd.domain.plan import State
from syncd.domain.track import MSID_PREFIX, Service
from syncd.engine.cycle import Order
from syncd.planner.guard import GuardLimits
from tests.engine.at_rest import left_over, must_be_gone, must_be_loved
from tests.engine.crashing import Fuse, Killed, crashing
from tests.engine.faulty import FaultyService
from tests.engine.household import SYNC, Household, hasty
from tests.engine.remembered import Remembered, remembered
from tests.engine.travelling import Travelling
from tests.engine.truth import Truth

SONGS = ("Harbour", "Lantern", "Meadow")
MEMORY = ("loves", "outbox", "withdrawals", "journal")
AT_REST = {State.SETTLED, State.DOUBTFUL, State.UNKNOWN, State.UNAVAILABLE, State.VETOED, State.WITHDRAWN, State.FAILED}

songs = st.sampled_from(SONGS)


class Fearless(GuardLimits):
    """Every absence is believed, that of a whole list, too: lists are short here, and the guard has its own tests."""

    def allowed(self, listed: int) -> int:
        """All of them."""
        return max(1000, listed)


class Life(RuleBasedStateMachine):
    """One household's life, as far as every rule needs it: how syncd runs in it, and what is looked at after that."""

    template: ClassVar[Path]  #: an empty database
    tried: ClassVar[Counter[str]] = Counter()
    trace: ClassVar = sha256()  #: all writes of all histories, and what was remembered after each command

    @initialize(
        others=st.sets(st.sampled_from(["F", "J", "L2"])),
        roles=st.fixed_dictionaries({"L2": st.sampled_from(Role), "J": st.sampled_from([Role.TARGET, Role.BOTH])}),
        offers=st.sets(songs, min_size=1),
        ignores=st.sets(songs, max_size=1),
        travel=st.builds(Travelling, unloves=st.booleans(), hates=st.booleans()),
    )
    def begins(
        self, others: set[str], roles: dict[str, Role], offers: set[str], ignores: set[str], travel: Travelling
    ) -> None:
        """Some accounts are connected, and catalogues and Jamendo know some of the songs."""
        self.tried["histories"] += 1
        self.folder = Path(mkdtemp(prefix="syncd-machine-"))
        self.home = Household(self.folder, self.template, is_one_lane=True, opened=hasty)
        self.home.limits = Fearless()
        self.services: dict[str, FaultyService] = {}
        self.home.carries_unloves, self.home.carries_hates = travel.unloves, travel.hates
        self.truth = Truth(self.home, self.services, travel=travel)
        self.roles, self.offers = roles, offers
        self.home.catalogue.ignores |= ignores
        self.truth.blurred |= ignores
        for name in ["B", "L", *sorted(others)]:
            self._connect(name)
        for song in SONGS:
            self.home.library.isrc(song)
            self.home.library.recording(song)

    # the end

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
        for days in (120, 1, 1):
            self._sync(SYNC)
            self.home.goes_on(days=days)
        before = self.home.dump("loves", "tombstones", "outbox", "withdrawals")
        self._sync(SYNC)
        assert not self._writes, f"no rest: {self._writes}"
        assert self.home.dump("loves", "tombstones", "outbox", "withdrawals") == before, "memory does not rest"
        self._check_rest()

    def _check_rest(self) -> None:
        everywhere = remembered(self.home)
        for account in filter(self.truth.writes, self.services):
            memory = everywhere[account]
            missing = must_be_loved(self.truth, account, memory) - self.home.loved_at(account)
            assert not missing, f"{missing} should be loved at {account}"
            left = must_be_gone(self.truth, account) & self.home.loved_at(account)
            assert not left, f"{left} should not be loved at {account}"
            is_open = {row.ref for row in memory.rows.values() if row.state not in {RowState.DONE, RowState.FAILED}}
            # a love that was lost, under an MBID that is an alias now or of a match that is wrong by now, stays an echo
            excused = self.truth.merged | self.truth.meanings.answered
            stuck = {ref for ref in is_open if self.home.library.title(ref) not in excused}
            assert not stuck, f"a row is stuck: {stuck} at {account}"
            waiting = memory.withdrawals.keys() - is_open if Can.UNLOVE in self.services[account].can else set()
            assert not waiting, f"a withdrawal is stuck: {waiting} at {account}"
        assert not left_over(self.truth), f"wrong loves are left: {left_over(self.truth)}"
        restless = {each.state for each in self.home.standings()} - AT_REST
        assert not restless, f"favourites do not rest: {restless}"

    def _sync(self, order: Order, fuse: Fuse | None = None) -> None:
        self.tried["syncs"] += 1
        begun = len(self.truth.sent)
        for service in self.services.values():
            service.is_asked_anew()
        try:
            self.home.cycle(order, crashing(self.home.world(), fuse) if fuse else None)
        except Killed:
            self.tried["deaths"] += 1
            self.home.restart()
            self.truth.died(memory := remembered(self.home))
        else:
            self._check_sync(order, begun, memory := remembered(self.home))
        self._writes = self.truth.sent[begun:]
        self.tried.update(f"{each.score.name.lower()}s that left: {each.fate.name.lower()}" for each in self._writes)
        self.truth.check_memory(memory)
        self.trace.update(repr((self._writes, memory)).encode())

    def _check_sync(self, order: Order, begun: int, memory: Mapping[str, Remembered]) -> None:
        written = {(each.account, each.ref) for each in self.truth.sent[begun:]}
        read = {each.member.name for each in self.home.outcome.polled if each.state is AccountState.READ}
        self._check_states()
        if order.dry_run:
            return
        for name in read:
            for ref, score in (self.services[name].shown or {}).items():
                assert memory[name].has(ref, score) or (name, ref) in written, (
                    f"{ref} at {name} was seen and is forgotten"
                )
        if self.home.catalogue.trouble is None and not order.corrections_only:
            self.truth.heard((name for name in read if self.services[name].shown is not None), memory)

    def _check_states(self) -> None:
        """Every favourite stands in one state at each target that is known, and the sums agree."""
        known = [each.account for each in self.home.outcome.polled if each.account and each.account.role.writes]
        targets = {account.id: account.profile for account in known}
        count = Counter(each.account for each in self.home.standings())
        for target, profile in targets.items():
            assert count[target] == self.home.outcome.favourites[profile], "the states do not add up"

    def _memory(self) -> dict[str, list[Any]]:
        """All that a dry run must leave alone: two recordings may turn out to be one all the same."""
        tables = {name: [row[:2] + row[3:] for row in rows] for name, rows in self.home.dump(*MEMORY).items()}
        return tables | {"buried": sorted({row[0] for row in self.home.dump("tombstones")["tombstones"]})}

    def _connect(self, name: str) -> None:
        service = {"B": Service.BOOMPLAY, "F": Service.FILE, "J": Service.JAMENDO}.get(name, Service.LISTENBRAINZ)
        added = self.home.add(name, service, role=self.roles.get(name), kind=FaultyService)
        assert isinstance(added, FaultyService)
        added.witness, added.offers = self.truth.witnesses, self.offers
        self.services[name] = added

    def _one(self, which: int) -> str:
        names = sorted(self.services)
        return names[which % len(names)]

    def _marked(self, which: int, score: Score) -> tuple[str, str]:
        """One of the songs that stand somewhere with this score; empty where there is none."""
        found = [(n, song) for n, service in self.services.items() for song in SONGS if service.lines(song, score)]
        return found[which % len(found)] if found else ("", "")

    def _may_be_asked_about(self, account: str, song: str) -> bool:
        """Whether syncd knows this track by its text only, so that a human may say who it is."""
        ref = self.services[account].ref(song)
        is_text = ref.service is not Service.LISTENBRAINZ or ref.id.startswith(MSID_PREFIX)
        return is_text and ref.service is not Service.JAMENDO and ref in remembered(self.home)[account].lines

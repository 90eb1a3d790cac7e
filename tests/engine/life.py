"""One household's life: how syncd runs in it, what is looked at after each run, and how all comes to rest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from syncd.domain.account import AccountId, AccountState, Role, Score
from syncd.domain.plan import ActionKey
from syncd.domain.track import Service
from syncd.engine.order import Corrections, Everything, Order
from syncd.planner.guard import GuardLimits
from tests.engine.crashing import Fuse, Killed, crashing
from tests.engine.faulty import FaultyService
from tests.engine.household import SYNC, Household, hasty
from tests.engine.judged import Judged
from tests.engine.remembered import Remembered, remembered
from tests.engine.travelling import Travelling
from tests.engine.truth import Truth
from tests.engine.witness import Witness

SONGS = ("Harbour", "Lantern", "Meadow")
MEMORY = ("loves", "outbox", "amends", "journal")
songs = st.sampled_from(SONGS)


dice = st.sampled_from(range(60))


class Fearless(GuardLimits):
    """Every absence is believed, that of a whole list, too: lists are short here."""

    def allowed(self, listed: int) -> int:
        """All of them."""
        return max(1000, listed)


class AtLast(Enum):
    """What becomes in the end of all that is held."""

    WAITS = auto()
    PASSES = auto()
    STAYS = auto()


@dataclass(frozen=True, slots=True)
class Guarding:
    """How much the guard of one household lets pass on a day, all where it is None; what a human says of it in the end."""

    per_day: int | None
    at_last: AtLast


class Life(RuleBasedStateMachine):
    """One household's life, as far as every rule needs it: how syncd runs in it, and what is looked at after that."""

    template: ClassVar[Path]  #: an empty database
    _last: Mapping[str, Remembered] = MappingProxyType({})  #: memory after the last command, or a human's word since
    tried: ClassVar[Counter[str]] = Counter()
    trace: ClassVar = sha256()  #: all writes of all histories, and what was remembered after each command

    @initialize(
        others=st.sets(st.sampled_from(["F", "J", "L2"])),
        roles=st.fixed_dictionaries({"L2": st.sampled_from(Role), "J": st.sampled_from([Role.TARGET, Role.BOTH])}),
        offers=st.sets(songs, min_size=1),
        ignores=st.sets(songs, max_size=1),
        travel=st.builds(Travelling, unloves=st.booleans(), hates=st.booleans()),
        guard=st.builds(Guarding, st.sampled_from([None, 1, 2]), st.sampled_from(AtLast)),
    )
    def begins(  # each is drawn by itself, so that each is made small by itself where a history fails
        self,
        others: set[str],
        roles: dict[str, Role],
        offers: set[str],
        ignores: set[str],
        travel: Travelling,
        guard: Guarding,
    ) -> None:
        """Some accounts are connected, and catalogues and Jamendo know some of the songs."""
        self.tried["histories"] += 1
        self.folder = Path(mkdtemp(prefix="syncd-machine-"))
        self.home = Household(self.folder, self.template, is_one_lane=True, opened=hasty)
        self.home.limits = Fearless() if guard.per_day is None else GuardLimits(guard.per_day, max_share=1.0)
        self.services: dict[str, FaultyService] = {}
        self.home.carries_unloves, self.home.carries_hates = travel.unloves, travel.hates
        self.truth = Truth(self.home, self.services, travel=travel)
        self.judged, self.at_last = Judged(self.truth, guard.per_day), guard.at_last
        self.witness = Witness(self.truth, self.judged)
        self.roles, self.offers = roles, offers
        self.home.catalogue.ignores |= ignores
        self.truth.blurred |= ignores
        for name in ["B", "L", *sorted(others)]:
            self._connect(name)
        for song in SONGS:
            self.home.library.isrc(song)
            self.home.library.recording(song)

    # how syncd runs

    @rule()
    def sync_in_peace(self) -> None:
        """One command while everybody answers."""
        self.are_up()
        self.home.resolver_is_up()
        self._sync(SYNC)

    @rule()
    def are_up(self) -> None:
        """Every account answers again."""
        self.home.is_up(*self.services)

    def _sync(self, order: Order, fuse: Fuse | None = None) -> None:
        self.tried["syncs"] += 1
        begun, before, day = len(self.truth.sent), self._last, self.home.clock.now().date()
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
        self._check_order(order, memory)
        self.witness.looks_into(memory)
        written = {(each.account, each.ref) for each in self._writes}
        self._last = memory
        for name in (name for name in self.services if self.services[name].lied and memory[name].was_read):
            if name not in before or not before[name].was_read:
                self.truth.misread(name)
        for name in before:
            self.judged.hears(
                (name, day), before[name], memory[name], {ref for account, ref in written if account == name}
            )
        self.trace.update(repr((self._writes, memory)).encode())

    def _check_order(self, order: Order, memory: Mapping[str, Remembered]) -> None:
        """Nothing is written that was not asked for."""
        records = {name: each.record for name, each in memory.items()}
        keys = {(record.account.id, each.ref, each.score) for each in self._writes if (record := records[each.account])}
        asked = None if isinstance(order.what, Everything) else order.what.keys
        assert asked is None or keys <= asked, f"{keys} is more than was asked for"
        is_narrow = order.what == Corrections()
        assert not is_narrow or Score.LOVE not in {each.score for each in self._writes}, "more than corrections"

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
        if self.home.catalogue.trouble is None and not isinstance(order.what, Corrections):
            self.truth.heard((name for name in read if self.services[name].shown is not None), memory)

    def _check_states(self) -> None:
        """Every favourite stands in one state at each target that is known, and the sums agree."""
        known = [each.account for each in self.home.outcome.polled if each.account and each.account.role.writes]
        targets = {account.id: account.profile for account in known}
        count = Counter(each.account for each in self.home.standings())
        for target, profile in targets.items():
            assert count[target] == self.home.outcome.favourites[profile], "the states do not add up"

    def _memory(self) -> dict[str, list[Any]]:
        """All that a dry run must leave alone: two recordings may turn out to be one all the same, which a human may have denied."""
        may_amend = bool(self.truth.merged & self.truth.meanings.answered)
        dump = self.home.dump(*(name for name in MEMORY if name != "amends" or not may_amend))
        tables = {name: [row[:2] + row[3:] for row in rows] for name, rows in dump.items()}
        buried = (
            [] if self.truth.merged else self.home.dump("tombstones")["tombstones"]
        )  # one of two copies is no unlove
        return tables | {"buried": sorted({row[0] for row in buried})}

    def _connect(self, name: str) -> None:
        service = {"B": Service.BOOMPLAY, "F": Service.FILE, "J": Service.JAMENDO}.get(name, Service.LISTENBRAINZ)
        added = self.home.add(name, service, role=self.roles.get(name), kind=FaultyService)
        assert isinstance(added, FaultyService)
        added.witness, added.offers = self.witness.sees, self.offers
        self.services[name] = added

    def _names(self) -> dict[AccountId, str]:
        """Who is who in memory."""
        return {record.account.id: record.account.whoami for record in self.home.records()}

    def _planned(self) -> frozenset[ActionKey]:
        decisions = self.home.outcome.decisions.values()
        return frozenset(action.key for decision in decisions for action in decision.plan.actions)

    @property
    def in_trouble(self) -> bool:
        """Whether anything keeps syncd from writing, or may."""
        return self.home.catalogue.trouble is not None or any(
            service.trouble or service.fates or service.lied for service in self.services.values()
        )

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
        is_text = ref.service is not Service.LISTENBRAINZ or ref.is_msid
        return is_text and ref.service is not Service.JAMENDO and ref in remembered(self.home)[account].lines

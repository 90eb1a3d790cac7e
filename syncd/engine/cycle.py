"""One cycle: resolve, remember and decide, push and locate in lanes, settle."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from syncd.domain.account import Account, AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.plan import Action, State
from syncd.domain.track import RecordingId, Service
from syncd.engine.afresh import doubted_after_asking
from syncd.engine.allowance import Allowance
from syncd.engine.approve import Group
from syncd.engine.blocked import pause_if_blocked
from syncd.engine.decide import (
    Change,
    Decision,
    decide,
    note_states,
    remember,
)
from syncd.engine.heard import (
    buried_recordings,
    hated_recordings,
    heard_recordings,
    lacking_somewhere,
)
from syncd.engine.jobs import Job, after, work_in_lanes
from syncd.engine.locate import Located, locate, needs_locating
from syncd.engine.order import Corrections, Everything, Order
from syncd.engine.push import Errand, Pushed, push
from syncd.engine.resolve import ALIKE_A_SYNC, Brief, resolve
from syncd.engine.rest import is_at_rest, note_rest
from syncd.engine.stock import Stock, by_profile, foresee, take_stock
from syncd.engine.views import read_ahead
from syncd.engine.window import Window
from syncd.engine.world import Polled, World
from syncd.ports import Clock, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a cycle is made: when the command ends (on the clock that counts sleep), and how many writes are left.

    The first cycle of a command hears the looks that were just taken; for the later ones nothing is read again.
    """

    order: Order
    ends_at: float
    allowance: Allowance
    is_first: bool = True

    @property
    def is_about_everything(self) -> bool:
        """Whether it is about all that may be found, not about some actions."""
        return isinstance(self.order.what, Everything)

    @property
    def may_rest(self) -> bool:
        """Whether it begins a command that is about everything, in earnest and for as long as it takes."""
        return self.is_first and self.is_about_everything and not self.order.dry_run and self.ends_at == inf

    @property
    def ends_waits(self) -> bool:
        """Whether the waits that we chose ourselves are over, because a human asked."""
        return self.is_first and self.order.asked_by_human

    @property
    def most_alike(self) -> int:
        """How many may be asked for alike names: a command asks once."""
        return ALIKE_A_SYNC if self.is_first else 0

    def is_filled(self, clock: Clock) -> bool:
        """Whether nothing more is wanted: all writes are made, or the time is over."""
        return self.allowance.is_used_up or clock.elapsed() >= self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycled:
    """What one cycle did, and how everything stands after it. `cycle` is None after a dry run.

    Nobody thought about how everything stands where all was at rest: then there are no `decisions`.
    """

    polled: Sequence[Polled]
    cycle: int | None
    changes: Mapping[AccountId, Change]
    pushed: Mapping[AccountId, Pushed]
    located: Mapping[AccountId, Located]
    decisions: Mapping[str, Decision]
    favourites: Mapping[str, int]
    held: Mapping[str, Sequence[Group]]
    guarded: Mapping[AccountId, int]
    errors: Sequence[ServiceError]
    by_hand: Sequence[Action] = ()
    has_questions: bool = False  #: an unlove was heard of a recording that only the next cycle asks about

    @property
    def has_moved(self) -> bool:
        """Whether anything was written or found; if not, another cycle would do the same again."""
        return any(each.sent for each in self.pushed.values()) or any(each.answered for each in self.located.values())


def cycle(world: World, polled: Sequence[Polled], terms: Terms) -> Cycled:
    """Make one cycle. The accounts given back no longer carry their lists, for these are in memory now; a dry run keeps them."""
    return _Cycle(world, polled, terms).make()


class _Cycle:
    def __init__(self, world: World, polled: Sequence[Polled], terms: Terms) -> None:
        self._world, self._polled, self._terms = world, polled, terms
        self._is_dry = terms.order.dry_run

    def make(self) -> Cycled:
        with self._world.store.reading() as tx:
            began_at = tx.history.revision()
            rests = self._terms.may_rest and is_at_rest(tx, self._world, self._polled)
        if rests:
            return self._rest()
        self._learn()
        errors = self._resolve()
        cycle, changes, decisions = self._decide()
        doubted = doubted_after_asking(self._world, self._polled, decisions, self._terms.order, self._terms.ends_at)
        by_hand = _by_hand(decisions)  # news that is told once
        if doubted is not None:
            decisions = self._decide(cycle, doubted)[-1]
        has_questions = not errors and self._has_questions()
        window = self._window(decisions)
        done = work_in_lanes(self._jobs(cycle, decisions, window), window, self._world.clock)
        self._polled = [after(each, done) for each in self._polled]
        has_trouble = bool(errors) or any(each.outcome.trouble for each in done)
        stock = self._close(cycle, began_at, may_rest=self._terms.may_rest and not has_trouble)
        return Cycled(
            polled=self._polled if self._is_dry else [replace(each, look=None) for each in self._polled],
            cycle=None if self._is_dry else cycle,
            changes=changes,
            pushed={each.account: each.outcome for each in done if isinstance(each.outcome, Pushed)},
            located={each.account: each.outcome for each in done if isinstance(each.outcome, Located)},
            decisions=stock.decisions,
            favourites=stock.favourites,
            held=stock.held,
            guarded=stock.guarded,
            errors=errors,
            by_hand=list(dict.fromkeys([*by_hand, *_by_hand(decisions)])),
            has_questions=has_questions,
        )

    def _rest(self) -> Cycled:
        """Nothing has moved since the last cycle: it is noted how the accounts fared, and that is all."""
        with self._world.store.writing() as tx:
            cycle = tx.history.begin_cycle(self._world.clock.now())
            tx.memory.records({each.member.profile for each in self._polled})  # so that none is read by itself
            note_states(tx, self._polled)
            tx.history.end_cycle(cycle, self._world.clock.now())
            tx.commit()
        errors = pause_if_blocked(self._world, self._polled, [])
        return Cycled(
            polled=self._polled,
            cycle=cycle,
            changes={},
            pushed={},
            located={},
            decisions={},
            favourites={},
            held={},
            guarded={},
            errors=errors,
        )

    def _learn(self) -> None:
        looks = [each.look.snapshot for each in self._polled if each.look and each.look.snapshot]
        with self._world.store.writing() as tx:
            tx.identity.learn([entry.track for look in looks for entry in look.entries], self._world.clock.now())
            tx.commit()

    def _resolve(self) -> list[ServiceError]:
        if isinstance(self._terms.order.what, Corrections):
            return []
        with self._world.store.reading() as tx:
            read_ahead(tx, self._polled)
            recordings = heard_recordings(tx, self._world, self._polled)
            unloved = buried_recordings(tx, self._world, self._polled)
            brief = Brief(
                recordings=list(dict.fromkeys([*recordings, *unloved])),
                wanted=lacking_somewhere(tx, self._polled, recordings),
                hated=hated_recordings(tx, self._world, self._polled),
                unloved=unloved,
                alike=self._terms.most_alike,
                ends_at=self._terms.ends_at,
            )
        errors = resolve(self._world, brief)
        return errors + (pause_if_blocked(self._world, self._polled, errors) if self._terms.is_first else [])

    def _has_questions(self) -> bool:
        """Whether an unlove was heard for a recording that no catalogue has been asked about yet; the next cycle asks."""
        if not (self._terms.is_first and self._terms.is_about_everything):
            return False
        with self._world.store.reading() as tx:
            buried = buried_recordings(tx, self._world, self._polled)
            return bool(tx.identity.questions(buried, Service.MUSICBRAINZ, self._world.clock.now()))

    def _decide(
        self, cycle: int | None = None, doubted: Collection[RecordingId] = ()
    ) -> tuple[int, dict[AccountId, Change], dict[str, Decision]]:
        """The memory of the looks (heard once) and the work that it implies, in one commit; a dry run takes it all back."""
        with self._world.store.writing() as tx:
            read_ahead(tx, self._polled)
            changes: dict[AccountId, Change] = {}
            if cycle is None or self._is_dry:
                cycle = tx.history.begin_cycle(self._world.clock.now())
                changes = remember(tx, self._world, self._polled, cycle) if self._terms.is_first else {}
            decisions = {
                profile: decide(tx, self._world, polled, doubted) for profile, polled in by_profile(self._polled)
            }
            if not self._is_dry:
                tx.commit()
        return cycle, changes, decisions

    def _close(self, cycle: int, began_at: int, *, may_rest: bool) -> Stock:
        """How everything stands after the cycle. A dry run hears its looks once more, and takes that back, too.

        `began_at` is the revision at which the cycle began: a profile may be at rest only where nothing has moved since.
        """
        with self._world.store.writing() as tx:
            if self._is_dry:
                return foresee(tx, self._world, self._polled)
            stock = take_stock(tx, self._world, self._polled)
            note_states(tx, self._polled)
            if may_rest and tx.history.revision() == began_at:
                self._note_rests(tx, stock)
            tx.history.end_cycle(cycle, self._world.clock.now())
            tx.commit()
        return stock

    def _note_rests(self, tx: Transaction, stock: Stock) -> None:
        """The cycle changed nothing. Who has nothing planned where we may write, either, is at rest."""
        ready = {each.account.id for each in self._polled if each.account and each.is_read and each.may_write}
        for profile, polled in by_profile(self._polled):
            if not any(action.account in ready for action in stock.decisions[profile].plan.actions):
                note_rest(tx, self._world, profile, polled)

    def _window(self, decisions: Mapping[str, Decision]) -> Window:
        lasts_until = self._world.clock.elapsed() + self._world.push_window.total_seconds()
        return Window(min(lasts_until, self._terms.ends_at), may_close=not self._ends_waits(decisions))

    def _ends_waits(self, decisions: Mapping[str, Decision]) -> bool:
        """Whether something waits that only this cycle may do, because a human asked for it."""
        waits = any(len(each.due) < len(each.plan.actions) for each in decisions.values())
        return self._terms.ends_waits and waits

    def _jobs(self, cycle: int, decisions: Mapping[str, Decision], window: Window) -> list[list[Job]]:
        """Pushes before searches, so that what is ready never waits for what must be looked for."""
        targets = [(each, each.account) for each in self._polled if each.account and each.account.role.writes]
        ready = [(each, account, decisions[each.member.profile]) for each, account in targets if each.is_read]
        pushes = [self._push_job(*one, cycle, window) for one in ready if one[0].may_write]
        searches = [self._locate_job(*one, window) for one in ready if needs_locating(one[0].member)]
        return [[] if self._is_dry else pushes, searches if self._terms.is_about_everything else []]

    def _push_job(self, polled: Polled, account: Account, decision: Decision, cycle: int, window: Window) -> Job:
        errand = Errand(
            member=polled.member,
            account=account,
            actions=[
                action
                for action in decision.plan.actions
                if action.account == account.id and self._terms.order.what.includes(action)
            ],
            cycle=cycle,
            window=window,
            ends_waits=self._terms.ends_waits,
            allowance=self._terms.allowance,
        )
        return Job(polled.member.host, account.id, lambda: push(self._world, errand))

    def _locate_job(self, polled: Polled, account: Account, decision: Decision, window: Window) -> Job:
        wanted = _to_locate(account, decision)
        return Job(polled.member.host, account.id, lambda: locate(self._world, polled.member, wanted, window))


def _by_hand(decisions: Mapping[str, Decision]) -> list[Action]:
    return [action for decision in decisions.values() for action in decision.plan.by_hand]


def _to_locate(account: Account, decision: Decision) -> list[RecordingId]:
    return [
        standing.recording
        for standing in decision.plan.standings
        if standing.account == account.id
        and standing.state in {State.PENDING, State.UNAVAILABLE}
        and account.service not in decision.favourites[standing.recording].located
    ]

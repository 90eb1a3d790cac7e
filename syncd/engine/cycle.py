"""One cycle: resolve, remember and decide, push and locate in lanes, settle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from syncd.domain.account import Account, AccountId
from syncd.domain.errors import ServiceError
from syncd.domain.plan import Action
from syncd.domain.track import RecordingId, Service
from syncd.engine.afresh import Asked, ToAsk, ask_afresh, to_be_asked
from syncd.engine.approve import Group
from syncd.engine.blocked import pause_if_blocked
from syncd.engine.decide import (
    Change,
    Decision,
    consider,
    note_states,
    remember,
    write_down,
)
from syncd.engine.heard import (
    buried_recordings,
    hated_recordings,
    heard_recordings,
    lacking_somewhere,
    vetoing_recordings,
)
from syncd.engine.jobs import Done, Job, after, work_in_lanes
from syncd.engine.locate import Located, locate, needs_locating, to_be_located
from syncd.engine.order import Corrections
from syncd.engine.push import Errand, Pushed, push
from syncd.engine.resolve import Brief, Resolved, resolve
from syncd.engine.rest import is_at_rest, note_rest
from syncd.engine.stock import Stock, by_profile, foresee, take_stock
from syncd.engine.terms import Terms
from syncd.engine.views import read_ahead
from syncd.engine.window import Window
from syncd.engine.world import Polled, World
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycled:
    """What one cycle did, and how everything stands after it. `cycle` is None after a dry run.

    Nobody thought about how everything stands where all was at rest, or another cycle `follows` at once: then there are no
    `decisions`.
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
    follows: bool = False  #: a lane found what only another cycle can push
    has_questions: bool = False  #: of something that vetoes nobody has been asked who it is; the next cycle asks
    postponed: int = 0  #: so many of those have only to wait for their turn

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
        self._resolved, self._asked = Resolved(), Asked()

    def make(self) -> Cycled:
        with self._world.store.reading() as tx:
            began_at = tx.history.revision()
            rests = self._terms.may_rest and is_at_rest(tx, self._world, self._polled)
        if rests:
            return self._rest()
        self._learn()
        errors = self._resolve()
        cycle, changes, decisions = self._decide()
        errors += self._asked.errors
        has_questions = not errors and self._has_questions()
        window = self._window(decisions)
        done = work_in_lanes(self._jobs(cycle, decisions, window), window, self._world.clock)
        self._polled = [after(each, done) for each in self._polled]
        is_whole = not errors and all(each.is_whole for each in done)
        follows = self._follows(done)
        stock = self._go_on(cycle) if follows else self._close(cycle, began_at, may_rest=is_whole)
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
            by_hand=[action for decision in decisions.values() for action in decision.plan.by_hand],
            follows=follows,
            has_questions=has_questions,
            postponed=self._postponed,
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
        self._resolved = resolve(self._world, brief)
        errors = list(self._resolved.errors)
        return errors + (pause_if_blocked(self._world, self._polled, errors) if self._terms.is_first else [])

    @property
    def _postponed(self) -> int:
        return self._resolved.postponed + self._asked.postponed

    def _has_questions(self) -> bool:
        """Whether a hate or an unlove is of a recording that no catalogue has been asked about yet; the next cycle asks."""
        if 0 < self._postponed < self._terms.postponed:  # as long as they get fewer
            return True
        if not (self._terms.is_first and self._terms.is_about_everything):
            return False
        with self._world.store.reading() as tx:
            vetoing = vetoing_recordings(tx, self._world, self._polled)
            return bool(tx.identity.questions(sorted(vetoing), Service.MUSICBRAINZ, self._world.clock.now()))

    def _decide(self) -> tuple[int, dict[AccountId, Change], dict[str, Decision]]:
        """The memory of the looks and the work that it implies, in one commit; a dry run takes it all back.

        Where something is to be asked before, the memory is kept first, and the work follows from what is known then.
        """
        with self._world.store.writing() as tx:
            cycle, changes = self._hear(tx)
            decisions, to_ask = self._consider(tx)
        while to_ask:
            self._asked = ask_afresh(self._world, to_ask, self._asked, self._terms.ends_at)
            with self._world.store.writing() as tx:
                if self._is_dry:
                    self._hear(tx)
                decisions, to_ask = self._consider(tx)
        return cycle, changes, decisions

    def _hear(self, tx: Transaction) -> tuple[int, dict[AccountId, Change]]:
        read_ahead(tx, self._polled)
        cycle = tx.history.begin_cycle(self._world.clock.now())
        return cycle, remember(tx, self._world, self._polled, cycle) if self._terms.is_first else {}

    def _consider(self, tx: Transaction) -> tuple[dict[str, Decision], ToAsk]:
        """The work that follows, which is kept unless something is to be asked before."""
        unanswered, profiles = self._asked.unanswered_in(tx), by_profile(self._polled)
        decisions = {profile: consider(tx, self._world, polled, unanswered) for profile, polled in profiles}
        to_ask = to_be_asked(tx, self._world, self._polled, self._going(decisions), self._asked)
        self._keep(tx, {} if to_ask else decisions)
        return decisions, to_ask

    def _going(self, decisions: Mapping[str, Decision]) -> dict[AccountId, set[RecordingId]]:
        """What the pushes of this cycle may write."""
        going: defaultdict[AccountId, set[RecordingId]] = defaultdict(set)
        for decision in decisions.values():
            for action in decision.plan.actions if self._terms.ends_waits else decision.due:
                if self._terms.order.what.includes(action):
                    going[action.account].add(action.recording)
        return going

    def _keep(self, tx: Transaction, decisions: Mapping[str, Decision]) -> None:
        for profile, polled in by_profile(self._polled):
            if profile in decisions:
                write_down(tx, self._world, polled, decisions[profile])
        if not self._is_dry:
            tx.commit()

    def _follows(self, done: Sequence[Done]) -> bool:
        goes_on = not self._is_dry and self._terms.goes_on(self._world.clock)
        return goes_on and any(each.has_found for each in done)

    def _go_on(self, cycle: int) -> Stock:
        """The cycle ends. How everything stands, the next one will say."""
        with self._world.store.writing() as tx:
            note_states(tx, self._polled)
            tx.history.end_cycle(cycle, self._world.clock.now())
            tx.commit()
        return Stock(decisions={}, favourites={}, held={}, guarded={})

    def _close(self, cycle: int, began_at: int, *, may_rest: bool) -> Stock:
        """How everything stands after the cycle. A dry run hears its looks once more, and takes that back, too.

        `began_at` is the revision at which the cycle began: a profile may be at rest only where nothing has moved since.
        """
        with self._world.store.writing() as tx:
            unanswered = self._asked.unanswered_in(tx)
            if self._is_dry:
                return foresee(tx, self._world, self._polled, unanswered)
            stock = take_stock(tx, self._world, self._polled, unanswered)
            note_states(tx, self._polled)
            if may_rest and self._terms.may_rest and tx.history.revision() == began_at:
                self._note_rests(tx, stock)
            tx.history.end_cycle(cycle, self._world.clock.now())
            tx.commit()
        return stock

    def _note_rests(self, tx: Transaction, stock: Stock) -> None:
        """The cycle changed nothing. Who has nothing planned where we may write, either, is at rest."""
        ready = {each.account.id for each in self._polled if each.account and each.is_read and each.may_write}
        for profile, polled in by_profile(self._polled):
            plan = stock.decisions[profile].plan
            if not any(action.account in ready for action in (*plan.actions, *plan.postponed)):
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
        shops = [one for one in ready if needs_locating(one[0].member)]
        # another one first each time: a window may end before all had their turn
        first = cycle % len(shops) if shops else 0
        searches = [self._locate_job(*one, window) for one in [*shops[first:], *shops[:first]]]
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
        return Job(polled.member.host, account.id, lambda _: push(self._world, errand))

    def _locate_job(self, polled: Polled, account: Account, decision: Decision, window: Window) -> Job:
        wanted = to_be_located(account, decision)
        return Job(
            polled.member.host, account.id, lambda bench: locate(self._world, polled.member, wanted, window, bench)
        )

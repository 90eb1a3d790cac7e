"""One turn of the wheel, and the command that turns it until nothing is due."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from threading import Lock

from syncd.domain.account import Account, AccountId, AccountState
from syncd.domain.errors import AwaitingApproval, ServiceError, Unauthorised
from syncd.domain.plan import State
from syncd.domain.track import RecordingId
from syncd.engine.blocked import rest_if_blocked
from syncd.engine.decide import (
    Change,
    Decision,
    consider,
    count_favourites,
    decide,
    heard_recordings,
    note_states,
    remember,
)
from syncd.engine.lanes import in_lanes
from syncd.engine.locate import Located, locate, needs_locating
from syncd.engine.poll import poll, state_after
from syncd.engine.push import Errand, Pushed, push
from syncd.engine.resolve import resolve
from syncd.engine.world import Polled, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a one-shot is asked for: at most so many writes, for at most so many seconds, or only to show the plan."""

    dry_run: bool = False
    limit: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class Outcome:
    """What a command has done so far. `located` and `errors` are of its last turn.

    `favourites` counts each profile's distinct recordings loved at its sources, from the remembered lists.
    """

    polled: list[Polled]
    cycles: list[int] = field(default_factory=list)
    changes: dict[AccountId, Change] = field(default_factory=dict)
    pushed: dict[AccountId, Pushed] = field(default_factory=dict)
    located: dict[AccountId, Located] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    favourites: dict[str, int] = field(default_factory=dict)
    errors: list[ServiceError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    host: str
    work: Callable[[], None]


def sync(world: World, order: Order) -> Outcome:
    """Read every account once, then turn until nothing is due, nothing moves any more, or the order is filled."""
    outcome = Outcome(polled=poll(world, list(world.members)))
    _Sync(world, order, outcome).run()
    return outcome


class _Sync:
    def __init__(self, world: World, order: Order, outcome: Outcome) -> None:
        self._world, self._order, self._outcome = world, order, outcome
        self._ends_at = None if order.seconds is None else world.clock.elapsed() + order.seconds
        self._counting = Lock()
        self._sent = 0

    def run(self) -> None:
        has_moved = self._turn(is_first=True)
        while has_moved and not self._order.dry_run and self._is_due() and not self._is_filled():
            has_moved = self._turn(is_first=False)

    def _turn(self, *, is_first: bool) -> bool:
        """Resolve; remember and decide; push and locate, in lanes; settle. Whether anything moved."""
        self._learn()
        self._resolve(is_first=is_first)
        cycle = self._decide(is_first=is_first)
        before = self._sent
        self._outcome.located = {}
        in_lanes(self._jobs(cycle, is_first=is_first), lambda job: job.host, lambda job: job.work())
        self._close(cycle)
        return self._sent > before or any(located.answered for located in self._outcome.located.values())

    def _learn(self) -> None:
        looks = [each.look.snapshot for each in self._outcome.polled if each.look and each.look.snapshot]
        with self._world.store.writing() as tx:
            tx.identity.learn([entry.track for look in looks for entry in look.entries], self._world.clock.now())
            tx.commit()

    def _resolve(self, *, is_first: bool) -> None:
        with self._world.store.reading() as tx:
            recordings = heard_recordings(tx, self._outcome.polled)
        errors = resolve(self._world, recordings)
        if is_first:
            errors += rest_if_blocked(self._world, self._outcome.polled, errors)
        self._outcome.errors = errors

    def _decide(self, *, is_first: bool) -> int:
        """The memory of the looks and the work that it implies, in one commit; a dry run takes it all back."""
        with self._world.store.writing() as tx:
            cycle = tx.history.begin_cycle(self._world.clock.now())
            if is_first:
                self._outcome.changes = remember(tx, self._world, self._outcome.polled, cycle)
            for profile, polled in self._profiles():
                self._outcome.decisions[profile] = decide(tx, self._world, polled)
            if not self._order.dry_run:
                tx.commit()
                self._outcome.cycles.append(cycle)
                self._outcome.polled = [replace(each, look=None) for each in self._outcome.polled]
        return cycle

    def _close(self, cycle: int) -> None:
        """How everything stands after the turn. A dry run hears its looks once more, and takes that back, too."""
        with self._world.store.writing() as tx:
            if self._order.dry_run:
                remember(tx, self._world, self._outcome.polled, tx.history.begin_cycle(self._world.clock.now()))
            for profile, polled in self._profiles():
                self._outcome.decisions[profile] = consider(tx, self._world, polled)
                self._outcome.favourites[profile] = count_favourites(tx, polled)
            if not self._order.dry_run:
                note_states(tx, self._outcome.polled)
                tx.history.end_cycle(cycle, self._world.clock.now())
                tx.commit()

    def _profiles(self) -> Iterator[tuple[str, list[Polled]]]:
        for profile in dict.fromkeys(each.member.profile for each in self._outcome.polled):
            yield profile, [each for each in self._outcome.polled if each.member.profile == profile]

    def _jobs(self, cycle: int, *, is_first: bool) -> list[_Job]:
        """Pushes before searches, so that what is ready never waits for what must be looked for."""
        targets = [(each, each.account) for each in self._outcome.polled if each.account and each.account.role.writes]
        ready = [(each, account) for each, account in targets if each.is_read]
        until = self._until()
        pushes = [self._push_job(*one, cycle, until, is_first=is_first) for one in ready if one[0].may_write]
        searches = [self._locate_job(*one, until) for one in ready if needs_locating(one[0].member)]
        return searches if self._order.dry_run else pushes + searches

    def _until(self) -> float:
        ends_at = self._world.clock.elapsed() + self._world.push_window.total_seconds()
        return ends_at if self._ends_at is None else min(ends_at, self._ends_at)

    def _push_job(self, polled: Polled, account: Account, cycle: int, until: float, *, is_first: bool) -> _Job:
        plan = self._outcome.decisions[polled.member.profile].plan
        counted = self._outcome.pushed.setdefault(account.id, Pushed())
        counted.trouble = None
        errand = Errand(
            member=polled.member,
            account=account,
            actions=[action for action in plan.actions if action.account == account.id],
            cycle=cycle,
            until=until,
            asked_by_human=is_first,
            may_send=self._count_write,
            counted=counted,
        )

        def work() -> None:
            push(self._world, errand)
            self._note_trouble(account.id, counted.trouble)

        return _Job(polled.member.host, work)

    def _locate_job(self, polled: Polled, account: Account, until: float) -> _Job:
        def work() -> None:
            located = locate(self._world, polled.member, self._to_locate(polled, account), until)
            self._outcome.located[account.id] = located
            self._note_trouble(account.id, located.trouble)

        return _Job(polled.member.host, work)

    def _to_locate(self, polled: Polled, account: Account) -> list[RecordingId]:
        decision = self._outcome.decisions[polled.member.profile]
        return [
            standing.recording
            for standing in decision.plan.standings
            if standing.account == account.id
            and standing.state in {State.PENDING, State.UNAVAILABLE}
            and account.service not in decision.favourites[standing.recording].located
        ]

    def _count_write(self) -> bool:
        """Claim one write of the order's limit."""
        with self._counting:
            if self._order.limit is not None and self._sent >= self._order.limit:
                return False
            self._sent += 1
            return True

    def _note_trouble(self, account: AccountId, error: ServiceError | None) -> None:
        """A login that failed, or a write that needs approval, changes how the account stands."""
        if not isinstance(error, Unauthorised | AwaitingApproval):
            return
        waits = isinstance(error, AwaitingApproval)
        state = AccountState.AWAITING_APPROVAL if waits else state_after(error)
        with self._counting:
            self._outcome.polled = [
                replace(each, state=state, error=error, may_write=False)
                if each.account and each.account.id == account
                else each
                for each in self._outcome.polled
            ]

    def _is_due(self) -> bool:
        troubled = {account for account, pushed in self._outcome.pushed.items() if pushed.trouble}
        writable = {
            each.account.id for each in self._outcome.polled if each.account and each.is_read and each.may_write
        }
        actions = (action for decision in self._outcome.decisions.values() for action in decision.due)
        to_find = (located.left and not located.trouble for located in self._outcome.located.values())
        return any(action.account in writable - troubled for action in actions) or any(to_find)

    def _is_filled(self) -> bool:
        has_sent_all = self._order.limit is not None and self._sent >= self._order.limit
        return has_sent_all or (self._ends_at is not None and self._world.clock.elapsed() >= self._ends_at)

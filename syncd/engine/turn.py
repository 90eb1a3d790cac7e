"""One turn of the wheel: resolve, remember and decide, push and locate in lanes, settle."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from syncd.domain.account import Account, AccountId, AccountState, Score
from syncd.domain.errors import AwaitingApproval, ServiceError, Unauthorised
from syncd.domain.plan import Action, State
from syncd.domain.track import RecordingId
from syncd.engine.allowance import Allowance
from syncd.engine.blocked import rest_if_blocked
from syncd.engine.decide import (
    Change,
    Decision,
    consider,
    count_favourites,
    decide,
    hated_recordings,
    heard_recordings,
    lacking_somewhere,
    note_states,
    remember,
)
from syncd.engine.lanes import in_lanes
from syncd.engine.locate import Located, locate, needs_locating
from syncd.engine.poll import state_after
from syncd.engine.push import Errand, Pushed, push
from syncd.engine.resolve import ALIKE_A_SYNC, Brief, resolve
from syncd.engine.world import Polled, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a turn is made: when the command ends (on the clock that counts sleep), and how many writes are left.

    The first turn of a command hears the looks that were just taken, and our own waits are over for it. Where only
    corrections are wanted, nobody is asked who is who, and nothing is loved.
    """

    dry_run: bool
    corrections_only: bool
    is_first: bool
    ends_at: float
    allowance: Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What one turn did, and how everything stands after it. `cycle` is None after a dry run."""

    polled: Sequence[Polled]
    cycle: int | None
    changes: Mapping[AccountId, Change]
    pushed: Mapping[AccountId, Pushed]
    located: Mapping[AccountId, Located]
    decisions: Mapping[str, Decision]
    favourites: Mapping[str, int]
    errors: Sequence[ServiceError]

    @property
    def has_moved(self) -> bool:
        """Whether anything was written or found; if not, another turn would do the same again."""
        return any(each.sent for each in self.pushed.values()) or any(each.answered for each in self.located.values())


def turn(world: World, polled: Sequence[Polled], terms: Terms) -> Turned:
    """Make one turn. Looks that were remembered are dropped from what it gives back; a dry run keeps them."""
    return _Turn(world, polled, terms).make()


@dataclass(frozen=True, slots=True)
class _Done:
    """What a lane did for one account."""

    account: AccountId
    outcome: Pushed | Located


@dataclass(frozen=True, slots=True)
class _Job:
    host: str
    work: Callable[[], _Done]


class _Turn:
    def __init__(self, world: World, polled: Sequence[Polled], terms: Terms) -> None:
        self._world, self._polled, self._terms = world, polled, terms

    def make(self) -> Turned:
        self._learn()
        errors = self._resolve()
        cycle, changes, decisions = self._decide()
        jobs = self._jobs(cycle, decisions)
        done = in_lanes(jobs, lambda job: job.host, lambda job: job.work())
        self._polled = [_after(each, done) for each in self._polled]
        decisions, favourites = self._close(cycle)
        return Turned(
            polled=self._polled if self._terms.dry_run else [replace(each, look=None) for each in self._polled],
            cycle=None if self._terms.dry_run else cycle,
            changes=changes,
            pushed={each.account: each.outcome for each in done if isinstance(each.outcome, Pushed)},
            located={each.account: each.outcome for each in done if isinstance(each.outcome, Located)},
            decisions=decisions,
            favourites=favourites,
            errors=errors,
        )

    def _learn(self) -> None:
        looks = [each.look.snapshot for each in self._polled if each.look and each.look.snapshot]
        with self._world.store.writing() as tx:
            tx.identity.learn([entry.track for look in looks for entry in look.entries], self._world.clock.now())
            tx.commit()

    def _resolve(self) -> list[ServiceError]:
        if self._terms.corrections_only:
            return []
        with self._world.store.reading() as tx:
            recordings = heard_recordings(tx, self._polled)
            brief = Brief(
                recordings=recordings,
                wanted=lacking_somewhere(tx, self._polled, recordings),
                hated=hated_recordings(tx, self._polled),
                alike=ALIKE_A_SYNC if self._terms.is_first else 0,
                ends_at=self._terms.ends_at,
            )
        errors = resolve(self._world, brief)
        return errors + (rest_if_blocked(self._world, self._polled, errors) if self._terms.is_first else [])

    def _decide(self) -> tuple[int, dict[AccountId, Change], dict[str, Decision]]:
        """The memory of the looks and the work that it implies, in one commit; a dry run takes it all back."""
        with self._world.store.writing() as tx:
            cycle = tx.history.begin_cycle(self._world.clock.now())
            changes = remember(tx, self._world, self._polled, cycle) if self._terms.is_first else {}
            decisions = {profile: decide(tx, self._world, polled) for profile, polled in self._profiles()}
            if not self._terms.dry_run:
                tx.commit()
        return cycle, changes, decisions

    def _close(self, cycle: int) -> tuple[dict[str, Decision], dict[str, int]]:
        """How everything stands after the turn. A dry run hears its looks once more, and takes that back, too."""
        decisions, favourites = {}, {}
        with self._world.store.writing() as tx:
            if self._terms.dry_run:
                remember(tx, self._world, self._polled, tx.history.begin_cycle(self._world.clock.now()))
            for profile, polled in self._profiles():
                decisions[profile] = consider(tx, self._world, polled)
                favourites[profile] = count_favourites(tx, polled)
            if not self._terms.dry_run:
                note_states(tx, self._polled)
                tx.history.end_cycle(cycle, self._world.clock.now())
                tx.commit()
        return decisions, favourites

    def _profiles(self) -> Iterator[tuple[str, list[Polled]]]:
        for profile in dict.fromkeys(each.member.profile for each in self._polled):
            yield profile, [each for each in self._polled if each.member.profile == profile]

    def _jobs(self, cycle: int, decisions: Mapping[str, Decision]) -> list[_Job]:
        """Pushes before searches, so that what is ready never waits for what must be looked for."""
        targets = [(each, each.account) for each in self._polled if each.account and each.account.role.writes]
        ready = [(each, account, decisions[each.member.profile]) for each, account in targets if each.is_read]
        until = min(self._world.clock.elapsed() + self._world.push_window.total_seconds(), self._terms.ends_at)
        pushes = [self._push_job(*one, cycle, until) for one in ready if one[0].may_write]
        searches = [self._locate_job(*one, until) for one in ready if needs_locating(one[0].member)]
        return ([] if self._terms.dry_run else pushes) + ([] if self._terms.corrections_only else searches)

    def _push_job(self, polled: Polled, account: Account, decision: Decision, cycle: int, until: float) -> _Job:
        errand = Errand(
            member=polled.member,
            account=account,
            actions=[action for action in decision.plan.actions if self._is_ordered(action, account)],
            cycle=cycle,
            until=until,
            asked_by_human=self._terms.is_first,
            allowance=self._terms.allowance,
        )
        return _Job(polled.member.host, lambda: _Done(account.id, push(self._world, errand)))

    def _is_ordered(self, action: Action, account: Account) -> bool:
        is_wanted = action.score is Score.NONE or not self._terms.corrections_only
        return action.account == account.id and is_wanted

    def _locate_job(self, polled: Polled, account: Account, decision: Decision, until: float) -> _Job:
        wanted = _to_locate(account, decision)
        return _Job(
            polled.member.host,
            lambda: _Done(account.id, locate(self._world, polled.member, wanted, until)),
        )


def _to_locate(account: Account, decision: Decision) -> list[RecordingId]:
    return [
        standing.recording
        for standing in decision.plan.standings
        if standing.account == account.id
        and standing.state in {State.PENDING, State.UNAVAILABLE}
        and account.service not in decision.favourites[standing.recording].located
    ]


def _after(polled: Polled, done: Sequence[_Done]) -> Polled:
    """A login that failed, or a write that needs approval, changes how the account stands."""
    mine = [each.outcome.trouble for each in done if polled.account and each.account == polled.account.id]
    for error in mine:
        if isinstance(error, Unauthorised | AwaitingApproval):
            waits = isinstance(error, AwaitingApproval)
            state = AccountState.AWAITING_APPROVAL if waits else state_after(error)
            return replace(polled, state=state, error=error, may_write=False)
    return polled

"""What the lanes do in one cycle: pushes, then searches, each account's in turns."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from syncd.domain.account import AccountId, AccountState
from syncd.domain.errors import AwaitingApproval, Unauthorised
from syncd.engine.bench import Bench
from syncd.engine.lanes import Slices, in_lanes, in_turns
from syncd.engine.locate import Located
from syncd.engine.poll import state_after
from syncd.engine.push import Pushed
from syncd.engine.window import Window
from syncd.engine.world import Polled
from syncd.ports import Clock


@dataclass(frozen=True, slots=True)
class Done:
    """What a lane did for one account."""

    account: AccountId
    outcome: Pushed | Located

    @property
    def has_found(self) -> bool:
        """Whether there is something that the next cycle may push."""
        return isinstance(self.outcome, Located) and self.outcome.found > 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing ended it before all was asked; what was left unwritten, the next plan tells."""
        is_cut_off = isinstance(self.outcome, Located) and self.outcome.is_cut_off
        return self.outcome.trouble is None and not is_cut_off


@dataclass(frozen=True, slots=True)
class Job:
    """One account's work in the lane of its host, at the bench that all of the lane share."""

    host: str
    account: AccountId
    work: Callable[[Bench], Slices[Pushed] | Slices[Located]]

    def done(self, bench: Bench) -> Slices[Done]:
        """Its work, and whose it was."""
        return Done(self.account, (yield from self.work(bench)))


@dataclass(frozen=True, slots=True)
class _Lane:
    """What is to be done of one kind at a host."""

    host: str
    jobs: Sequence[Job]


def work_in_lanes(kinds: Iterable[Sequence[Job]], window: Window, clock: Clock) -> list[Done]:
    """Do it all: hosts side by side, in each of them one kind of work after the other, its accounts in turns.

    What a lane found, the next cycle pushes there. Once the lane has nothing else to do, the window closes for all.
    """

    def work(lane: _Lane) -> list[Done]:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge") as beside:  # begins with the first answer
            bench = Bench(beside)
            done = in_turns(job.done(bench) for job in lane.jobs)
        if any(each.has_found for each in done):
            window.close(clock)
        return done

    done = in_lanes(_lanes(kinds), lambda lane: lane.host, work)
    return [each for results in done for each in results]


def _lanes(kinds: Iterable[Sequence[Job]]) -> list[_Lane]:
    return [_Lane(host, [job for job in jobs if job.host == host]) for jobs in kinds for host in _hosts(jobs)]


def _hosts(jobs: Sequence[Job]) -> list[str]:
    return list(dict.fromkeys(job.host for job in jobs))


def after(polled: Polled, done: Sequence[Done]) -> Polled:
    """A login that failed, or a write that needs approval, changes how the account stands."""
    mine = [each.outcome.trouble for each in done if polled.account and each.account == polled.account.id]
    for error in mine:
        if isinstance(error, Unauthorised | AwaitingApproval):
            waits = isinstance(error, AwaitingApproval)
            state = AccountState.AWAITING_APPROVAL if waits else state_after(error)
            return replace(polled, state=state, error=error, may_write=False)
    return polled

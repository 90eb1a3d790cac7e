"""How the daemon stands, in one line for `systemctl status`: accounts, next poll, what is doubtful, who is in trouble."""

from collections.abc import Callable, Mapping
from datetime import datetime

from syncd.daemon.telling import IN_TROUBLE
from syncd.domain.account import AccountState, Label
from syncd.domain.plan import State
from syncd.engine.decide import Decision
from syncd.engine.sync import Outcome


class Bulletin:
    """Remembers of each profile what its last cycle knew. `next_poll` says when somebody is asked next.

    Cycles and the pulse are threads of their own: what one has read, the other never changes, only replaces.
    """

    def __init__(self, accounts: int, next_poll: Callable[[], datetime | None]) -> None:
        self._accounts, self._next_poll = accounts, next_poll
        self._doubtful: Mapping[str, int] = {}
        self._trouble: Mapping[Label, AccountState] = {}

    def cycle(self, outcome: Outcome) -> None:
        """One cycle is over. Whoever was not due stands as before."""
        heard = {each.member.label: each.state for each in outcome.polled if each.state is not AccountState.RESTING}
        self._trouble = {label: state for label, state in {**self._trouble, **heard}.items() if state in IN_TROUBLE}
        self._doubtful = {**self._doubtful, **{name: _doubtful(each) for name, each in outcome.decisions.items()}}

    def line(self) -> str:
        """The line, with what there is to say."""
        return "; ".join(filter(None, (_counted(self._accounts), self._when(), self._doubts(), self._troubles())))

    def _when(self) -> str:
        at = self._next_poll()
        return f"next poll {at:%Y-%m-%d %H:%M} UTC" if at else ""

    def _doubts(self) -> str:
        count = sum(self._doubtful.values())
        return f"{count} doubtful" if count else ""

    def _troubles(self) -> str:
        named = sorted(f"{label.account} {state.value}" for label, state in self._trouble.items())
        return f"trouble: {', '.join(named)}" if named else ""


def _counted(accounts: int) -> str:
    return "1 account" if accounts == 1 else f"{accounts} accounts"


def _doubtful(decision: Decision) -> int:
    """Favourites, not their standings: two targets may doubt the same song."""
    return len({each.recording for each in decision.plan.standings if each.state is State.DOUBTFUL})

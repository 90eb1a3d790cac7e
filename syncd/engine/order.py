"""What a one-shot is asked for, and by whom."""

from dataclasses import dataclass
from enum import Enum, auto

from syncd.domain.account import Label, Score
from syncd.domain.plan import Action, ActionKey


@dataclass(frozen=True, slots=True)
class Everything:
    """The whole plan; catalogues are asked and targets searched for what is not known yet."""

    def includes(self, _: Action) -> bool:
        """Whether an action of the plan is to be carried out."""
        return True


@dataclass(frozen=True, slots=True)
class Exactly:
    """These actions, as far as they still stand in the plan, which is made anew; no target is searched."""

    keys: frozenset[ActionKey]

    def includes(self, action: Action) -> bool:
        """Whether an action of the plan is to be carried out."""
        return action.key in self.keys


@dataclass(frozen=True, slots=True)
class Corrections:
    """What follows from a human's word: only the accounts at which something is to be taken or brought back are read.

    No catalogue is asked, no target searched, and nothing is loved. Where the word names its `keys`, exactly those
    actions are carried out, loves among them.
    """

    keys: frozenset[ActionKey] | None = None

    def includes(self, action: Action) -> bool:
        """Whether an action of the plan is to be carried out."""
        return action.score is not Score.LOVE if self.keys is None else action.key in self.keys


class Asker(Enum):
    """Who wants a sync."""

    HUMAN = auto()  #: he waits for it: cycles are made until nothing is due
    WISH = auto()  #: a human by way of the daemon: one cycle, for the daemon's own go on
    DAEMON = auto()  #: nobody stands by: one cycle, and a wait that we chose ourselves is not over


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """At most so many writes, for at most so many seconds, or, in a dry run, only to show the plan.

    The daemon reads only the `accounts` that are due, and trusts what it read lately.
    """

    what: Everything | Exactly | Corrections = Everything()
    asked_by: Asker = Asker.HUMAN
    dry_run: bool = False
    accounts: frozenset[Label] | None = None
    trusted: frozenset[Label] = frozenset()
    limit: int | None = None
    seconds: float | None = None

    @property
    def asked_by_human(self) -> bool:
        """Whether somebody waits to hear what came of it."""
        return self.asked_by is not Asker.DAEMON

    @property
    def is_one_cycle(self) -> bool:
        """Whether no second cycle follows, whatever is left to do."""
        return self.dry_run or self.asked_by is not Asker.HUMAN

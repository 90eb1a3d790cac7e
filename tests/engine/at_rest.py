"""What nothing excuses once a household is at rest: the lower bound of its truth."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from syncd.domain.account import Can, Score
from syncd.domain.outbox import RowState
from syncd.domain.plan import Ruling, State
from syncd.domain.track import TrackRef
from syncd.engine.approve import Group
from tests.engine.remembered import Remembered
from tests.engine.travelling import Place
from tests.engine.truth import Truth


@dataclass(frozen=True, slots=True)
class Held:
    """The songs that the guard holds, or that stay there since a human said so: nothing of it must be done."""

    hates: set[str]  #: whose hate is gone, perhaps
    absent: set[str]
    removals: set[Place]
    tracks: set[tuple[str, TrackRef]]  #: what the guard holds

    @classmethod
    def of(cls, truth: Truth, groups: Collection[Group], everywhere: Mapping[str, Remembered]) -> "Held":
        """What waits for a human's word."""
        named = truth.home.library.title
        lines = [line for memory in everywhere.values() for line in memory.lines.values() if line.is_guarded]
        removals = {(group.account.whoami, named(ref)) for group in groups for ref in group.refs}
        kept = {
            (name, named(ref))
            for name, memory in everywhere.items()
            for ref, ruling in memory.rulings.items()
            if ruling is Ruling.KEEP
        }
        hates = {named(line.ref) for line in lines if line.score is Score.HATE}
        tracks = {(group.account.whoami, ref) for group in groups for ref in group.refs}
        return cls(hates=hates, absent={named(line.ref) for line in lines}, removals=removals | kept, tracks=tracks)

    def refs(self, account: str) -> set[TrackRef]:
        """The tracks of which nothing goes from an account, whatever was sent there once."""
        return {ref for name, ref in self.tracks if name == account}

    def at(self, account: str) -> set[str]:
        """The songs of which nothing must be taken away at an account."""
        return self.absent | {song for name, song in self.removals if name == account}

    @property
    def states(self) -> set[State]:
        """How a favourite may stand at rest for that."""
        return {State.HELD} if self.absent or self.removals else set()


def must_be_loved(truth: Truth, target: str, memory: Remembered) -> set[str]:
    """The songs that nothing excuses from being loved at a target."""
    service, named = truth.services[target], truth.home.library.title
    wanted = {title for account in filter(truth.hears, truth.services) for title in truth.certain(account)}
    hated = {title for account in truth.services for title in truth.titles(account, Score.HATE)}
    # a one-way account gets each love once
    places = truth.unloved if Can.UNLOVE in service.can else truth.ever_unloved
    unloved = {title for account, title in places if account == target} | truth.travel.gone()
    failed = {ref for ref, row in memory.rows.items() if row.state is RowState.FAILED}
    given_up = {named(ref) for ref in failed if (target, ref) in truth.troubled}
    absent = (wanted - service.offers) | service.taken_down if Can.SEARCH in service.can else set()
    return wanted - hated - unloved - truth.meanings.answered - absent - given_up


def must_be_gone(truth: Truth, target: str) -> set[str]:
    """The songs that nothing excuses from being unloved at a target."""
    if not truth.travel.unloves or Can.UNLOVE not in truth.services[target].can:
        return set()
    in_doubt = {song for _, song in truth.renamed} | truth.blurred | truth.merged | truth.meanings.answered
    troubled = {truth.home.library.title(ref) for name, ref in truth.troubled if name == target}
    return truth.travel.must_go - in_doubt - troubled - truth.titles(target, Score.HATE)


def must_be_back(truth: Truth, memory: Remembered) -> set[TrackRef]:
    """Of what a human wants back at a target, all that nothing excuses from standing there."""
    hated = {title for account in truth.services for title in truth.titles(account, Score.HATE)}
    excused = hated | truth.blurred | truth.merged | truth.meanings.answered
    failed = {ref for ref, row in memory.rows.items() if row.state is RowState.FAILED}
    return {ref for ref in memory.to_bring_back if truth.home.library.title(ref) not in excused} - failed


def left_over(truth: Truth, everywhere: Mapping[str, Remembered]) -> set[Place]:
    """Loves of wrong matches that should be gone, but for what was given up there."""
    failed = {
        (name, truth.home.library.title(row.ref))
        for name, memory in everywhere.items()
        for row in memory.rows.values()
        if row.state is RowState.FAILED and (name, row.ref) in truth.troubled
    }
    return {place for place in truth.to_go & truth.our_loves() if Can.UNLOVE in truth.services[place[0]].can} - failed

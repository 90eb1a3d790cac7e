"""What the guard holds, in groups that a human can name, and what becomes of a group that he has judged."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from syncd.domain.account import Account, Can, Score
from syncd.domain.answer import Amends
from syncd.domain.memory import Love
from syncd.domain.plan import ActionKey, Plan, Ruling
from syncd.domain.track import RecordingId, TrackRef
from syncd.engine.decide import Decision
from syncd.engine.left_to_human import left_to_human
from syncd.engine.word import cycles_of_a_word
from syncd.planner.amends import is_our_hate
from syncd.ports import Transaction


class HeldKind(StrEnum):
    """What is held."""

    ABSENCES = "absences"  #: vanished from the account's list, and nothing was concluded from it
    REMOVALS = "removals"  #: unloved or hated elsewhere, and still to be taken away at the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All of one kind that is held at one account: its tracks, and which recordings they are, as far as known.

    Of the absences `hates` are those of hated tracks: no favourites that vanished. `back` are those that come back if they
    were not meant.
    """

    account: Account
    kind: HeldKind
    refs: Mapping[TrackRef, RecordingId | None]
    hates: frozenset[TrackRef] = frozenset()
    back: frozenset[TrackRef] = frozenset()
    until_tomorrow: bool = False  #: another day would let them pass
    is_foreseen: bool = False  #: only a dry run has seen them; the next sync is to hold them

    @property
    def is_restored(self) -> bool:
        """Whether absences that were not meant are brought back: where we write, and can love."""
        return self.kind is HeldKind.ABSENCES and self.account.role.writes and Can.LOVE in self.account.can

    @property
    def staying(self) -> frozenset[TrackRef]:
        """What stands though the list lacks it, if its absence was not meant: where it is not for us to bring it back."""
        is_only_read = self.kind is HeldKind.ABSENCES and not self.account.role.writes
        return frozenset(self.refs) if is_only_read else frozenset()

    @property
    def hash(self) -> str:
        """Names this group and no other: whose it is, its kind, and exactly its tracks."""
        lines = [self.account.service, self.account.whoami, self.kind, *sorted(map(str, self.refs))]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]


def held_groups(tx: Transaction, accounts: Iterable[Account], decision: Decision) -> list[Group]:
    """Everything that the guard holds at these accounts of one profile; how that stands, the decision says."""
    pairs = (
        (_absences(tx, each, decision.unwanted.get(each.id, frozenset())), _removals(each, decision.plan))
        for each in accounts
    )
    return [group for pair in pairs for group in pair if group.refs]


def _absences(tx: Transaction, account: Account, unwanted: Collection[TrackRef]) -> Group:
    """The absences that are not believed, less those that a human has let pass and no look has heard yet."""
    lines, ruled = tx.memory.loves([account.id])[account.id], tx.memory.rulings([account.id])[account.id]
    guarded = {ref: line for ref, line in lines.items() if line.is_guarded and ruled.get(ref) is not Ruling.HEAR}
    if not guarded:
        return Group(account=account, kind=HeldKind.ABSENCES, refs={})
    rows, recordings = tx.outbox.rows([account.id])[account.id], tx.identity.recordings_of_refs(guarded)
    loved_as = {ref: rows[ref].recording for ref, line in guarded.items() if line.is_ours and ref in rows}
    hates = frozenset(ref for ref, line in guarded.items() if line.score is Score.HATE)
    refs = {ref: recordings.get(ref, loved_as.get(ref)) for ref in guarded}
    group = Group(account=account, kind=HeldKind.ABSENCES, refs=refs, hates=hates)
    return replace(group, back=_to_be_brought_back(tx, group, guarded, unwanted))


def _to_be_brought_back(
    tx: Transaction, group: Group, lines: Mapping[TrackRef, Love], unwanted: Collection[TrackRef]
) -> frozenset[TrackRef]:
    """The tracks of a group that come back if their absence was not meant.

    What is ours and was to be taken back does not, nor the `unwanted`: that is gone as wanted.
    """
    if not group.is_restored:
        return frozenset()
    to_take_back = tx.answers.amends([group.account.id], Score.NONE)[group.account.id]
    to_go = to_take_back.keys() | left_to_human(tx, group.account, lines)
    gone = {ref for ref, line in lines.items() if line.is_ours and ref in to_go} | {*unwanted}
    return frozenset(ref for ref in lines.keys() - gone if group.refs[ref] is not None)


def _removals(account: Account, plan: Plan) -> Group:
    held = {action.ref: action.recording for action in plan.held if action.account == account.id}
    is_late = account.id in plan.until_tomorrow
    return Group(account=account, kind=HeldKind.REMOVALS, refs=held, until_tomorrow=is_late)


def let_pass(tx: Transaction, group: Group) -> None:
    """Exactly these may pass: absences are heard by the next look that still shows them, removals are sent."""
    ruling = Ruling.HEAR if group.kind is HeldKind.ABSENCES else Ruling.ALLOW
    tx.memory.rule(group.account.id, list(group.refs), ruling)


def keep(tx: Transaction, group: Group, now: datetime) -> frozenset[ActionKey]:
    """A human says that this was not meant, and nothing of it is to be done; the writes that follow from his word.

    Removals are not made, until the songs are loved and unloved once more. Absences were not meant: where we write, what
    the list lacks is brought back by the human's word, as `syncd undo` brings back an unlove. Where we only read, it stands
    as it is remembered, until the list tells of it again. Either way nothing is taken away anywhere. An unlove that is heard
    after his word is a later one.
    """
    if group.kind is HeldKind.REMOVALS:
        tx.memory.rule(group.account.id, list(group.refs), Ruling.KEEP)
        return frozenset()
    lines, back = tx.memory.loves([group.account.id])[group.account.id], _brought_back(tx, group)
    staying = [line for line, _ in back] + [lines[ref] for ref in group.staying]
    tx.memory.remember([_kept(line) for line in staying])
    tx.memory.forget(group.account.id, list(group.refs.keys() - {line.ref for line in staying}))
    tx.memory.rule(group.account.id, list(group.staying), Ruling.UNMEANT)
    said = cycles_of_a_word(tx, now)[0]
    tx.answers.note_amends([_amends(line, recording, said) for line, recording in back])
    guarded = sum(line.is_guarded for line in tx.memory.loves([group.account.id])[group.account.id].values())
    tx.memory.note(replace(tx.memory.record(group.account.id), guarded=guarded))
    return frozenset((line.account, line.ref, line.score) for line, _ in back)


def _brought_back(tx: Transaction, group: Group) -> list[tuple[Love, RecordingId]]:
    """The lines that are to be written again by this word, and as which recordings.

    Our own hates are not: they are no human's word. Where one still stands behind them, the next plan makes them again.
    """
    lines = tx.memory.loves([group.account.id])[group.account.id]
    known = [(lines[ref], recording) for ref, recording in group.refs.items() if ref in group.back]
    return [(line, recording) for line, recording in known if recording is not None and not is_our_hate(line)]


def _kept(line: Love) -> Love:
    """A line that is to stand again. Our own stays ours, though the service will date it anew."""
    return replace(line, is_guarded=False, loved_at=None if line.is_ours else line.loved_at)


def _amends(line: Love, recording: RecordingId, cycle: int) -> Amends:
    return Amends(account=line.account, ref=line.ref, recording=recording, score=Score.LOVE, said_in=cycle)

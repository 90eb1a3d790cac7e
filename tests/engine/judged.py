"""What humans said of what syncd did or wants to do, and how much a day took away: the judge of the guard and of undo."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from syncd.domain.account import Can, Score
from syncd.domain.outbox import RowState
from syncd.domain.plan import Ruling
from syncd.domain.track import TrackRef
from syncd.engine.approve import Group, HeldKind
from syncd.planner.undo import Undoing, Way
from tests.engine.faulty import ARRIVES, MAY_HAVE_ARRIVED, Write
from tests.engine.remembered import Remembered, remembered
from tests.engine.truth import Truth

Mark = tuple[str, TrackRef]  #: an account and a track


@dataclass(slots=True)
class Judged:
    """Every word of that kind. Memory may have forgotten one; it holds none that nobody said."""

    truth: Truth
    per_day: int | None = None  #: so many removals an account and day pass; None where the guard believes everything
    rulings: dict[Ruling, set[Mark]] = field(default_factory=lambda: {each: set() for each in Ruling})
    back: set[Mark] = field(default_factory=set)  #: to be loved, or hated, there again
    taken: set[Mark] = field(default_factory=set)  #: to be taken back there
    spare: set[Mark] = field(default_factory=set)  #: may be loved once more, though that may take the first love back
    removed: dict[Mark, date] = field(default_factory=dict)  #: on which day a removal was last carried there
    tried: set[Mark] = field(default_factory=set)  #: removals that were let pass, and did nothing so far
    gone: dict[str, tuple[date, tuple[int, int]]] = field(default_factory=dict)  #: absences believed on the last day

    has_jumped: bool = False  #: then nobody can tell from outside which absences were of one day

    # what humans say

    def jumps(self) -> None:
        """Somebody sets the clock, perhaps to a day that was before."""
        self.has_jumped = True
        self.gone.clear()

    def lets_pass(self, group: Group) -> None:
        """A human says that what is held was meant: absences are unloves that the next look hears."""
        name, is_absence = group.account.whoami, group.kind is HeldKind.ABSENCES
        self.rulings[Ruling.HEAR if is_absence else Ruling.ALLOW] |= {(name, ref) for ref in group.refs}
        for ref in group.refs if is_absence else ():
            self.truth.unloves_after_all(name, self._title(ref))

    def keeps(self, group: Group) -> None:
        """A human says that what is held stays as it is; memory still tells what stood there."""
        name = group.account.whoami
        marks = {(name, ref) for ref in group.refs}
        if group.kind is HeldKind.REMOVALS:
            self.rulings[Ruling.KEEP] |= marks
            return
        self.rulings[Ruling.UNMEANT] |= {(name, ref) for ref in group.staying}
        self.back |= marks if group.is_restored else set()
        self.spare |= marks if group.is_restored else set()
        memory = remembered(self.truth.home)[name]
        for ref in group.refs:
            is_word = memory.has(ref, Score.LOVE) and not memory.lines[ref].is_ours
            is_loved = (group.is_restored or ref in group.staying) and is_word
            self.truth.never_unloved(name, self._title(ref), is_loved=is_loved)

    def undoes(self, name: str, undoing: Undoing, meant: set[str]) -> None:
        """A human undoes what we did with one track, which may have been meant for any of these songs."""
        ref, way = undoing.last.ref, undoing.way
        if way is Way.LOVE:
            self.back.add((name, ref))
            self.truth.loves_again(name, self._title(ref), meant)
        elif way is not Way.NOTHING and Score.LOVE in undoing.made:  # a hate that is cleared forbids no love
            self.truth.stays_away(name, self._title(ref), meant)
        if way is Way.BY_HAND:
            self.truth.travel.by_hand |= {(name, song) for song in {self._title(ref), *meant}}
        if way in {Way.UNLOVE, Way.CLEAR} or (way is Way.LOVE and undoing.last.new is Score.HATE):
            self.taken.add((name, ref))

    def retries(self, marks: Collection[Mark]) -> None:
        """A human has failed writes tried again, though a second love may take the first one back."""
        self.spare |= set(marks)
        self.truth.troubled |= set(marks)

    # what syncd does

    def brings_back(self, write: Write, memory: Remembered) -> bool:
        """Whether a human wants back what this write makes."""
        return (write.account, write.ref) in self.back and write.ref in memory.to_bring_back

    def takes_back(self, write: Write, memory: Remembered) -> bool:
        """Whether a human undid what this write takes away."""
        is_asked_for = write.ref in memory.to_take_back or write.ref in memory.to_bring_back
        return (write.account, write.ref) in self.taken and is_asked_for

    def may_love_again(self, write: Write) -> bool:
        """Whether a human asked for a love where one may stand."""
        return (write.account, write.ref) in self.spare

    def carries(self, write: Write, memory: Remembered) -> None:
        """A removal leaves that humans' words elsewhere ask for: the guard lets a few a day pass, and what is ruled upon.

        What it let pass on another day, and did nothing then, goes on.
        """
        mark, ruling = (write.account, write.ref), memory.rulings.get(write.ref)
        assert ruling is not Ruling.KEEP, f"{write}: a human said that it stays"
        is_again = mark in self.tried
        (self.tried.discard if write.fate in ARRIVES else self.tried.add)(mark)
        if self.per_day is None or ruling is Ruling.ALLOW or is_again or write.fate not in MAY_HAVE_ARRIVED:
            return
        today = self.removed[mark] = self.truth.home.clock.now().date()
        same_day = [each for each, day in self.removed.items() if each[0] == write.account and day == today]
        assert len(same_day) <= self.per_day, f"{write}: the guard lets {self.per_day} pass on a day, not {same_day}"

    def left(self, write: Write) -> None:
        """A write has left."""
        mark = write.account, write.ref
        if write.score is Score.LOVE and write.fate in MAY_HAVE_ARRIVED:
            self.spare.discard(mark)

    def hears(
        self, where: tuple[str, date], before: Remembered, after: Remembered, written: Collection[TrackRef]
    ) -> None:
        """A command may have read a list: how many absences were believed, and was it right to doubt others?"""
        if self.per_day is None:
            return
        name, today = where
        gone = before.lines.keys() - after.lines.keys()
        lost = [
            ref for ref in gone if self._is_word(ref, before, written) and not self._was_asked_for(name, ref, before)
        ]
        shown = {*after.lines, *written}  # perhaps under another id, which we may have taken away in the same command
        listed = {self._title(ref) for ref in shown} | self.truth.meanings.answered
        certain = [ref for ref in lost if self._title(ref) not in listed]
        day, counted = self.gone.get(name, (today, (0, 0)))
        least, most = counted if day == today else (0, 0)
        other = [
            ref for ref, line in before.lines.items() if ref not in after.lines or after.lines[ref].since != line.since
        ]
        least, most = least + len(certain), most + len(other)
        self.gone[name] = today, (least, most)
        assert least <= self.per_day, f"{certain} believed at {name}, {least} of that day"
        doubted = [ref for ref, line in after.lines.items() if line.is_guarded]
        is_new = any(ref not in before.lines or not before.lines[ref].is_guarded for ref in doubted)
        is_one = is_new and len(doubted) + most == 1
        assert not is_one or self.has_jumped, f"{doubted} doubted at {name}: one a day passes"

    # what must hold

    def must_have_said(self, name: str, memory: Remembered) -> None:
        """Nothing stands in memory as a human's ruling that none made; what only he can do, he was told of."""
        is_one_way = Can.UNLOVE not in self.truth.services[name].can
        for ref, ruling in memory.rulings.items():
            is_told = is_one_way and ruling is Ruling.KEEP
            assert is_told or (name, ref) in self.rulings[ruling], f"nobody said {ruling} of {ref} at {name}"
        for ref in memory.to_bring_back:
            assert (name, ref) in self.back, f"nobody wants {ref} back at {name}"

    def _is_word(self, ref: TrackRef, before: Remembered, written: Collection[TrackRef]) -> bool:
        """Whether a line that is gone was a human's word, and none that he let pass."""
        row = before.rows.get(ref)
        is_echo = row is not None and row.score is Score.NONE and row.state is not RowState.DONE
        is_passed = before.rulings.get(ref) is Ruling.HEAR
        return not (is_echo or is_passed or ref in written)

    def _was_asked_for(self, name: str, ref: TrackRef, before: Remembered) -> bool:
        """Whether a line that is gone was our love, and humans were asked to take it away where we cannot."""
        is_left_to_them = before.lines[ref].is_ours and Can.UNLOVE not in self.truth.services[name].can
        is_undone = (name, self._title(ref)) in self.truth.travel.by_hand
        return is_left_to_them and (before.is_asked_for(ref) or is_undone)

    def _title(self, ref: TrackRef) -> str:
        return self.truth.home.library.title(ref)

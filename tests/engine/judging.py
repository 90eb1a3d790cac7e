"""What humans say of what syncd did or wants to do: approve, undo, retry, apply; and whole lists that vanish at once."""

from collections.abc import Collection

from hypothesis import strategies as st
from hypothesis.stateful import rule

from syncd.domain.account import Score
from syncd.domain.journal import Span
from syncd.domain.outbox import RowState
from syncd.domain.plan import ActionKey
from syncd.engine.again import reopen
from syncd.engine.apply import End, applied
from syncd.engine.approve import HeldKind
from syncd.engine.order import Corrections, Exactly, Order
from syncd.engine.undo import writes_of
from syncd.planner.undo import Undoing
from syncd.store.store import SqlStore
from tests.engine.crashing import Fuse
from tests.engine.household import SYNC
from tests.engine.life import SONGS, dice
from tests.engine.remembered import songs_of
from tests.engine.resting import Resting
from tests.engine.scripted import Fate
from tests.engine.undoing import undoable_cycles, undoes

fuses = st.sampled_from([*[0] * 30, *range(1, 31)])
"""At which boundary of the sync that follows the process ends; 0 where it does not."""


class Judging(Resting):
    """The words that are about syncd's own doing."""

    _saved: frozenset[ActionKey] = frozenset()  #: the actions of the last plan that was only shown

    @rule(which=dice, score=st.sampled_from([Score.LOVE, Score.NONE]))
    def binge_and_sync(self, which: int, score: Score) -> None:
        """Somebody loves everything at one account, or takes everything back: that is what a broken list looks like."""
        self._binges(self._one(which), score)
        self.sync_in_peace()

    @rule(which=dice, and_keeps=st.booleans(), at=fuses)
    def empties_a_list(self, which: int, *, and_keeps: bool, at: int) -> None:
        """Somebody takes back at one account all that stood there for a while, and means it; is it taken away elsewhere?"""
        account = self._one(which)
        for score in (Score.LOVE, Score.NONE):
            self._binges(account, score)
            self.sync_in_peace()
        for group in self._held():
            if group.kind is HeldKind.ABSENCES and group.account.whoami == account:
                self._judges(group, and_keeps=False)
        for group in self._held():
            if group.kind is HeldKind.REMOVALS:
                self._judges(group, and_keeps=and_keeps, fuse=_fuse(at))

    @rule(which=dice, fate=st.sampled_from([Fate.REFUSED, Fate.NEVER_ARRIVED]))
    def gives_up(self, which: int, fate: Fate) -> None:
        """A service refuses one track for good and takes others, or loses a like that nobody may make twice."""
        targets = sorted(filter(self.truth.writes, self.services))
        account, source = targets[which % len(targets)], self._one(which)
        self._binges(source, Score.LOVE)
        self.services[account].fates.append(fate)
        for _ in range(2):
            self.sync_in_peace()
            self.home.goes_on(days=8)

    @rule(which=dice, and_keeps=st.booleans(), at=fuses)
    def judges(self, which: int, *, and_keeps: bool, at: int) -> None:
        """Somebody lets what is held pass, or says that it stays."""
        if groups := self._held():
            self._judges(groups[which % len(groups)], and_keeps=and_keeps, fuse=_fuse(at))

    @rule(which=dice, at=fuses)
    def undo(self, which: int, at: int) -> None:
        """Somebody undoes a cycle, the last one most often, or all that there is."""
        if cycles := undoable_cycles(self.home):
            number = cycles[-1 - which % len(cycles)] if which % 5 else None
            found = undoes(self.home, Span(cycle=number))
            self._note_undone(found)
            if writes := writes_of(found):
                self._sync(Order(what=Corrections(writes)), _fuse(at))

    @rule(at=fuses)
    def retry(self, at: int) -> None:
        """Somebody has all that failed tried again."""
        if not any(row.state is RowState.FAILED for memory in self._last.values() for row in memory.rows.values()):
            return
        with SqlStore(self.home.database).writing() as tx:
            rows = reopen(tx, self.home.world(), self.home.outcome.polled)
            tx.commit()
        if rows:
            self.tried["failed writes tried again"] += len(rows)
            names = self._names()
            self.judged.retries([(names[row.account], row.ref) for row in rows])
            self._sync(SYNC, _fuse(at))

    @rule(at=fuses)
    def apply(self, at: int) -> None:
        """Somebody has exactly the plan carried out that was shown a while ago."""
        if not self._saved:
            return
        deaths = self.tried["deaths"]
        self._sync(Order(what=Exactly(self._saved)), _fuse(at))
        if self.tried["deaths"] == deaths:
            self._check_applied()

    def _binges(self, account: str, score: Score) -> None:
        for song in SONGS:
            if score is Score.NONE and self.services[account].lines(song, Score.LOVE):
                self.truth.unloves(account, song)
            elif score is Score.LOVE and song not in self.services[account].taken_down:
                self.truth.loves(account, song)

    def _check_applied(self) -> None:
        """What no longer stands was not written; all else was, unless somebody is in trouble."""
        with SqlStore(self.home.database).writing() as tx:
            found = applied(tx, self.home.world(), self._saved, self.home.outcome)
        self.tried.update(f"saved actions: {each.end}" for each in found)
        names = self._names()
        written = {(each.account, each.ref, each.score) for each in self._writes}
        for account, ref, score in [each.key for each in found if each.end is End.GONE]:
            assert (names[account], ref, score) not in written, f"{ref} stands no longer, and was written"
        is_lost = any(each.fate is not Fate.DONE for each in self._writes)
        if not (self.in_trouble or is_lost or self._held()):
            assert End.DUE not in {each.end for each in found}, f"nobody did {found}"

    def _note_undone(self, found: Collection[Undoing]) -> None:
        songs, names = songs_of(self.home), self._names()
        self.tried.update(f"undone: {each.way}" for each in found)
        with SqlStore(self.home.database).reading() as tx:
            for each in found:
                meant = {each.recording, tx.identity.recording_of(each.last.ref)} - {None}
                titles = {title for one in meant if one is not None for title in songs.get(one, ())}
                self.judged.undoes(names[each.last.account], each, titles)


def _fuse(at: int) -> Fuse | None:
    return Fuse(at) if at else None

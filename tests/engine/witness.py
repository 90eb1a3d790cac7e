"""Sees every write as it leaves, and memory after every command: is it allowed, and was it anybody's word?"""

from collections.abc import Mapping
from dataclasses import dataclass

from syncd.domain.account import Can, Score
from syncd.domain.outbox import RowState
from tests.engine.faulty import ARRIVES, MAY_HAVE_ARRIVED, Write
from tests.engine.judged import Judged
from tests.engine.remembered import Remembered, is_loved, remembered, songs_of
from tests.engine.travelling import Place
from tests.engine.truth import Truth


@dataclass(frozen=True, slots=True)
class Witness:
    """Holds what syncd does against the truth, and against what humans said of what it did before."""

    truth: Truth
    judged: Judged

    def sees(self, write: Write) -> None:
        """A write leaves: is it allowed?"""
        memory = remembered(self.truth.home)
        place, mine = (write.account, self.truth.home.library.title(write.ref)), memory[write.account]
        row = mine.rows.get(write.ref)
        assert row is not None, f"no record of {write}"
        assert (row.state, row.score) == (RowState.SENT, write.score), f"{write} leaves, its record says {row}"
        assert self.truth.services[write.account].told, f"{write} without a whole list"
        match write.score:
            case Score.LOVE:
                self._may_love(place, write, mine)
            case Score.HATE:
                self._may_hate(place, write, mine)
            case _:
                self._may_unlove(place, write, memory)
        self.truth.sent.append(write)
        self._note(write)

    def looks_into(self, everywhere: Mapping[str, Remembered]) -> None:
        """Memory holds nothing that nobody did."""
        songs = songs_of(self.truth.home) if any(memory.tombstones for memory in everywhere.values()) else {}
        for name, memory in everywhere.items():
            for recording in memory.tombstones:
                found = songs.get(recording, set())
                unloved = {title for account, title in self.truth.ever_unloved if account == name}
                assert found & (unloved | self.truth.blurred), f"nobody unloved {found} at {name}"
            for line in memory.lines.values():
                is_known = (name, line.ref) in self.truth.ours
                assert not line.is_ours or is_known, f"a human's love passes for ours: {line}"
            self.judged.must_have_said(name, memory)

    def _may_love(self, place: Place, write: Write, memory: Remembered) -> None:
        truth, (account, title) = self.truth, place
        is_back = self.judged.brings_back(write, memory)
        is_wanted = truth.is_supported(title) or truth.is_supported_by_name(place)
        assert is_wanted or is_back, f"nobody loves what {write} loves"
        # nobody may have described it before it was merged, or said of its new id what was said of the old one
        renamed = {song for _, song in truth.renamed} & truth.meanings.answered
        texts = truth.services[account].by_text  # what was unloved as a mere text that nobody knew
        is_lost = title in renamed | (truth.blurred & (truth.merged | texts))
        assert place not in truth.buried or is_lost, f"{write}: a human unloved it there"
        haters = {name for name, song in truth.hated if song == title}
        assert not haters or title in truth.blurred | truth.meanings.answered, f"{write}: hated at {haters}"
        before = [each.fate for each in truth.sent if (each.account, each.ref) == (account, write.ref)]
        is_one_way = Can.UNLOVE not in truth.services[account].can
        is_again = is_one_way and bool(MAY_HAVE_ARRIVED & set(before))
        assert not is_again or self.judged.may_love_again(write), f"a second love may undo the first: {write}"

    def _may_hate(self, place: Place, write: Write, memory: Remembered) -> None:
        if self.judged.brings_back(write, memory):
            return
        truth, hearing = self.truth, set(filter(self.truth.hears, self.truth.services))
        assert truth.travel.may_hate(place, hearing), f"{write}: nobody else hates it"
        is_clear = place[1] not in truth.blurred | truth.merged | truth.meanings.answered
        assert not (is_clear and place in truth.travel.no_more), f"{write}: who hated it there does so no longer"
        if memory.has(write.ref, Score.LOVE):
            self.judged.carries(write, memory)

    def _may_unlove(self, place: Place, write: Write, memory: Mapping[str, Remembered]) -> None:
        mine = memory[write.account]
        if self.judged.takes_back(write, mine):
            assert (write.account, write.ref) in self.truth.ours, f"{write}: that was not ours"
        elif not any(map(self.truth.travel.may_unlove, {place[1], *self.truth.may_mean(*place)})):
            self._may_take_back(place, write, memory)
        elif write.ref not in mine.to_take_back:
            self.judged.carries(write, mine)

    def _may_take_back(self, place: Place, write: Write, memory: Mapping[str, Remembered]) -> None:
        truth, title = self.truth, place[1]
        assert truth.meanings.answered, f"{write}: no human corrected anything"
        assert (write.account, write.ref) in truth.ours, f"{write}: that love was not ours"
        heard = {name for name in truth.services if truth.hears(name) and title in truth.certain(name)}
        heard = {name for name in heard if is_loved(truth.home, memory[name], title) and truth.means(name, title)}
        is_unclear = title in truth.blurred | truth.meanings.unjudged or truth.home.catalogue.trouble is not None
        assert not heard or is_unclear, f"{write}: {heard} love it"

    def _note(self, write: Write) -> None:
        mark = write.account, write.ref
        self.judged.left(write)
        if write.fate in MAY_HAVE_ARRIVED and write.score is not Score.NONE:
            self.truth.ours.add(mark)
        if write.fate not in ARRIVES:
            self.truth.troubled.add(mark)

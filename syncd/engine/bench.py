"""The bench: what the searches of one lane share, whoever asks.

Where a song stands is the service's, and a lane is one service's (`Member.host`). So each song is asked for once there, each page is
looked up once, and all answers wait in one line to be judged and written down.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from syncd.domain.match import Match
from syncd.domain.track import RecordingId, Track, TrackRef
from syncd.engine.inquiry import Inquiry
from syncd.ports import Store, Transaction

ANSWERS_AT_ONCE = 8
"""So many answers are written down together, while as many others are judged."""

Group: TypeAlias = Sequence[Inquiry]
Judged: TypeAlias = Sequence[tuple[Inquiry, Match]]


class Asker(Protocol):
    """One account's searches."""

    def write(self, tx: Transaction, judged: Judged) -> None:
        """Write down what is settled by these answers."""
        ...

    def go_on(self, judged: Judged) -> None:
        """What was settled is written; the rest is to be searched for under another spelling."""
        ...


@dataclass(slots=True)
class Bench:
    """Answers are judged on a thread `beside` the asking, for the rows of a free text keep us longer than the pace would.

    Each is heeded so many requests later, however soon it was judged: the same answers make the same requests.
    """

    beside: Executor
    _waiting: deque[tuple[Asker, Future[Judged]]] = field(default_factory=deque)
    _taken: int = 0
    _asked: dict[RecordingId, Asker] = field(default_factory=dict)
    _pages: dict[TrackRef, Track | None] = field(default_factory=dict)

    @property
    def is_young(self) -> bool:
        """Whether so few answers came that all of them might be cut off unheeded, should the window end now."""
        return self._taken <= 2 * ANSWERS_AT_ONCE

    @property
    def is_full(self) -> bool:
        """Whether some must be heeded before the next search: what waits keeps its rows in memory."""
        return len(self._waiting) >= 2 * ANSWERS_AT_ONCE

    def holds_of(self, asker: Asker) -> bool:
        """Whether an answer to this asker waits."""
        return any(each is asker for each, _ in self._waiting)

    def claim(self, asker: Asker, group: Iterable[Inquiry]) -> None:
        """These got an answer: nobody else of the lane need ask."""
        self._asked |= {each.question.recording: asker for each in group}

    def is_left_to(self, asker: Asker, inquiry: Inquiry) -> bool:
        """Whether nobody else of the lane has an answer to it."""
        return self._asked.get(inquiry.question.recording, asker) is asker

    def give_back(self, asker: Asker, group: Iterable[Inquiry]) -> None:
        """What was answered under one spelling will not be asked under another: whoever comes to it next may ask."""
        for each in group:
            if self.is_left_to(asker, each):
                self._asked.pop(each.question.recording, None)

    def pages(
        self, refs: Collection[TrackRef], ask: Callable[[Collection[TrackRef]], Mapping[TrackRef, Track]]
    ) -> dict[TrackRef, Track]:
        """The tracks that exist among these; only those are asked about that nobody of the lane has looked up."""
        if unknown := [ref for ref in refs if ref not in self._pages]:
            found = ask(unknown)
            self._pages |= {ref: found.get(ref) for ref in unknown}
        return {ref: page for ref in refs if (page := self._pages[ref]) is not None}

    def take(self, asker: Asker, group: Group, rows: Sequence[Track]) -> None:
        """Have it judged what these rows say about the songs of one artist."""
        self._taken += 1
        self._waiting.append((asker, self.beside.submit(_judge, group, rows)))

    def heed(self, store: Store, most: int = ANSWERS_AT_ONCE) -> None:
        """Write the oldest answers down, in one commit. What judging one of them raises goes up when the others are written."""
        judged: defaultdict[Asker, list[tuple[Inquiry, Match]]] = defaultdict(list)
        errors: list[BaseException] = []
        for asker, future in [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]:
            if error := future.exception():
                errors.append(error)
            else:
                judged[asker] += future.result()
        with store.writing() as tx:
            for asker, mine in judged.items():
                asker.write(tx, mine)
            tx.commit()
        for asker, mine in judged.items():
            asker.go_on(mine)
        for error in errors:
            raise error

    def heed_all(self, store: Store) -> None:
        """Write all down that waits."""
        self.heed(store, len(self._waiting))


def _judge(group: Group, rows: Sequence[Track]) -> Judged:
    """What the songs of one artist come to, now that these rows were found."""
    for inquiry in group:
        inquiry.note_asked(rows)
    return [(inquiry, inquiry.match()) for inquiry in group]

"""One question on its way through the spellings that are worth asking for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncd.domain.answer import HumanAnswer
from syncd.domain.match import Match
from syncd.domain.memory import Question
from syncd.domain.track import Isrc, RecordingId, Track
from syncd.planner.answers import without_denied
from syncd.planner.choose import choose
from syncd.planner.parsed import Spelling


@dataclass(slots=True)
class Inquiry:
    """A question while it is asked: the spellings that are left, and the candidates that came so far.

    A `Question` is what the store wants to know; an inquiry is how one run of `resolve` or `locate` goes about it. It is
    never stored: what a run does not finish begins anew with the next.
    """

    question: Question
    spellings: list[Spelling]
    answers: Sequence[HumanAnswer] = ()
    candidates: list[Track] = field(default_factory=list)

    @classmethod
    def of(
        cls, question: Question, spellings: Iterable[Spelling], said: Mapping[RecordingId, Sequence[HumanAnswer]]
    ) -> "Inquiry":
        """A question that was not asked yet, and what humans said about it before."""
        return cls(question, list(spellings), said.get(question.recording, ()))

    @property
    def track(self) -> Track:
        """How our side describes it best."""
        return self.question.tracks[0]

    @property
    def isrcs(self) -> set[Isrc]:
        """Every ISRC that a source gives for it."""
        return {isrc for track in self.question.tracks for isrc in track.isrcs}

    def as_asked(self) -> Track:
        """The track in the spelling that is next."""
        if not self.spellings:
            return self.track
        return replace(self.track, artist=self.spellings[0].artist, title=self.spellings[0].title)

    def note_asked(self, found: Iterable[Track]) -> None:
        """The next spelling was asked, and this came of it."""
        del self.spellings[:1]
        self.candidates += found

    def match(self) -> Match:
        """What the candidates so far amount to."""
        return self.match_among(list({each.ref: each for each in self.candidates}.values()))

    def match_among(self, candidates: Sequence[Track]) -> Match:
        """What these candidates alone amount to."""
        return choose(self.track, without_denied(candidates, self.answers))

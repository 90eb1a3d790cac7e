"""One question on its way through the spellings that are worth asking for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.match import Candidate, Judgement, Match, Reason
from syncd.domain.memory import Question
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.planner.answers import asked_back, doubted_beside, told, undone, without_denied
from syncd.planner.artists import KnownArtists, known_artists
from syncd.planner.choose import choose
from syncd.planner.spellings import Spelling
from syncd.ports import Transaction


@dataclass(frozen=True, slots=True)
class HumanWords:
    """All that humans said, as far as it bears on questions; `denied` describes what they ruled out."""

    answers: Mapping[RecordingId, Sequence[HumanAnswer]]
    artists: KnownArtists
    denied: Mapping[TrackRef, Track] = field(default_factory=dict)

    @classmethod
    def of(cls, tx: Transaction, questions: Sequence[Question]) -> "HumanWords":
        """What was said until now; nothing is read where there are no questions."""
        if not questions:
            return cls({}, known_artists([]))
        said = tx.answers.by_recording()
        ruled_out = {answer.other for answers in said.values() for answer in answers if answer.said is Said.NOT}
        denied = {track.ref: track for track in tx.identity.described(ruled_out)}
        return cls(said, known_artists(tx.answers.artists()), denied)


@dataclass(slots=True)
class Inquiry:
    """A question while it is asked: the spellings that are left, and the candidates that came so far.

    A `Question` is what the store wants to know; an inquiry is how one run of `resolve` or `locate` goes about it. It is
    never stored: what a run does not finish begins anew with the next. `canonical` are the candidates that a catalogue
    prefers to their siblings.
    """

    question: Question
    spellings: list[Spelling]
    answers: Sequence[HumanAnswer]
    artists: KnownArtists
    denied: Sequence[Track] = ()
    candidates: list[Track] = field(default_factory=list)
    canonical: set[TrackRef] = field(default_factory=set)

    @classmethod
    def of(cls, question: Question, spellings: Iterable[Spelling], words: HumanWords) -> "Inquiry":
        """A question that was not asked yet, and what humans said about it before."""
        said = words.answers.get(question.recording, ())
        denied = [words.denied[answer.other] for answer in said if answer.other in words.denied]
        return cls(question, list(spellings), said, words.artists, denied)

    @property
    def track(self) -> Track:
        """How our side describes it best; a length that the best description lacks is taken from the others."""
        best, *others = self.question.tracks
        if best.seconds is not None:
            return best
        return replace(best, seconds=next((each.seconds for each in others if each.seconds is not None), None))

    @property
    def isrcs(self) -> set[Isrc]:
        """Every ISRC that a source gives for it."""
        return {isrc for track in self.question.tracks for isrc in track.isrcs}

    def told(self, place: Service) -> list[str]:
        """What humans said that it is there; more than one where their answers contradict each other."""
        return told(self.answers, place)

    def asked_back(self, place: Service) -> tuple[Candidate, ...]:
        """The matches there that a human took back and has not reviewed since: he is asked where nothing else was found."""
        described = {track.ref: track for track in self.denied}
        return asked_back(
            self.track, [described.get(ref) or _nameless(ref) for ref in undone(self.answers, place)], self.artists
        )

    def as_asked(self) -> Track:
        """The track in the spelling that is next."""
        return self.spelt(self.spellings[0]) if self.spellings else self.track

    def spelt(self, spelling: Spelling) -> Track:
        """The track in this spelling."""
        return replace(self.track, artist=spelling.artist, title=spelling.title)

    def note_asked(self, found: Iterable[Track]) -> None:
        """The next spelling was asked, and this came of it."""
        del self.spellings[:1]
        self.candidates += found

    def match(self) -> Match:
        """What the candidates so far amount to."""
        return self.match_among(self.candidates)

    def match_among(self, candidates: Iterable[Track]) -> Match:
        """What these candidates alone amount to."""
        once: dict[TrackRef, Track] = {}
        for each in candidates:
            once[each.ref] = _both(once[each.ref], each) if each.ref in once else each
        left = without_denied(once.values(), self.answers)
        kept = {each.ref for each in left}
        denied = [*self.denied, *(each for ref, each in once.items() if ref not in kept)]
        return doubted_beside(choose(self.track, left, self.artists, self.canonical), denied)


def said_by_human(track: Track) -> Candidate:
    """What a human named needs no other reason."""
    return Candidate(track, Judgement.ACCEPTED, 1.0, (Reason("human", 1.0, "a human says so"),))


def _nameless(ref: TrackRef) -> Track:
    """What nobody has described here."""
    return Track(ref=ref, title="", artist="", mbid=Mbid(ref.id) if ref.service is Service.MUSICBRAINZ else None)


def _both(one: Track, other: Track) -> Track:
    """One track as two sources describe it: the later one, and what only the earlier knows (a remark, a link)."""
    return replace(
        other,
        version=other.version or one.version,
        seconds=other.seconds if other.seconds is not None else one.seconds,
        isrcs=one.isrcs | other.isrcs,
        links=one.links | other.links,
    )

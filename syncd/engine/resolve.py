"""Who are these tracks? The cheapest source first, always in batches, and never the same question twice.

stated MBIDs      facts of 1,000 recordings a request
ISRCs             80 a request at MusicBrainz, joined through ListenBrainz' facts
names             50 a request at ListenBrainz, then their facts, for their lengths

Every hit is only a candidate: our own comparison decides (`planner/choose.py`).
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from syncd.domain.errors import Rejected, ServiceError, Unreadable
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.memory import Question
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.engine.world import Stage, World
from syncd.planner.batches import batches
from syncd.planner.choose import choose
from syncd.planner.parsed import Spelling, is_asked_as
from syncd.planner.retry import MISS_WAITS, miss_wait
from syncd.ports import Transaction

ISRCS_A_REQUEST = 80
NAMES_A_REQUEST = 50
FACTS_A_REQUEST = 1000
_REQUESTS_AT_ONCE = 40  # then what was learnt is written down, even if it does not fill a request for facts
_ENOUGH_ERRORS = 3


@dataclass(slots=True)
class _Case:
    """One question, and what may be the answer."""

    question: Question
    spellings: list[Spelling]  #: not asked yet
    candidates: list[Track] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question) -> "_Case":
        return cls(question, list(is_asked_as(question.tracks[0])))

    @property
    def track(self) -> Track:
        return self.question.tracks[0]

    @property
    def isrcs(self) -> set[Isrc]:
        return {isrc for track in self.question.tracks for isrc in track.isrcs}

    def as_asked(self) -> Track:
        """The track in the spelling that is next to be asked for."""
        if not self.spellings:
            return self.track
        return replace(self.track, artist=self.spellings[0].artist, title=self.spellings[0].title)

    def match(self) -> Match:
        return choose(self.track, list({each.ref: each for each in self.candidates}.values()))


def resolve(world: World, recordings: Collection[RecordingId]) -> list[ServiceError]:
    """Find out who these recordings are, as far as it is due to ask; what kept us from asking is returned.

    A place that could not answer was not asked: never a miss.
    """
    return _Resolver(world).run(recordings)


class _Resolver:
    def __init__(self, world: World) -> None:
        self._world = world
        self._errors: list[ServiceError] = []

    def run(self, recordings: Collection[RecordingId]) -> list[ServiceError]:
        now = self._world.clock.now()
        with self._world.store.reading() as tx:
            unasked = tx.identity.unasked(recordings, now)
            cases = [_Case.of(each) for each in tx.identity.questions(recordings, Service.MUSICBRAINZ, now)]
        self._ask_facts(unasked)
        left = self._by_isrc([case for case in cases if case.isrcs])
        self._by_name([case for case in cases if not case.isrcs] + left)
        return self._errors

    def _ask_facts(self, mbids: Sequence[Mbid]) -> None:
        """Learn what ListenBrainz' metadata knows of MBIDs that services stated, or that it was asked long ago."""
        for done, few in enumerate(batches(mbids, FACTS_A_REQUEST)):
            self._world.progress.tell(Stage.FACTS, Service.LISTENBRAINZ, done * FACTS_A_REQUEST, len(mbids))
            facts = self._facts(few)
            if facts is None:
                return
            with self._world.store.writing() as tx:
                tx.identity.know(facts, few, self._world.clock.now())
                tx.commit()

    def _by_isrc(self, cases: Sequence[_Case]) -> list[_Case]:
        """Answer what ISRCs can answer beyond doubt; the rest is to be asked by names, too."""
        left: list[_Case] = []
        waiting = deque(batches(cases, ISRCS_A_REQUEST))
        while waiting:
            asked, hits = self._isrc_hits(waiting, len(cases))
            facts = self._facts(_mbids(hits))
            if facts is None:
                break
            by_isrc = _joined(hits, facts)
            for case in asked:
                case.candidates += [each for isrc in case.isrcs for each in by_isrc.get(isrc, ())]
            left += self._settle(asked, facts)
        return left

    def _isrc_hits(self, waiting: deque[list[_Case]], total: int) -> tuple[list[_Case], list[Track]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[_Case] = []
        hits: list[Track] = []
        for _ in range(min(len(waiting), _REQUESTS_AT_ONCE)):
            few = waiting.popleft()
            try:
                hits += self._world.catalogue.by_isrc(sorted({isrc for case in few for isrc in case.isrcs}))
            except ServiceError as error:
                self._note(error, waiting)
                break
            asked += few
            self._tell(Stage.ISRC, Service.MUSICBRAINZ, waiting, total)
            if len(_mbids(hits)) + ISRCS_A_REQUEST > FACTS_A_REQUEST:
                break
        return asked, hits

    def _by_name(self, cases: Sequence[_Case]) -> None:
        """Ask for each case's likeliest spelling, then for the next one of those that are still open."""
        while cases:
            left: list[_Case] = []
            waiting = deque(batches(cases, NAMES_A_REQUEST))
            while waiting:
                asked, hits = self._name_hits(waiting, len(cases))
                facts = self._facts(_mbids(chain.from_iterable(hits.values())))
                if facts is None:
                    return
                for case in asked:
                    named = hits.get(case.track.ref, ())
                    case.candidates += [facts[mbid] for mbid in _mbids(named) if mbid in facts]
                left += self._settle(asked, facts)
            cases = [case for case in left if case.spellings]

    def _name_hits(
        self, waiting: deque[list[_Case]], total: int
    ) -> tuple[list[_Case], dict[TrackRef, Sequence[Track]]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[_Case] = []
        hits: dict[TrackRef, Sequence[Track]] = {}
        for _ in range(min(len(waiting), _REQUESTS_AT_ONCE)):
            few = waiting.popleft()
            try:
                hits.update(self._world.catalogue.by_name([case.as_asked() for case in few]))
            except ServiceError as error:
                self._note(error, waiting)
                break
            for case in few:
                del case.spellings[:1]
            asked += few
            self._tell(Stage.NAMES, Service.LISTENBRAINZ, waiting, total)
            if len(_mbids(chain.from_iterable(hits.values()))) + NAMES_A_REQUEST > FACTS_A_REQUEST:
                break
        return asked, hits

    def _note(self, error: ServiceError, waiting: deque[list[_Case]]) -> None:
        """One batch that a place refuses stops no other; a place that fails is left alone until the next turn."""
        self._errors.append(error)
        if not isinstance(error, Rejected | Unreadable) or len(self._errors) >= _ENOUGH_ERRORS:
            waiting.clear()

    def _tell(self, stage: Stage, host: str, waiting: Collection[list[_Case]], total: int) -> None:
        self._world.progress.tell(stage, host, total - sum(map(len, waiting)), total)

    def _facts(self, mbids: Sequence[Mbid]) -> Mapping[Mbid, Track] | None:
        """Facts of recordings; None where ListenBrainz could not be asked."""
        found: dict[Mbid, Track] = {}
        for few in batches(mbids, FACTS_A_REQUEST):
            try:
                found |= self._world.catalogue.facts(few)
            except ServiceError as error:
                self._errors.append(error)
                return None
        return found

    def _settle(self, cases: Sequence[_Case], facts: Mapping[Mbid, Track]) -> list[_Case]:
        """Write down what was found; the cases that are still open are returned."""
        judged = [(case, case.match()) for case in cases]
        accepted = _mbids(match.chosen.track for _, match in judged if match.chosen)
        with self._world.store.writing() as tx:
            for case, match in judged:
                self._write_down(tx, case, match)
            tx.identity.know(
                {mbid: facts[mbid] for mbid in accepted if mbid in facts}, accepted, self._world.clock.now()
            )
            tx.commit()
        return [case for case, match in judged if match.chosen is None]

    def _write_down(self, tx: Transaction, case: _Case, match: Match) -> None:
        """A doubt or a miss is written down only once every spelling was asked."""
        now, recording = self._world.clock.now(), case.question.recording
        if match.chosen is not None:
            by_isrc = bool(case.isrcs & match.chosen.track.isrcs)
            tx.identity.identify(recording, match.chosen, Decider.ISRC if by_isrc else Decider.NAMES, now)
        elif not case.spellings and match.judgement is Judgement.DOUBTFUL:
            tx.identity.doubt(recording, Service.MUSICBRAINZ, match.candidates, now)
        elif not case.spellings:
            tries = tx.identity.tries(recording, Service.MUSICBRAINZ) + 1
            wait = miss_wait(tries, waits=MISS_WAITS, jitter=self._world.jitter())
            tx.identity.miss(recording, Service.MUSICBRAINZ, tries, now + wait)


def _mbids(tracks: Iterable[Track]) -> list[Mbid]:
    return list(dict.fromkeys(track.mbid for track in tracks if track.mbid is not None))


def _joined(hits: Iterable[Track], facts: Mapping[Mbid, Track]) -> dict[Isrc, list[Track]]:
    """Recordings by ISRC. A hit may not say which ISRC it has, the facts do (`apis/musicbrainz.md` §3.1).

    Facts lack the disambiguation, hits have it.
    """
    joined: dict[Isrc, list[Track]] = {}
    for hit in hits:
        known = facts.get(hit.mbid) if hit.mbid else None
        track = replace(known, version=hit.version, isrcs=known.isrcs | hit.isrcs) if known else hit
        for isrc in track.isrcs:
            joined.setdefault(isrc, []).append(track)
    return joined

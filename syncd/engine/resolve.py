"""Who are these tracks? The cheapest source first, always in batches, and never the same question twice.

stated MBIDs      facts of 1,000 recordings a request
ISRCs             80 a request at MusicBrainz, joined through ListenBrainz' facts
names             50 a request at ListenBrainz, then their facts, for their lengths

Every hit is only a candidate: our own comparison decides (`planner/choose.py`).
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from syncd.domain.errors import Rejected, ServiceError, Unreadable
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.engine.inquiry import Inquiry
from syncd.engine.world import Stage, World
from syncd.planner.batches import batches
from syncd.planner.parsed import is_asked_as
from syncd.planner.retry import MISS_WAITS, miss_wait
from syncd.ports import Transaction

ISRCS_A_REQUEST = 80
NAMES_A_REQUEST = 50
FACTS_A_REQUEST = 1000
_REQUESTS_AT_ONCE = 40  # then what was learnt is written down, even if it does not fill a request for facts
_ENOUGH_ERRORS = 3


def resolve(world: World, recordings: Collection[RecordingId]) -> list[ServiceError]:
    """Find out who these recordings are, as far as it is due to ask; what kept us from asking is returned.

    A place that could not answer was not asked: never a miss.
    """
    return _Resolver(world).run(recordings)


class _Resolver:
    def __init__(self, world: World) -> None:
        self._world = world
        self._errors: list[ServiceError] = []
        self._rivals: list[Mbid] = []

    def run(self, recordings: Collection[RecordingId]) -> list[ServiceError]:
        now = self._world.clock.now()
        with self._world.store.reading() as tx:
            unasked = tx.identity.unasked(recordings, now)
            inquiries = [
                Inquiry.of(each, is_asked_as(each.tracks[0]))
                for each in tx.identity.questions(recordings, Service.MUSICBRAINZ, now)
            ]
        self._ask_facts(unasked)
        left = self._by_isrc([inquiry for inquiry in inquiries if inquiry.isrcs])
        self._by_name([inquiry for inquiry in inquiries if not inquiry.isrcs] + left)
        self._follow_rivals()
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

    def _by_isrc(self, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
        """Answer what ISRCs can answer beyond doubt; the rest is to be asked by names, too."""
        left: list[Inquiry] = []
        waiting = deque(batches(inquiries, ISRCS_A_REQUEST))
        while waiting:
            asked, hits = self._isrc_hits(waiting, len(inquiries))
            facts = self._facts(_mbids(hits))
            if facts is None:
                break
            by_isrc = _joined(hits, facts)
            for inquiry in asked:
                inquiry.candidates += [each for isrc in inquiry.isrcs for each in by_isrc.get(isrc, ())]
            left += self._settle(asked, facts)
        return left

    def _isrc_hits(self, waiting: deque[list[Inquiry]], total: int) -> tuple[list[Inquiry], list[Track]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[Inquiry] = []
        hits: list[Track] = []
        for _ in range(min(len(waiting), _REQUESTS_AT_ONCE)):
            few = waiting.popleft()
            try:
                hits += self._world.catalogue.by_isrc(sorted({isrc for inquiry in few for isrc in inquiry.isrcs}))
            except ServiceError as error:
                self._note(error, waiting)
                break
            asked += few
            self._tell(Stage.ISRC, Service.MUSICBRAINZ, waiting, total)
            if len(_mbids(hits)) + ISRCS_A_REQUEST > FACTS_A_REQUEST:
                break
        return asked, hits

    def _by_name(self, inquiries: Sequence[Inquiry]) -> None:
        """Ask for each inquiry's likeliest spelling, then for the next one of those that are still open."""
        while inquiries:
            left: list[Inquiry] = []
            waiting = deque(batches(inquiries, NAMES_A_REQUEST))
            while waiting:
                asked, hits = self._name_hits(waiting, len(inquiries))
                facts = self._facts(_mbids(chain.from_iterable(hits.values())))
                if facts is None:
                    return
                for inquiry in asked:
                    named = hits.get(inquiry.track.ref, ())
                    inquiry.note_asked(facts[mbid] for mbid in _mbids(named) if mbid in facts)
                left += self._settle(asked, facts)
            inquiries = [inquiry for inquiry in left if inquiry.spellings]

    def _name_hits(
        self, waiting: deque[list[Inquiry]], total: int
    ) -> tuple[list[Inquiry], dict[TrackRef, Sequence[Track]]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[Inquiry] = []
        hits: dict[TrackRef, Sequence[Track]] = {}
        for _ in range(min(len(waiting), _REQUESTS_AT_ONCE)):
            few = waiting.popleft()
            try:
                hits.update(self._world.catalogue.by_name([inquiry.as_asked() for inquiry in few]))
            except ServiceError as error:
                self._note(error, waiting)
                break
            asked += few
            self._tell(Stage.NAMES, Service.LISTENBRAINZ, waiting, total)
            if len(_mbids(chain.from_iterable(hits.values()))) + NAMES_A_REQUEST > FACTS_A_REQUEST:
                break
        return asked, hits

    def _note(self, error: ServiceError, waiting: deque[list[Inquiry]]) -> None:
        """One batch that a place refuses stops no other; a place that fails is left alone until the next turn."""
        self._errors.append(error)
        if not isinstance(error, Rejected | Unreadable) or len(self._errors) >= _ENOUGH_ERRORS:
            waiting.clear()

    def _tell(self, stage: Stage, host: str, waiting: Collection[list[Inquiry]], total: int) -> None:
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

    def _settle(self, inquiries: Sequence[Inquiry], facts: Mapping[Mbid, Track]) -> list[Inquiry]:
        """Write down what was found; the inquiries that are still open are returned."""
        judged = [(inquiry, inquiry.match()) for inquiry in inquiries]
        accepted = _mbids(match.chosen.track for _, match in judged if match.chosen)
        with self._world.store.writing() as tx:
            for inquiry, match in judged:
                self._write_down(tx, inquiry, match)
            tx.identity.know(
                {mbid: facts[mbid] for mbid in accepted if mbid in facts}, accepted, self._world.clock.now()
            )
            self._rivals += tx.identity.rivals(accepted)
            tx.commit()
        return [inquiry for inquiry, match in judged if match.chosen is None]

    def _follow_rivals(self) -> None:
        """An MBID that we have may have been merged into one that was just found for the same ISRC.

        MusicBrainz is asked only about those that ListenBrainz' metadata does not know any more.
        """
        rivals = list(dict.fromkeys(self._rivals))
        facts = self._facts(rivals)
        for rival in [] if facts is None else [each for each in rivals if each not in facts]:
            try:
                moved = self._world.catalogue.moved(rival)
            except ServiceError as error:
                self._errors.append(error)
                return
            if moved is not None:
                with self._world.store.writing() as tx:
                    tx.identity.merge(rival, moved)
                    tx.commit()

    def _write_down(self, tx: Transaction, inquiry: Inquiry, match: Match) -> None:
        """A doubt or a miss is written down only once every spelling was asked."""
        now, recording = self._world.clock.now(), inquiry.question.recording
        if match.chosen is not None:
            by_isrc = bool(inquiry.isrcs & match.chosen.track.isrcs)
            tx.identity.identify(recording, match.chosen, Decider.ISRC if by_isrc else Decider.NAMES, now)
        elif not inquiry.spellings and match.judgement is Judgement.DOUBTFUL:
            tx.identity.doubt(recording, Service.MUSICBRAINZ, match.candidates, now)
        elif not inquiry.spellings:
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

"""Who are these tracks? The cheapest source first, always in batches, and never the same question twice.

stated MBIDs      facts of 1,000 recordings a request
ISRCs             80 a request at MusicBrainz, joined through ListenBrainz' facts
names             50 a request at ListenBrainz, then their facts, for their lengths

Every hit is only a candidate: our own comparison decides (`planner/choose.py`).
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from itertools import chain

from syncd.domain.errors import ServiceError
from syncd.domain.match import Decider, Judgement, Match
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.engine.inquiry import Inquiry
from syncd.engine.place import Place
from syncd.engine.world import Stage, World
from syncd.planner.batches import batches
from syncd.planner.parsed import is_asked_as
from syncd.planner.retry import MISS_WAITS, miss_wait
from syncd.ports import Transaction

ISRCS_A_REQUEST = 80
NAMES_A_REQUEST = 50
FACTS_A_REQUEST = 1000
_REQUESTS_AT_ONCE = 40  # then what was learnt is written down, even if it does not fill a request for facts


def resolve(world: World, recordings: Collection[RecordingId]) -> list[ServiceError]:
    """Find out who these recordings are, as far as it is due to ask; what kept us from asking is returned.

    A place that could not answer was not asked: never a miss. What each place did answer is written down.
    """
    return _Resolver(world).run(recordings)


class _Resolver:
    def __init__(self, world: World) -> None:
        self._world = world
        self._errors: list[ServiceError] = []
        self._musicbrainz, self._names, self._metadata = (Place(self._errors) for _ in range(3))
        self._rivals: list[Mbid] = []

    def run(self, recordings: Collection[RecordingId]) -> list[ServiceError]:
        now = self._world.clock.now()
        with self._world.store.reading() as tx:
            unasked, said = tx.identity.unasked(recordings, now), tx.answers.by_recording()
            inquiries = [
                Inquiry.of(each, is_asked_as(each.tracks[0]), said)
                for each in tx.identity.questions(recordings, Service.MUSICBRAINZ, now)
            ]
        self._ask_facts(unasked)
        left = self._by_isrc([inquiry for inquiry in inquiries if inquiry.isrcs])
        self._by_name([inquiry for inquiry in inquiries if not inquiry.isrcs] + left)
        self._follow_rivals()
        return self._errors

    def _ask_facts(self, mbids: Sequence[Mbid]) -> None:
        """Learn what ListenBrainz' metadata knows of MBIDs that services stated, or that it was asked long ago."""
        waiting = deque(batches(mbids, FACTS_A_REQUEST))
        while waiting:
            self._tell(Stage.FACTS, Service.LISTENBRAINZ, waiting, len(mbids))
            asked, facts = self._metadata.ask(waiting, self._world.catalogue.facts)
            with self._world.store.writing() as tx:
                tx.identity.know(facts or {}, asked, self._world.clock.now())
                tx.commit()

    def _by_isrc(self, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
        """Answer what ISRCs can answer beyond doubt; the rest is to be asked by names, too."""
        left: list[Inquiry] = []
        waiting = deque(batches(inquiries, ISRCS_A_REQUEST))
        while waiting:
            asked, hits = self._isrc_hits(waiting, len(inquiries))
            facts = self._facts(_mbids(hits))
            if facts is not None:
                by_isrc = _joined(hits, facts)
                for inquiry in asked:
                    inquiry.candidates += [each for isrc in inquiry.isrcs for each in by_isrc.get(isrc, ())]
                left += self._settle(asked, facts)
            elif self._metadata.is_closed:
                break
        return left

    def _isrc_hits(self, waiting: deque[list[Inquiry]], total: int) -> tuple[list[Inquiry], list[Track]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[Inquiry] = []
        hits: list[Track] = []
        for _ in range(_REQUESTS_AT_ONCE):
            if not waiting or len(_mbids(hits)) + ISRCS_A_REQUEST > FACTS_A_REQUEST:
                break
            few, found = self._musicbrainz.ask(waiting, self._ask_isrcs)
            asked += few
            hits += found or ()
            self._tell(Stage.ISRC, Service.MUSICBRAINZ, waiting, total)
        return asked, hits

    def _ask_isrcs(self, few: Sequence[Inquiry]) -> Sequence[Track]:
        return self._world.catalogue.by_isrc(sorted({isrc for inquiry in few for isrc in inquiry.isrcs}))

    def _by_name(self, inquiries: Sequence[Inquiry]) -> None:
        """Ask for each inquiry's likeliest spelling, then for the next one of those that are still open."""
        while inquiries:
            left: list[Inquiry] = []
            waiting = deque(batches(inquiries, NAMES_A_REQUEST))
            while waiting:
                asked, hits = self._name_hits(waiting, len(inquiries))
                facts = self._facts(_mbids(chain.from_iterable(hits.values())))
                if facts is not None:
                    _note_named(asked, hits, facts)
                    left += self._settle(asked, facts)
                elif self._metadata.is_closed:
                    return
            inquiries = [inquiry for inquiry in left if inquiry.spellings]

    def _name_hits(
        self, waiting: deque[list[Inquiry]], total: int
    ) -> tuple[list[Inquiry], dict[TrackRef, Sequence[Track]]]:
        """Batch after batch until the hits fill a request for their facts."""
        asked: list[Inquiry] = []
        hits: dict[TrackRef, Sequence[Track]] = {}
        for _ in range(_REQUESTS_AT_ONCE):
            if not waiting or len(_mbids(chain.from_iterable(hits.values()))) + NAMES_A_REQUEST > FACTS_A_REQUEST:
                break
            few, found = self._names.ask(waiting, self._ask_names)
            asked += few
            hits |= found or {}
            self._tell(Stage.NAMES, Service.LISTENBRAINZ, waiting, total)
        return asked, hits

    def _ask_names(self, few: Sequence[Inquiry]) -> Mapping[TrackRef, Sequence[Track]]:
        return self._world.catalogue.by_name([inquiry.as_asked() for inquiry in few])

    def _tell(self, stage: Stage, host: str, waiting: Iterable[Sized], total: int) -> None:
        self._world.progress.tell(stage, host, total - sum(map(len, waiting)), total)

    def _facts(self, mbids: Sequence[Mbid]) -> Mapping[Mbid, Track] | None:
        """Facts of recordings; None where ListenBrainz' metadata could not be asked about all of them."""
        found: dict[Mbid, Track] = {}
        waiting = deque(batches(mbids, FACTS_A_REQUEST))
        unasked = set(mbids)
        while waiting:
            asked, facts = self._metadata.ask(waiting, self._world.catalogue.facts)
            found |= facts or {}
            unasked.difference_update(asked)
        return None if unasked else found

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
        waiting = deque([each] for each in rivals if facts is not None and each not in facts)
        while waiting:
            asked, moved = self._musicbrainz.ask(waiting, self._ask_moved)
            if moved is not None:
                with self._world.store.writing() as tx:
                    tx.identity.merge(asked[0], moved)
                    tx.commit()

    def _ask_moved(self, few: Sequence[Mbid]) -> Mbid | None:
        return self._world.catalogue.moved(few[0])

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


def _note_named(
    asked: Iterable[Inquiry], hits: Mapping[TrackRef, Sequence[Track]], facts: Mapping[Mbid, Track]
) -> None:
    """Each inquiry's hits are its candidates, as the facts describe them: hits have no lengths."""
    for inquiry in asked:
        inquiry.note_asked(facts[mbid] for mbid in _mbids(hits.get(inquiry.track.ref, ())) if mbid in facts)


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

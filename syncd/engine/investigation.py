"""One run of the resolver: whom it may still ask, and what came of it so far."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from datetime import datetime, timedelta
from math import inf

from syncd.domain.errors import ServiceError
from syncd.domain.match import Candidate, Decider, Match
from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId, Service, Track
from syncd.engine.inquiry import Inquiry
from syncd.engine.misses import note_doubts, note_misses
from syncd.engine.place import Place
from syncd.engine.world import Stage, World
from syncd.planner.batches import batches
from syncd.planner.failures import MISS_WAITS

FACTS_A_REQUEST = 1000
REQUESTS_AT_ONCE = 40
"""Then what was learnt is written down, even if it does not fill a request for facts."""


class Investigation:
    """What all sources of evidence share.

    Kinds of question that fail together are one place: pages, ISRCs and standings; names, exact or alike; facts.
    `unheard` are MBIDs that were just found, and whose facts are still to be asked for; `vetoing` is what is hated or was
    unloved; `postponed` is how much of that has to wait for another run.
    """

    def __init__(
        self,
        world: World,
        hated: Collection[RecordingId] = (),
        unloved: Collection[RecordingId] = (),
        ends_at: float = inf,
    ) -> None:
        self.world, self.hated, self.vetoing = world, hated, {*hated, *unloved}
        self._errors: list[ServiceError] = []
        self.codes, self.names = (Place(self._errors, lambda: world.clock.elapsed() >= ends_at) for _ in range(2))
        self._metadata = Place(self._errors)  # what was found is written down, however late it is
        self.unheard: list[Mbid] = []
        self.postponed = 0

    @property
    def errors(self) -> list[ServiceError]:
        """What kept us from asking."""
        return self._errors

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.world.clock.now()

    @property
    def is_without_facts(self) -> bool:
        """Whether facts cannot be had until the next run."""
        return self._metadata.is_closed

    def tell(self, stage: Stage, waiting: Iterable[Sized], total: int) -> None:
        """Tell who watches how far it is."""
        host = self.world.paced_by.get(stage, "")
        self.world.progress.tell(stage, host, total - sum(map(len, waiting)), total)

    def facts(self, mbids: Sequence[Mbid]) -> Mapping[Mbid, Track] | None:
        """Facts of recordings; None where they could not be asked for all of these.

        What is `unheard` goes along with a request that leaves anyway.
        """
        found: dict[Mbid, Track] = {}
        unasked, along = set(mbids), dict.fromkeys(self.unheard if mbids else ())
        waiting = deque(batches(dict.fromkeys([*mbids, *along]), FACTS_A_REQUEST))
        while waiting:
            asked, facts = self._metadata.ask(waiting, self._ask_facts)
            found |= facts or {}
            unasked.difference_update(asked)
            self._know(facts or {}, [mbid for mbid in asked if mbid in along])
        return None if unasked else found

    def learn(self, mbids: Sequence[Mbid]) -> None:
        """Ask for facts and write down who has any."""
        waiting = deque(batches(mbids, FACTS_A_REQUEST))
        while waiting:
            self.tell(Stage.FACTS, waiting, len(mbids))
            asked, facts = self._metadata.ask(waiting, self._ask_facts)
            self._know(facts or {}, asked)

    def learn_unheard(self) -> None:
        """Ask for the facts that nothing else took along."""
        self.learn(list(dict.fromkeys(self.unheard)))

    def settle(self, inquiries: Sequence[Inquiry], facts: Mapping[Mbid, Track] | None) -> list[tuple[Inquiry, Match]]:
        """Write down who was recognised beyond doubt; the others are returned with what is known of them.

        `facts` are those of all candidates, or None where nobody asked for them.
        """
        judged = [(inquiry, inquiry.match()) for inquiry in inquiries]
        accepted = [(inquiry, match.chosen) for inquiry, match in judged if match.chosen is not None]
        mbids = mbids_of(candidate.track for _, candidate in accepted)
        with self.world.store.writing() as tx:
            for inquiry, candidate in accepted:
                tx.identity.identify(inquiry.question.recording, candidate, _decider(inquiry, candidate), self.now)
            if facts is not None:
                tx.identity.know({mbid: facts[mbid] for mbid in mbids if mbid in facts}, mbids, self.now)
            tx.commit()
        self.unheard += mbids if facts is None else []
        return [(inquiry, match) for inquiry, match in judged if match.chosen is None]

    def close(
        self,
        judged: Iterable[tuple[Inquiry, Match]],
        missed_by: Service | Source = Service.MUSICBRAINZ,
        waits: Sequence[timedelta] = MISS_WAITS,
    ) -> None:
        """Write down what stays doubtful, and what was missed."""
        with self.world.store.writing() as tx:
            missed = note_doubts(tx, judged, Service.MUSICBRAINZ, self.now)
            note_misses(tx, self.world, missed, missed_by, waits)
            tx.commit()

    def _ask_facts(self, few: Collection[Mbid]) -> dict[Mbid, Track]:
        """The facts of these alone, whatever the catalogue answers."""
        found = self.world.catalogue.facts(few)
        return {mbid: found[mbid] for mbid in few if mbid in found and found[mbid].mbid == mbid}

    def _know(self, facts: Mapping[Mbid, Track], asked: Collection[Mbid]) -> None:
        if not asked:
            return
        with self.world.store.writing() as tx:
            tx.identity.know({mbid: facts[mbid] for mbid in asked if mbid in facts}, asked, self.now)
            tx.commit()
        known = set(asked)
        self.unheard = [mbid for mbid in self.unheard if mbid not in known]


def mbids_of(tracks: Iterable[Track]) -> list[Mbid]:
    """The MBIDs of tracks, each once."""
    return list(dict.fromkeys(track.mbid for track in tracks if track.mbid is not None))


def _decider(inquiry: Inquiry, chosen: Candidate) -> Decider:
    """The strongest evidence that spoke for it."""
    if any(track.ref in chosen.track.links for track in inquiry.question.tracks):
        return Decider.LINK
    return Decider.ISRC if inquiry.isrcs & chosen.track.isrcs else Decider.NAMES

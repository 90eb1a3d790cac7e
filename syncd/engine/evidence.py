"""The sources of evidence, the cheapest first: each answers what it can, and hands on what is still open.

Every hit is only a candidate: our own comparison decides (`planner/choose.py`). A place that could not answer was not
asked: what it was to be asked is neither handed on nor missed, and begins anew with the next run.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from syncd.domain.answer import Said
from syncd.domain.match import Decider, Match
from syncd.domain.memory import Source
from syncd.domain.track import Isrc, Mbid, RecordingId, Service, Track, TrackRef
from syncd.engine.inquiry import HumanWords, Inquiry, said_by_human
from syncd.engine.investigation import FACTS_A_REQUEST, REQUESTS_AT_ONCE, Investigation, mbids_of
from syncd.engine.misses import note_misses
from syncd.engine.world import Stage
from syncd.planner.batches import batches
from syncd.planner.failures import MISS_WAITS_OF_ALIKE_NAMES
from syncd.planner.parsed import titles_of
from syncd.planner.spellings import is_asked_as, is_looked_for_as

PAGES_A_REQUEST = 100
ISRCS_A_REQUEST = 80
NAMES_A_REQUEST = 50
_HAVE_PAGES = frozenset({Service.BOOMPLAY, Service.JAMENDO})


def by_human(run: Investigation, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """A human said who these are, and the mapping was lost since. His word stands; machines judge what he left open.

    Answers that contradict each other are nobody's word: they wait in review, and so do their tracks.
    """
    words = [each.told(Service.MUSICBRAINZ) for each in inquiries]
    left = [each for each, said in zip(inquiries, words, strict=True) if not said]
    told = [(each, Mbid(said[0])) for each, said in zip(inquiries, words, strict=True) if len(said) == 1]
    facts = run.facts([mbid for _, mbid in told])
    if facts is None:
        return left
    standing = _standing(run, [mbid for _, mbid in told if mbid not in facts])
    for each, mbid in told:
        now = mbid if mbid in facts else standing.get(mbid)
        if now is not None:
            _take_his_word(run, each, facts.get(mbid) or _nameless(mbid), now)
        elif mbid in standing:
            left.append(each)  # it was deleted since: nobody can be that any more
    return left


def _standing(run: Investigation, mbids: Collection[Mbid]) -> dict[Mbid, Mbid | None]:
    """What became of MBIDs that have no facts; those that could not be asked about are missing."""
    found: dict[Mbid, Mbid | None] = {}
    waiting = deque([each] for each in dict.fromkeys(mbids))
    while waiting:
        _, answer = run.codes.ask(waiting, lambda few: {few[0]: run.world.catalogue.standing(few[0])})
        found |= answer or {}
    return found


def _nameless(mbid: Mbid) -> Track:
    return Track(ref=TrackRef(Service.MUSICBRAINZ, mbid), title="", artist="", mbid=mbid)


def _take_his_word(run: Investigation, inquiry: Inquiry, named: Track, now: Mbid) -> None:
    """Under the MBID that he named, and where it was merged since, under the one that it has now."""
    assert named.mbid is not None, "a human names recordings by their MBIDs"
    with run.world.store.writing() as tx:
        tx.identity.identify(inquiry.question.recording, said_by_human(named), Decider.HUMAN, run.now)
        for answer in inquiry.answers:
            if answer.said is Said.IS and answer.other == named.ref:
                tx.identity.confirm(answer.about, run.now)
        if now != named.mbid:
            tx.identity.merge(named.mbid, now)
        if named.title:
            tx.identity.know({named.mbid: named}, [named.mbid], run.now)
        tx.commit()
    run.unheard += [] if named.title else [now]


def by_our_love(run: Investigation, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """A track that we once loved is the recording that we loved it as, whoever takes it away or loves it anew.

    That was judged when it was located. Only what a human said of who the track is comes before it.
    """
    silent = [each for each in inquiries if all(said.place is not Service.MUSICBRAINZ for said in each.answers)]
    refs = {track.ref: each.question.recording for each in silent for track in each.question.tracks}
    with run.world.store.reading() as tx:
        loved_as = tx.outbox.loved_as(refs)
    ours = {refs[ref]: found for ref, found in loved_as.items()}
    if ours:
        with run.world.store.writing() as tx:
            for recording, (candidate, decider) in ours.items():
                tx.identity.identify(recording, candidate, decider, run.now)
            tx.commit()
    return [each for each in inquiries if each.question.recording not in ours]


def by_page(run: Investigation, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """Who links to the very page where a track stands?"""
    linked = [each for each in inquiries if _pages(each)]
    left = [each for each in inquiries if not _pages(each)]
    waiting = deque(batches(linked, PAGES_A_REQUEST))
    while waiting:
        asked, hits = run.codes.ask(waiting, lambda few: _ask_pages(run, few))
        for each in asked:
            each.candidates += [
                replace(hit, links=hit.links | {page}) for page in _pages(each) for hit in (hits or {}).get(page, ())
            ]
        left += [each for each, _ in run.settle(asked, None)]
        run.tell(Stage.PAGES, waiting, len(linked))
    return left


def _pages(inquiry: Inquiry) -> list[TrackRef]:
    """The pages that are to be asked about."""
    if Source.PAGES in inquiry.question.in_vain:
        return []
    return [track.ref for track in inquiry.question.tracks if track.ref.service in _HAVE_PAGES]


def _ask_pages(run: Investigation, few: Iterable[Inquiry]) -> Mapping[TrackRef, Sequence[Track]]:
    return run.world.catalogue.by_page(list(dict.fromkeys(page for each in few for page in _pages(each))))


def by_isrc(run: Investigation, inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """Who carries the ISRCs that sources give?"""
    coded = [each for each in inquiries if each.isrcs]
    left = [each for each in inquiries if not each.isrcs]
    waiting = deque(batches(coded, ISRCS_A_REQUEST))
    while waiting:
        asked, hits = _isrc_hits(run, waiting, len(coded))
        facts = run.facts(mbids_of(hits))
        if facts is not None:
            carriers = _joined(hits, facts)
            for each in asked:
                each.candidates += [track for isrc in each.isrcs for track in carriers.get(isrc, ())]
            left += [each for each, _ in run.settle(asked, facts)]
        elif run.is_without_facts:
            break
    return left


def _isrc_hits(run: Investigation, waiting: deque[list[Inquiry]], total: int) -> tuple[list[Inquiry], list[Track]]:
    """Batch after batch until the hits fill a request for their facts."""
    asked: list[Inquiry] = []
    hits: list[Track] = []
    for _ in range(REQUESTS_AT_ONCE):
        if not waiting or len(mbids_of(hits)) + ISRCS_A_REQUEST > FACTS_A_REQUEST:
            break
        few, found = run.codes.ask(waiting, lambda few: _ask_isrcs(run, few))
        asked += few
        hits += found or ()
        run.tell(Stage.ISRC, waiting, total)
    return asked, hits


def _ask_isrcs(run: Investigation, few: Iterable[Inquiry]) -> Sequence[Track]:
    return run.world.catalogue.by_isrc(sorted({isrc for inquiry in few for isrc in inquiry.isrcs}))


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


def by_name(run: Investigation, inquiries: Sequence[Inquiry]) -> None:
    """Who bears equal names? Each inquiry's likeliest spelling, then the next one of those that are still open.

    What stays doubtful or unknown is written down.
    """
    while inquiries:
        left: list[Inquiry] = []
        waiting = deque(batches(inquiries, NAMES_A_REQUEST))
        while waiting:
            asked, hits = _name_hits(run, waiting, len(inquiries))
            facts = run.facts(mbids_of(chain.from_iterable(hits.values())))
            if facts is not None:
                _note_named(asked, hits, facts)
                still_open = run.settle(asked, facts)
                run.close(_by_acquaintance(run, [each for each, _ in still_open if not each.spellings]))
                left += [each for each, _ in still_open]
            elif run.is_without_facts:
                return
        inquiries = [each for each in left if each.spellings]


def _by_acquaintance(run: Investigation, inquiries: Sequence[Inquiry]) -> list[tuple[Inquiry, Match]]:
    """What no catalogue knows by these names is compared with the hated songs, which are known here: it may be one of them."""
    if not inquiries:
        return []
    titled: defaultdict[str, list[Track]] = defaultdict(list)
    with run.world.store.reading() as tx:
        hated = tx.identity.known(run.hated)
    for each in hated:
        for title in titles_of(each):
            titled[title].append(each)
    for inquiry in inquiries:
        inquiry.candidates += [track for title in titles_of(inquiry.track) for track in titled.get(title, ())]
    return run.settle(inquiries, None)


def _name_hits(
    run: Investigation, waiting: deque[list[Inquiry]], total: int
) -> tuple[list[Inquiry], dict[TrackRef, Sequence[Track]]]:
    """Batch after batch until the hits fill a request for their facts."""
    asked: list[Inquiry] = []
    hits: dict[TrackRef, Sequence[Track]] = {}
    for _ in range(REQUESTS_AT_ONCE):
        if not waiting or len(mbids_of(chain.from_iterable(hits.values()))) + NAMES_A_REQUEST > FACTS_A_REQUEST:
            break
        few, found = run.names.ask(waiting, lambda few: run.world.catalogue.by_name([each.as_asked() for each in few]))
        asked += few
        hits |= found or {}
        run.tell(Stage.NAMES, waiting, total)
    return asked, hits


def _note_named(
    asked: Iterable[Inquiry], hits: Mapping[TrackRef, Sequence[Track]], facts: Mapping[Mbid, Track]
) -> None:
    """Each inquiry's hits are its candidates, as the facts describe them: hits have no lengths."""
    for inquiry in asked:
        described = [facts[mbid] for mbid in mbids_of(hits.get(inquiry.track.ref, ())) if mbid in facts]
        inquiry.note_asked(described)
        inquiry.canonical.update(track.ref for track in described)


def by_likeness(run: Investigation, recordings: Collection[RecordingId], most: int) -> None:
    """Who bears names that are only alike? One request a track, for what exact evidence missed."""
    if not most:
        return
    with run.world.store.reading() as tx:
        questions = tx.identity.missed(recordings, run.now, most)
        words = HumanWords.of(tx, questions)
    inquiries = [Inquiry.of(each, is_asked_as(each.tracks[0]), words) for each in questions]
    asked: list[Inquiry] = []
    hits: dict[TrackRef, Sequence[Track]] = {}
    waiting = deque([each] for each in inquiries)
    while waiting:
        few, found = run.names.ask(waiting, lambda few: _ask_alike(run, few[0]))
        asked += few
        hits |= {each.track.ref: found or () for each in few}
        run.tell(Stage.ALIKE, waiting, len(inquiries))
    facts = run.facts(mbids_of(chain.from_iterable(hits.values())))
    if asked and facts is not None:
        _note_named(asked, hits, facts)
        run.close(run.settle(asked, facts), Source.ALIKE, MISS_WAITS_OF_ALIKE_NAMES)


def _ask_alike(run: Investigation, inquiry: Inquiry) -> Sequence[Track]:
    spelling = is_looked_for_as(inquiry.track)
    return run.world.catalogue.alike(inquiry.spelt(spelling)) if spelling else ()


def remember_pages(run: Investigation, recordings: Collection[RecordingId], asked: Sequence[Inquiry]) -> None:
    """Pages that nobody links to are not asked about again only because somebody else could not answer after them."""
    with run.world.store.writing() as tx:
        still_open = {each.recording for each in tx.identity.questions(recordings, Service.MUSICBRAINZ, run.now)}
        missed = [each.question.recording for each in asked if _pages(each) and not each.candidates]
        note_misses(tx, run.world, [each for each in missed if each in still_open], Source.PAGES)
        tx.commit()

"""Known MBIDs are asked about again: MusicBrainz merges recordings, and deletes some (`apis/musicbrainz.md` §4, §7)."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.memory import Miss, Source
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.engine.correct import correct
from syncd.engine.investigation import Investigation
from syncd.engine.misses import note_misses
from syncd.engine.world import Stage
from syncd.ports import Transaction

STANDINGS_A_RUN = 50
"""An MBID without facts costs a request of its own; what is left has its turn in the next run."""

VETO_WAIT = timedelta(days=1)
"""So long it is believed, of what may veto a love, that an MBID without facts stands; nothing else tells of its merge.

Once more so long for each run that it takes to ask about all of them: at some moment all answers must be valid.
"""


def recheck(run: Investigation, recordings: Collection[RecordingId], wanted: Collection[RecordingId]) -> None:
    """Learn who still has facts, and follow who has not; `wanted` may be loved under their MBIDs soon.

    First what is hated or was unloved: until it is known, it holds the others.
    """
    with run.world.store.reading() as tx:
        unasked = tx.identity.unasked(recordings, run.now, wanted)
    run.learn(unasked)
    with run.world.store.reading() as tx:
        left = _left_alone(tx, run)
        vetoing = list(dict.fromkeys([*left, *tx.identity.lost(run.vetoing, run.now)]))
        lost = list(dict.fromkeys([*vetoing, *tx.identity.lost(recordings, run.now)]))
        wait = _veto_wait(tx, run, recordings)
    run.postponed += _postponed(vetoing, follow(run, lost, wait))


def _left_alone(tx: Transaction, run: Investigation) -> list[Mbid]:
    """What may veto a love, and ListenBrainz fails with alone, while it tells of others: MusicBrainz is asked instead, once a day."""
    if run.is_without_facts:
        return []
    due = set(tx.identity.unasked(run.vetoing, run.now, ()))
    return [mbid for mbid in tx.identity.without_standing(run.vetoing, run.now) if mbid in due]


def _veto_wait(tx: Transaction, run: Investigation, recordings: Collection[RecordingId]) -> timedelta:
    runs = len(tx.identity.without_facts({*run.vetoing, *recordings})) // STANDINGS_A_RUN
    return VETO_WAIT * (1 + runs)


def recheck_now(run: Investigation, recordings: Collection[RecordingId]) -> frozenset[Mbid]:
    """Ask about these, however long ago that was done, but for the last half hour, or the last day where there are no facts.

    Of what has none, and of what ListenBrainz could not be asked about, MusicBrainz tells whether it stands. The MBIDs about
    which nobody could say anything now are returned.
    """
    with run.world.store.reading() as tx:
        stale = tx.identity.stale(recordings, run.now)
    run.learn(stale)
    with run.world.store.reading() as tx:
        unheard = [mbid for some in (run.vetoing, recordings) for mbid in _unheard(tx, some, run.now)]
        wait = _veto_wait(tx, run, recordings)
    lost = list(dict.fromkeys(unheard))
    unanswered = follow(run, lost, wait)
    run.postponed += _postponed(lost, unanswered)
    run.learn_unheard()
    return frozenset(unanswered)


def _unheard(tx: Transaction, recordings: Collection[RecordingId], now: datetime) -> list[Mbid]:
    lost = (tx.identity.lost(recordings, now, why) for why in (Source.STANDING, Source.MERGE))
    return [*tx.identity.without_standing(recordings, now), *chain.from_iterable(lost)]


def follow(run: Investigation, lost: Sequence[Mbid], wait: timedelta) -> set[Mbid]:
    """Ask what became of these MBIDs, one by one; those of which nobody knows it now are returned.

    The first ones only: each is a request of its own, and the others have their turn in the next run. For so long as `wait`
    it is believed of what may veto a love that it stands.
    """
    waiting = deque([each] for each in lost[:STANDINGS_A_RUN])
    total, unanswered = len(waiting), set(lost)
    while waiting:
        asked, answer = run.codes.ask(waiting, lambda few: [run.world.catalogue.standing(few[0])])
        # Where it refuses to say, the MBID stands as far as anybody knows.
        if asked and _is_heeded(run, asked[0], asked[0] if answer is None else answer[0], wait):
            unanswered.discard(asked[0])
        run.tell(Stage.STANDING, waiting, total)
    return unanswered


def _postponed(lost: Sequence[Mbid], unanswered: Collection[Mbid]) -> int:
    """How many have to wait for their turn; none where nobody answered, for then another run gets no further."""
    return 0 if set(lost) <= set(unanswered) else max(0, len(lost) - STANDINGS_A_RUN)


def _is_heeded(run: Investigation, mbid: Mbid, now: Mbid | None, wait: timedelta) -> bool:
    """Merged: followed, if that can be done. Deleted: freed. Otherwise it stands, and is asked about again later."""
    if now is not None and now != mbid:
        return _is_followed(run, mbid, now)
    with run.world.store.writing() as tx:
        recording = tx.identity.owners([mbid]).get(mbid)
        if recording is not None:
            if mbid in tx.identity.without_facts([recording]):
                note_misses(tx, run.world, [recording], Source.STANDING)
            tx.identity.miss({recording: Miss(1, run.now + wait)}, Source.MERGE)
        if now is None:
            tx.identity.free(mbid, run.now)
        tx.commit()
    return True


def _is_followed(run: Investigation, mbid: Mbid, now: Mbid) -> bool:
    """Follow a merge. A human may have denied that a track is what its match was merged into: that denial is carried out now.

    While nobody can say what became of all that he denied, the merge is not followed: the next run asks again.
    """
    denied = _denied_as(run, mbid, now)
    if denied is None:
        return False
    with run.world.store.writing() as tx:
        tx.identity.merge(mbid, now)
        run.unheard.append(now)
        denials = [each for each in _denials(tx, [now], now) if each.answer in denied]
        correct(tx, [replace(each, answer=now) for each in denials], {}, run.now)
        tx.commit()
    return True


def _denied_as(run: Investigation, mbid: Mbid, now: Mbid) -> set[str] | None:
    """The MBIDs under which humans denied what this one is now; None where one of them could not be asked about."""
    with run.world.store.reading() as tx:
        left = {Mbid(each.answer) for each in _denials(tx, [mbid, now], now)} - {now}
    found: set[str] = {now}
    waiting = deque([each] for each in sorted(left))
    while waiting:
        asked, answer = run.codes.ask(waiting, lambda few: [run.world.catalogue.standing(few[0])])
        left.difference_update(asked if answer is not None else ())
        found.update(asked if answer == [now] else ())
    return None if left else found


def _denials(tx: Transaction, mbids: Iterable[Mbid], now: Mbid) -> list[HumanAnswer]:
    """What humans denied of the tracks that have these MBIDs; where they named one, only `now` itself."""
    owners = set(tx.identity.owners(list(mbids)).values())
    answers = [each for of, said in tx.answers.by_recording().items() if of in owners for each in said]
    here = [each for each in answers if each.place is Service.MUSICBRAINZ]
    named = {each.about for each in here if each.said is Said.IS}
    return [each for each in here if each.said is Said.NOT and (each.answer == now or each.about not in named)]

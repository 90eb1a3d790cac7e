"""Known MBIDs are asked about again: MusicBrainz merges recordings, and deletes some (`apis/musicbrainz.md` §4, §7)."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.engine.correct import correct
from syncd.engine.investigation import Investigation
from syncd.engine.world import Stage
from syncd.ports import Transaction

STANDINGS_A_RUN = 50
"""An MBID without facts costs a request of its own; what is left has its turn in the next run."""

VETO_WAIT = timedelta(days=1)
"""So long it is believed, of what may veto a love, that an MBID without facts stands; nothing else tells of its merge."""


def recheck(run: Investigation, recordings: Collection[RecordingId], wanted: Collection[RecordingId]) -> None:
    """Learn who still has facts, and follow who has not; `wanted` may be loved under their MBIDs soon.

    First what is hated or was unloved: until it is known, it holds the others.
    """
    with run.world.store.reading() as tx:
        unasked = tx.identity.unasked(recordings, run.now, wanted)
    run.learn(unasked)
    with run.world.store.reading() as tx:
        lost = dict.fromkeys([*tx.identity.lost(run.vetoing, run.now), *tx.identity.lost(recordings, run.now)])
    follow(run, list(lost))


def recheck_now(run: Investigation, recordings: Collection[RecordingId]) -> set[RecordingId]:
    """Ask about these, however long ago that was done, but for the last half hour, or the last day where there are no facts.

    Those about which nobody could say anything now are returned.
    """
    with run.world.store.reading() as tx:
        stale = tx.identity.stale(recordings, run.now)
    run.learn(stale)
    with run.world.store.reading() as tx:
        unheard = set(tx.identity.stale(recordings, run.now))
        lost = [*tx.identity.lost(recordings, run.now), *tx.identity.lost(recordings, run.now, Source.MERGE)]
    unheard.update(follow(run, [mbid for mbid in dict.fromkeys(lost) if mbid not in unheard]))
    run.learn_unheard()
    with run.world.store.reading() as tx:
        owners = {tx.identity.owner(mbid) for mbid in unheard}
    return {each for each in owners if each is not None}


def follow(run: Investigation, lost: Sequence[Mbid]) -> list[Mbid]:
    """Ask what became of MBIDs that have no facts, one by one; those that waited in vain when MusicBrainz failed are returned.

    The first ones only: each is a request of its own, and the others have their turn in the next run.
    """
    waiting = deque([each] for each in lost[:STANDINGS_A_RUN])
    total, unheard = len(waiting), set(lost[:STANDINGS_A_RUN])
    while waiting:
        asked, answer = run.codes.ask(waiting, lambda few: [run.world.catalogue.standing(few[0])])
        unheard.difference_update(asked)
        if asked:  # where it refuses to say, the MBID stands as far as anybody knows
            _heed(run, asked[0], asked[0] if answer is None else answer[0])
        run.tell(Stage.STANDING, waiting, total)
    return sorted(unheard)


def _heed(run: Investigation, mbid: Mbid, now: Mbid | None) -> None:
    """Merged: followed. Deleted: freed. Otherwise it is too new for the facts, and is asked about again later."""
    if now is not None and now != mbid:
        _follow_merge(run, mbid, now)
        return
    with run.world.store.writing() as tx:
        recording = tx.identity.owner(mbid)
        if recording is not None:
            run.miss(tx, recording, Source.STANDING)
            tx.identity.miss(recording, Source.MERGE, 1, run.now + VETO_WAIT)
        if now is None:
            tx.identity.free(mbid, run.now)
        tx.commit()


def _follow_merge(run: Investigation, mbid: Mbid, now: Mbid) -> None:
    """Follow a merge. A human may have denied that a track is what its match was merged into: that denial is carried out now.

    While nobody can say what became of all that he denied, the merge is not followed: the next run asks again.
    """
    denied = _denied_as(run, mbid, now)
    if denied is None:
        return
    with run.world.store.writing() as tx:
        tx.identity.merge(mbid, now)
        run.unheard.append(now)
        denials = [each for each in _denials(tx, [now], now) if each.answer in denied]
        correct(tx, [replace(each, answer=now) for each in denials], {}, run.now)
        tx.commit()


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
    owners = {tx.identity.owner(mbid) for mbid in mbids} - {None}
    answers = [each for of, said in tx.answers.by_recording().items() if of in owners for each in said]
    here = [each for each in answers if each.place is Service.MUSICBRAINZ]
    named = {each.about for each in here if each.said is Said.IS}
    return [each for each in here if each.said is Said.NOT and (each.answer == now or each.about not in named)]

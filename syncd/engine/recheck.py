"""Known MBIDs are asked about again: MusicBrainz merges recordings, and deletes some (`apis/musicbrainz.md` §4, §7)."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.engine.correct import correct
from syncd.engine.investigation import Investigation
from syncd.engine.world import Stage
from syncd.planner.failures import MISS_WAITS
from syncd.ports import Transaction

STANDINGS_A_RUN = 50
"""An MBID without facts costs a request of its own; what is left has its turn in the next run."""

VETO_WAIT = timedelta(days=1)
"""So long it is believed that what is hated or was unloved stands under an MBID without facts; nothing tells of its merge."""


def recheck(run: Investigation, recordings: Collection[RecordingId], wanted: Collection[RecordingId]) -> None:
    """Learn who still has facts, and follow who has not; `wanted` may be loved under their MBIDs soon.

    What is hated or was unloved is asked about afresh, however lately others were: it may have been merged since, and is not
    to be loved under the MBID that it has now. So are siblings: what is loved as one of them may be loved as the other.
    """
    with run.world.store.reading() as tx:
        unasked = tx.identity.unasked(recordings, run.now, wanted)
        stale = tx.identity.stale([*run.vetoing, *tx.identity.siblings(recordings)], run.now)
    run.learn(list(dict.fromkeys([*stale, *unasked])))
    _follow_lost(run, recordings)


def recheck_siblings(run: Investigation, recordings: Collection[RecordingId]) -> None:
    """The same of siblings alone, once more recordings are known."""
    with run.world.store.reading() as tx:
        found = tx.identity.siblings(recordings)
        stale = tx.identity.stale(found, run.now)
    run.learn(stale)
    _follow_lost(run, found)


def _follow_lost(run: Investigation, recordings: Collection[RecordingId]) -> None:
    """Ask what became of MBIDs that have no facts, one by one; first of what is hated or was unloved: it holds the others."""
    with run.world.store.reading() as tx:
        first = tx.identity.lost(run.vetoing, run.now, longest=2 * VETO_WAIT)
        lost = list(dict.fromkeys([*first, *tx.identity.lost(recordings, run.now)]))
    waiting = deque([each] for each in lost[:STANDINGS_A_RUN])
    total = len(waiting)
    while waiting:
        asked, answer = run.codes.ask(waiting, lambda few: [run.world.catalogue.standing(few[0])])
        if asked:  # where it refuses to say, the MBID stands as far as anybody knows
            _heed(run, asked[0], asked[0] if answer is None else answer[0])
        run.tell(Stage.STANDING, waiting, total)


def _heed(run: Investigation, mbid: Mbid, now: Mbid | None) -> None:
    """Merged: followed. Deleted: freed. Otherwise it is too new for the facts, and is asked about again later."""
    if now is not None and now != mbid:
        _follow_merge(run, mbid, now)
        return
    with run.world.store.writing() as tx:
        recording = tx.identity.owner(mbid)
        if recording is not None:
            run.miss(tx, recording, Source.STANDING, (VETO_WAIT,) if recording in run.vetoing else MISS_WAITS)
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

"""Known MBIDs are asked about again: MusicBrainz merges recordings, and deletes some (`apis/musicbrainz.md` §4, §7)."""

from collections import deque
from collections.abc import Collection, Iterable
from datetime import datetime

from syncd.domain.answer import Said
from syncd.domain.memory import Source
from syncd.domain.track import Mbid, RecordingId, Service
from syncd.engine.correct import correct
from syncd.engine.investigation import Investigation
from syncd.engine.world import Stage
from syncd.ports import Transaction

STANDINGS_A_RUN = 50
"""An MBID without facts costs a request of its own; what is left has its turn in the next run."""


def recheck(run: Investigation, recordings: Collection[RecordingId], wanted: Collection[RecordingId]) -> None:
    """Learn who still has facts, and follow who has not; `wanted` may be loved under their MBIDs soon."""
    with run.world.store.reading() as tx:
        unasked = tx.identity.unasked(recordings, run.now, wanted)
    run.learn(unasked)
    with run.world.store.reading() as tx:
        lost = tx.identity.lost(recordings, run.now, STANDINGS_A_RUN)
    follow(run, lost)


def follow_rivals(run: Investigation) -> None:
    """An MBID that we have may have been merged into one that was just found for the same ISRC."""
    rivals = list(dict.fromkeys(run.rivals))
    facts = run.facts(rivals)
    if facts is not None:
        follow(run, [mbid for mbid in rivals if mbid not in facts])


def follow(run: Investigation, lost: Iterable[Mbid]) -> None:
    """Ask what became of MBIDs that have no facts, one by one."""
    waiting = deque([each] for each in lost)
    total = len(waiting)
    while waiting:
        asked, answer = run.codes.ask(waiting, lambda few: [run.world.catalogue.standing(few[0])])
        if answer is not None:
            _heed(run, asked[0], answer[0])
        run.tell(Stage.STANDING, waiting, total)


def _heed(run: Investigation, mbid: Mbid, now: Mbid | None) -> None:
    """Merged: followed. Deleted: freed. Otherwise it is too new for the facts, and is asked about again later."""
    with run.world.store.writing() as tx:
        recording = tx.identity.owner(mbid)
        if now is not None and now != mbid:
            tx.identity.merge(mbid, now)
            run.unheard.append(now)
            _deny_again(tx, now, run.now)
        elif recording is not None:
            run.miss(tx, recording, Source.STANDING)
        if now is None:
            tx.identity.free(mbid, run.now)
        tx.commit()


def _deny_again(tx: Transaction, mbid: Mbid, now: datetime) -> None:
    """A human said of some track that it is not the recording into which that of its match was merged: he is right now."""
    recording = tx.identity.owner(mbid)
    said = () if recording is None else tx.answers.by_recording().get(recording, ())
    denials = [each for each in said if (each.said, each.place, each.answer) == (Said.NOT, Service.MUSICBRAINZ, mbid)]
    correct(tx, denials, {}, now)

"""As whom we loved tracks at services where recordings must be looked for."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row as SqlRow, bindparam, select

from syncd.domain.account import Score
from syncd.domain.match import Candidate, Decider, Judgement
from syncd.domain.track import Mbid, Service, Track, TrackRef
from syncd.store import tables as t
from syncd.store.hearsay import is_unjudged
from syncd.store.rows import chunks, reasons_of, ref_of

_STANDS = (t.locations.c.service == t.accounts.c.service) & (t.locations.c.ref == t.outbox.c.ref)
_LOVED_AS = (
    select(t.locations, t.mbids.c.mbid)
    .join(t.outbox, t.outbox.c.recording_id == t.locations.c.recording_id)
    .join(t.accounts, _STANDS & (t.accounts.c.id == t.outbox.c.account_id))
    .join(t.mbids, (t.mbids.c.recording_id == t.locations.c.recording_id) & t.mbids.c.is_current)
    .where(
        t.locations.c.service == bindparam("service"),
        t.locations.c.ref.in_(bindparam("refs")),
        t.outbox.c.score == Score.LOVE.value,
        t.outbox.c.sent_at.is_not(None),
        ~is_unjudged(t.locations),
    )
)


def loved_as(connection: Connection, refs: Collection[TrackRef]) -> dict[TrackRef, tuple[Candidate, Decider]]:
    """Those of these tracks that were loved by us as one recording only, which still stands there: who it is, and who said so.

    The candidate is the recording of MusicBrainz, by its MBID alone; its reasons are those for which it was located there.
    """
    found: dict[TrackRef, dict[str, tuple[Candidate, Decider]]] = defaultdict(dict)
    for service in {ref.service for ref in refs} - {Service.LISTENBRAINZ}:
        for few in chunks(ref.id for ref in refs if ref.service is service):
            for row in connection.execute(_LOVED_AS, {"service": service.value, "refs": few}):
                found[ref_of(row.service, row.ref)][row.mbid] = (_candidate(row), Decider(row.decider))
    return {ref: next(iter(known.values())) for ref, known in found.items() if len(known) == 1}


def _candidate(row: SqlRow[*tuple[Any, ...]]) -> Candidate:
    mbid = Mbid(row.mbid)
    track = Track(ref=TrackRef(Service.MUSICBRAINZ, mbid), title="", artist="", mbid=mbid)
    return Candidate(track, Judgement.ACCEPTED, row.confidence, reasons_of(row.reasons))

"""A person pays for his own songs only, however many others share the database."""

import re
from collections.abc import Callable

import pytest

from syncd.domain.track import Mbid, RecordingId, Service, Track, TrackRef
from syncd.store.database import Database
from syncd.store.store import SqlTransaction
from tests.hearing import heard
from tests.store.people import NOON

_GROWING = "doubts|isrcs|journal|locations|loves|mappings|mbids|misses|outbox|recordings|tracks"
_READS_OTHERS = re.compile(rf"SCAN ({_GROWING})\b.*|SEARCH ({_GROWING}) USING .*\((service|account_id)=\?\)")
"""How SQLite says that it goes through all rows of a table that grows with the number of people, or of one service's rows."""

_OURS = [RecordingId(1), RecordingId(2)]
_MBID = Mbid("11111111-1111-4111-8111-111111111111")
_HARBOUR = Track(ref=TrackRef(Service.MUSICBRAINZ, _MBID), title="Harbour", artist="Ola", mbid=_MBID)
_AT_SOURCE = [TrackRef(Service.BOOMPLAY, "1"), TrackRef(Service.BOOMPLAY, "2")]


@pytest.mark.parametrize(
    "ask",
    [
        lambda tx: tx.identity.favourites(_OURS, NOON),
        lambda tx: tx.identity.hearsay(_OURS),
        lambda tx: tx.identity.questions(_OURS, Service.MUSICBRAINZ, NOON),
        lambda tx: tx.identity.questions(_OURS, Service.JAMENDO, NOON),
        lambda tx: tx.identity.told_places(_OURS, Service.JAMENDO),
        lambda tx: tx.identity.recordings_of_refs(_AT_SOURCE),
        lambda tx: tx.identity.described(_AT_SOURCE),
        lambda tx: tx.identity.known(_OURS),
        lambda tx: tx.identity.unasked(_OURS, NOON),
        lambda tx: tx.identity.lost(_OURS, NOON),
        lambda tx: tx.identity.missed(_OURS, NOON, 5),
        lambda tx: tx.identity.candidates(_OURS, Service.MUSICBRAINZ),
        lambda tx: tx.identity.stale(_OURS, NOON),
        lambda tx: tx.identity.know({_MBID: _HARBOUR}, [], NOON),
    ],
)
def test_no_question_reads_what_others_love(ask: Callable[[SqlTransaction], object], database: Database) -> None:
    """What a cycle asks about some recordings is found by an index that leads to them, not among everybody's rows."""
    with heard() as asked, database.reading() as connection:
        ask(SqlTransaction(connection))
    with database.reading() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}") for each in asked]
        ways = [row[3] for plan in plans for row in plan]
    print(*ways, sep="\n")

    assert ways
    assert [way for way in ways if _READS_OTHERS.fullmatch(way)] == []

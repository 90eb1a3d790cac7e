"""What syncd remembers of a household's accounts, as a test may look it up."""

from collections.abc import Mapping
from dataclasses import dataclass

from syncd.domain.account import Score
from syncd.domain.memory import AccountRecord, Love
from syncd.domain.outbox import Row
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store.store import SqlStore
from tests.engine.household import Household


@dataclass(frozen=True, slots=True)
class Remembered:
    """One account in memory: nothing at all while it was never read."""

    record: AccountRecord | None
    lines: Mapping[TrackRef, Love]
    rows: Mapping[TrackRef, Row]
    tombstones: Mapping[RecordingId, int]
    withdrawals: Mapping[TrackRef, RecordingId]

    @property
    def was_read(self) -> bool:
        """Whether a whole list of it was ever heard."""
        return self.record is not None and self.record.last_whole_look is not None

    def has(self, ref: TrackRef, score: Score) -> bool:
        """Whether a line stands in memory."""
        return ref in self.lines and self.lines[ref].score is score


def remembered(home: Household) -> dict[str, Remembered]:
    """Every account of a household, by its name."""
    with SqlStore(home.database).reading() as tx:
        records = {record.account.whoami: record for record in tx.memory.records()}
        ids = {name: record.account.id for name, record in records.items()}
        lines, rows = tx.memory.loves(ids.values()), tx.outbox.rows(ids.values())
        tombstones, withdrawals = tx.memory.tombstones(ids.values()), tx.answers.withdrawals(ids.values())
    found = {
        name: Remembered(records[name], lines[id_], rows[id_], tombstones.get(id_, {}), withdrawals[id_])
        for name, id_ in ids.items()
    }
    return {name: found.get(name, Remembered(None, {}, {}, {}, {})) for name in home.services}


def songs_of(home: Household) -> dict[RecordingId, set[str]]:
    """Which songs stand behind the recordings."""
    with SqlStore(home.database).reading() as tx:
        known = tx.identity.recordings_of(set(Service))
    songs: dict[RecordingId, set[str]] = {}
    for ref, recording in known.items():
        songs.setdefault(recording, set()).add(home.library.title(ref))
    return songs

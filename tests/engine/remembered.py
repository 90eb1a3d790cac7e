"""What syncd remembers of a household's accounts, as a test may look it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event

from syncd.domain.account import Score
from syncd.domain.answer import Amends
from syncd.domain.memory import AccountRecord, Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.plan import Ruling
from syncd.domain.track import RecordingId, Service, TrackRef
from syncd.store.database import Database
from syncd.store.knowledge import recordings_of
from syncd.store.store import SqlStore
from tests.engine.faulty import FaultyService
from tests.engine.household import Household


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One account in memory: nothing at all while it was never read."""

    record: AccountRecord | None
    lines: Mapping[TrackRef, Love]
    rows: Mapping[TrackRef, Row]
    tombstones: Mapping[RecordingId, int]
    to_take_back: Mapping[TrackRef, Amends]
    to_bring_back: Mapping[TrackRef, Amends]
    rulings: Mapping[TrackRef, Ruling]

    @property
    def was_read(self) -> bool:
        """Whether a whole list of it was ever heard."""
        return self.record is not None and self.record.last_whole_look is not None

    def is_asked_for(self, ref: TrackRef) -> bool:
        """Whether a line is our love, and humans were asked to take it away by hand."""
        is_ours = ref in self.lines and self.lines[ref].is_ours
        return is_ours and (ref in self.to_take_back or self.rulings.get(ref) is Ruling.KEEP)

    @property
    def doubted(self) -> set[TrackRef]:
        """What its list lacks, and the guard does not believe."""
        return {ref for ref, line in self.lines.items() if line.is_guarded}

    @property
    def standing(self) -> set[TrackRef]:
        """What its list lacks, perhaps, and stands there still: that it went is doubted, or was not meant."""
        return self.doubted | {ref for ref in self.lines if self.rulings.get(ref) is Ruling.UNMEANT}

    @property
    def unheard(self) -> set[TrackRef]:
        """What its list lacks, and nobody hears as unloved yet: it stands still, or the service took it down."""
        return self.standing | {ref for ref, line in self.lines.items() if line.is_taken_down}

    def dated_otherwise(self, dates: Mapping[TrackRef, datetime]) -> list[TrackRef]:
        """What a service dates later than it is remembered."""
        return [
            ref for ref, line in self.lines.items() if line.loved_at and dates.get(ref, line.loved_at) > line.loved_at
        ]

    def may_be_ours(self, ref: TrackRef) -> bool:
        """Whether what stands there may still pass for our own write."""
        row = self.rows.get(ref)
        return ref in self.lines or (row is not None and row.state is not RowState.DONE and row.sent_at is not None)

    def has(self, ref: TrackRef, score: Score) -> bool:
        """Whether a line stands in memory."""
        return ref in self.lines and self.lines[ref].score is score


@dataclass(slots=True, eq=False)
class _Kept:
    """What a database was last found to remember: it holds until something is written."""

    found: dict[str, Remembered] = field(default_factory=dict)

    def is_written(self, connection: Connection) -> None:
        """A transaction is committed."""
        if connection.get_execution_options().get("syncd_writes"):
            self.found = {}


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


def remembered(home: Household) -> dict[str, Remembered]:
    """Every account of a household, by its name."""
    kept = _kept.get(home.database)
    if kept is None:
        kept = _kept[home.database] = _Kept()
        event.listen(home.database._engine, "commit", kept.is_written)
    if kept.found.keys() != home.services.keys():
        kept.found = _read(home)
    return kept.found


def _read(home: Household) -> dict[str, Remembered]:
    with SqlStore(home.database).reading() as tx:
        records = {record.account.whoami: record for record in tx.memory.records()}
        ids = {name: record.account.id for name, record in records.items()}
        lines, rows = tx.memory.loves(ids.values()), tx.outbox.rows(ids.values())
        tombstones, rulings = tx.memory.tombstones(ids.values()), tx.memory.rulings(ids.values())
        to_take_back = tx.answers.amends(ids.values(), Score.NONE)
        to_bring_back = tx.answers.amends(ids.values(), Score.LOVE)
    found = {
        name: Remembered(
            record=records[name],
            lines=lines[id_],
            rows=rows[id_],
            tombstones=tombstones.get(id_, {}),
            to_take_back=to_take_back[id_],
            to_bring_back=to_bring_back[id_],
            rulings=rulings[id_],
        )
        for name, id_ in ids.items()
    }
    nothing = Remembered(record=None, lines={}, rows={}, tombstones={}, to_take_back={}, to_bring_back={}, rulings={})
    return {name: found.get(name, nothing) for name in home.services}


def is_loved(home: Household, memory: Remembered, title: str) -> bool:
    """Whether a human's love of this song stands in an account's memory."""
    lines = (line for line in memory.lines.values() if line.score is Score.LOVE and not line.is_ours)
    return any(home.library.title(line.ref) == title for line in lines)


def is_loved_as_dated(home: Household, account: str, memory: Remembered, title: str) -> bool:
    """Whether it does, and he did not love the song again since."""
    since = memory.dated_otherwise(home.services[account].dates)
    return is_loved(home, memory, title) and title not in map(home.library.title, since)


def knows_all_hates(home: Household, services: Mapping[str, FaultyService], title: str) -> bool:
    """Whether every hate of this song that stands anywhere is remembered as it is dated: none may be heard as news later."""
    memory = remembered(home)
    return all(
        memory[name].has(ref, Score.HATE) and ref not in memory[name].dated_otherwise(service.dates)
        for name, service in services.items()
        for ref in service.lines(title, Score.HATE)
    )


def songs_of(home: Household) -> dict[RecordingId, set[str]]:
    """Which songs stand behind the recordings."""
    with home.database.reading() as connection:
        known = recordings_of(connection, set(Service))
    songs: dict[RecordingId, set[str]] = {}
    for ref, recording in known.items():
        songs.setdefault(recording, set()).add(home.library.title(ref))
    return songs

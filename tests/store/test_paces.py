"""Each host's pace, shared by all processes on one database."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection

from syncd.domain.errors import RateLimited
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from tests.store.hand_clock import Time
from tests.store.people import NOON

JITTER = 0.010001
"""Seconds, and what floats of such a size add."""

_PROCESS = """
import json, sys
from datetime import datetime
from pathlib import Path
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
now = datetime.fromisoformat(sys.argv[2])
pace = SqlPace(Database(Path(sys.argv[1])), "musicbrainz", Budget(1.0), lambda: now)
print(json.dumps([pace.reserve() for _ in range(10)]))
"""


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(database: Database, time: Time) -> SqlPace:
    return SqlPace(database, "musicbrainz", Budget(1.0), time.now)


def apart(slots: list[float]) -> list[float]:
    """How far each slot is from the one before."""
    return [later - earlier for earlier, later in pairwise(sorted(slots))]


def test_slots_are_one_interval_apart(pace: SqlPace, time: Time) -> None:
    """The first is free; who comes early waits; who comes late has saved nothing up."""
    assert [pace.reserve() for _ in range(3)] == [0.0, 1.0, 2.0]
    time.go_on(60)
    assert [pace.reserve() for _ in range(2)] == [0.0, 1.0]


def test_threads_share_one_budget(database: Database, time: Time) -> None:
    """However many ask at once, no two slots are nearer than the rate allows (I14)."""
    slots: list[float] = []

    def ask() -> None:
        own = SqlPace(database, "musicbrainz", Budget(1.0), time.now)
        slots.extend(own.reserve() for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(slots) == 20
    assert apart(slots) == pytest.approx([1.0] * 19)


def test_processes_share_one_budget(database: Database) -> None:
    """A daemon and a command beside it are one client to the host."""
    command = [sys.executable, "-c", _PROCESS, str(database.path), NOON.isoformat()]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    slots = [slot for process in running for slot in json.loads(process.communicate()[0])]

    assert {process.returncode for process in running} == {0}
    assert apart(slots) == pytest.approx([1.0] * 19)


class SlowTime(Time):
    """Time goes by whenever somebody looks at the clock: each look is that far from the one before."""

    def __init__(self, step: float) -> None:
        super().__init__()
        self._step = step

    def now(self) -> datetime:
        """The instant, which has passed by the next look."""
        self.go_on(self._step)
        return self.instant


@pytest.mark.parametrize("step", [0.001, 0.3, 0.9, 1.7])
def test_starts_are_one_interval_apart_however_slow_the_disk(database: Database, step: float) -> None:
    """What a commit takes counts against the wait, never against the distance to the request before."""
    clock = SlowTime(step)
    pace = SqlPace(database, "musicbrainz", Budget(1.0), clock.now)
    starts: list[float] = []
    for _ in range(10):
        wait = pace.reserve()
        assert wait >= 0
        clock.go_on(wait)
        starts.append(clock.instant.timestamp())

    assert min(apart(starts)) >= 1.0 - JITTER
    assert starts[-1] - starts[0] >= 9.0 - JITTER


def test_the_clock_is_read_when_the_turn_has_come(database: Database, time: Time) -> None:
    """Who waited for another writer books from then on, not from when it began to wait."""

    class Crowded(Database):
        """Another writer is always at work when we come, for seven seconds."""

        @contextmanager
        def writing(self) -> Iterator[Connection]:
            time.go_on(7)
            with super().writing() as connection:
                yield connection

    starts: list[float] = []
    with closing(Crowded(database.path)) as crowded:
        for own in (crowded, database):
            wait = SqlPace(own, "musicbrainz", Budget(1.0), time.now).reserve()
            starts.append(time.instant.timestamp() + wait)

    assert apart(starts) == [1.0]


def test_a_late_start_moves_the_next_slot(pace: SqlPace, time: Time) -> None:
    """A request that was kept back after its slot (a record was written first) keeps the next one at its distance."""
    pace.reserve()
    time.go_on(0.75)
    pace.started()

    assert pace.reserve() == pytest.approx(1.0, abs=JITTER)


def test_what_starts_a_little_late_delays_nobody(database: Database) -> None:
    """A clock that is looked at two milliseconds later each time: nothing of that adds up."""
    clock = SlowTime(0.002)
    pace = SqlPace(database, "musicbrainz", Budget(30.0), clock.now)
    began = clock.now().timestamp()
    for _ in range(300):
        clock.go_on(pace.reserve())
        pace.started()

    assert clock.instant.timestamp() - began == pytest.approx(299 / 30, abs=JITTER)


@pytest.mark.parametrize("seconds", [20.0, 45.0])
def test_a_slow_pace_is_kept(database: Database, time: Time, seconds: float) -> None:
    """Also where one interval is longer than a request would wait for anything else."""
    pace = SqlPace(database, "musicbrainz", Budget(1 / seconds), time.now)

    assert [pace.reserve() for _ in range(2)] == [0.0, seconds]


def test_hosts_have_budgets_of_their_own(database: Database, pace: SqlPace, time: Time) -> None:
    """Who waits for one does not wait for another."""
    pace.reserve()

    assert SqlPace(database, "jamendo", Budget(1.0), time.now).reserve() == 0.0
    assert pace.reserve() == 1.0


def test_the_months_requests_are_counted_and_bounded(database: Database) -> None:
    """Jamendo's quota is a month's; what is used up is free again on the first, at midnight UTC."""
    clock = Time()
    clock.instant = datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC)
    pace = SqlPace(database, "jamendo", Budget(10.0, per_month=3), clock.now)
    for _ in range(3):
        pace.reserve()
    with pytest.raises(RateLimited, match="3 requests are used up") as over:
        pace.reserve()
    assert over.value.seconds == 30

    clock.go_on(30)
    assert pace.reserve() == 0.0


@pytest.mark.parametrize("days", [-700, -365, -1.1, -0.01, 365])
def test_a_clock_that_jumps_neither_stalls_nor_spins(database: Database, time: Time, days: float) -> None:
    """A slot of another clock is dropped at once, by whoever comes; one interval is kept, for it may just be used (I15)."""
    before, after = (SqlPace(database, "musicbrainz", Budget(1.0), time.now) for _ in range(2))
    before.reserve()
    time.instant += timedelta(days=days)

    waits = [each.reserve() for each in (before, after, before)]
    assert waits == ([1.0, 2.0, 3.0] if days < 0 else [0.0, 1.0, 2.0])

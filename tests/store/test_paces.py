"""Each host's pace, shared by all processes on one database."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from syncd.domain.errors import RateLimited
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from tests.store.people import NOON

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


class Time:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.instant = NOON

    def now(self) -> datetime:
        """The instant."""
        return self.instant

    def go_on(self, seconds: float) -> None:
        """Time goes by."""
        self.instant += timedelta(seconds=seconds)


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


def test_hosts_have_budgets_of_their_own(database: Database, pace: SqlPace, time: Time) -> None:
    """Who waits for one does not wait for another."""
    pace.reserve()

    assert SqlPace(database, "jamendo", Budget(1.0), time.now).reserve() == 0.0
    assert pace.reserve() == 1.0


def test_a_rest_is_obeyed_by_everybody(database: Database, pace: SqlPace, time: Time) -> None:
    """A short one is waited for, a long one goes up with its reason and the time that is left."""
    pace.rest(20, "asked us to")
    assert SqlPace(database, "musicbrainz", Budget(1.0), time.now).reserve() == 20.0
    pace.rest(300, "is busy")
    with pytest.raises(RateLimited, match="is busy") as rests:
        pace.reserve()
    assert rests.value.seconds == 300

    time.go_on(300)
    assert pace.reserve() == 0.0


def test_a_shorter_rest_takes_nothing_from_a_longer_one(pace: SqlPace) -> None:
    """The host's latest wish to be left alone counts."""
    pace.rest(300, "is busy")
    pace.rest(5, "again")

    with pytest.raises(RateLimited):
        pace.reserve()


def test_blocks_grow_and_are_forgiven(pace: SqlPace, time: Time) -> None:
    """A quarter of an hour, doubling to a day; after a day of peace it begins anew."""
    waits: list[float] = []
    for _ in range(9):
        pace.block("drops us")
        waits.append(_wait(pace))
        time.go_on(waits[-1])
    assert waits == [900, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 86400]

    time.go_on(86_400)
    pace.block("drops us")

    assert _wait(pace) == 900


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


@pytest.mark.parametrize("jump", [timedelta(days=-365), timedelta(days=365)])
def test_a_clock_that_jumps_neither_stalls_nor_spins(pace: SqlPace, time: Time, jump: timedelta) -> None:
    """A slot of next year's clock is at most half a minute away (I15)."""
    pace.reserve()
    time.instant += jump

    assert 0.0 <= pace.reserve() <= 30.0


def _wait(pace: SqlPace) -> float:
    ask: Callable[[], float] = pace.reserve
    with pytest.raises(RateLimited) as rests:
        ask()
    return rests.value.seconds

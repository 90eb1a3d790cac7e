"""What a host is counted to have been asked this month, by all processes together, and whom a block concerns."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from syncd.domain.errors import RateLimited
from syncd.store.database import Database
from syncd.store.overview import Spent, spent
from syncd.store.paces import Budget, SqlPace
from tests.store.hand_clock import Time
from tests.store.people import NOON


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(database: Database, time: Time) -> SqlPace:
    return SqlPace(database, "jamendo", Budget(1.0, per_month=3), time.now)


def counted(database: Database, now: datetime) -> Spent:
    """What the database says was asked of Jamendo."""
    with database.reading() as connection:
        return spent(connection, now)["jamendo"]


def changes(seen_by: Database) -> object:
    """A number that is another one as soon as somebody else has written."""
    with seen_by.reading() as connection:
        return connection.exec_driver_sql("pragma data_version").scalar()


def test_a_request_that_never_left_costs_nothing(database: Database, pace: SqlPace, time: Time) -> None:
    """An outage of days, with a try each hour, leaves the month's budget as it was."""
    for _ in range(10):
        pace.reserve()
        pace.ended(0, never_left=True)
        time.go_on(3600)

    assert counted(database, time.now()).asked_this_month == 0
    assert pace.reserve() == 0.0


def test_bytes_are_counted_with_the_next_request(database: Database, pace: SqlPace, time: Time) -> None:
    """Or at the end; they cost no write of their own."""
    pace.reserve()
    pace.ended(1000, never_left=False)
    assert counted(database, time.now()).bytes_this_month == 0
    pace.reserve()
    assert counted(database, time.now()).bytes_this_month == 1000
    pace.ended(24, never_left=False)
    pace.close()
    pace.close()

    assert counted(database, time.now()) == Spent(asked_this_month=2, bytes_this_month=1024)


def test_bytes_are_booked_when_a_cycle_ends(database: Database, pace: SqlPace, time: Time) -> None:
    """Whoever asks in between sees all of them; where none are left to book, nothing is written."""
    idle = SqlPace(database, "musicbrainz", Budget(1.0), time.now)
    with closing(Database(database.path)) as other:
        pace.reserve()
        pace.ended(1000, never_left=False)
        pace.settle()
        settled = changes(other)
        for each in (idle, pace):
            each.settle()

        assert counted(other, time.now()) == Spent(asked_this_month=1, bytes_this_month=1000)
        assert changes(other) == settled


def test_a_month_begins_with_nothing(database: Database) -> None:
    """Neither requests nor bytes of the last one count, nor does one of them that is taken back."""
    clock = Time()
    clock.instant = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    pace = SqlPace(database, "jamendo", Budget(1.0), clock.now)
    pace.reserve()
    pace.ended(500, never_left=False)
    pace.reserve()
    clock.go_on(120)
    pace.ended(0, never_left=True)
    assert counted(database, clock.now()) == Spent()
    pace.reserve()

    assert counted(database, clock.now()) == Spent(asked_this_month=1)


@pytest.fixture
def metabrainz(database: Database, time: Time) -> Iterator[tuple[SqlPace, SqlPace]]:
    """Two hosts of one house, in two processes."""
    hosts = ("listenbrainz", "musicbrainz")
    with closing(Database(database.path)) as other:
        one, two = (
            SqlPace(each, host, Budget(1.0), time.now, kin=hosts)
            for each, host in zip((database, other), hosts, strict=True)
        )
        yield one, two


def wait(pace: SqlPace) -> float:
    """For how long a host pauses."""
    with pytest.raises(RateLimited, match="drops us") as pauses:
        pace.reserve()
    return pauses.value.seconds


def test_a_block_by_one_host_rests_its_kin(metabrainz: tuple[SqlPace, SqlPace], time: Time) -> None:
    """Whichever of them refuses us, both are left alone, in every process; nobody else is."""
    one, two = metabrainz
    one.block("drops us")
    assert [wait(one), wait(two)] == [900, 900]
    time.go_on(900)
    two.block("drops us")

    assert [wait(one), wait(two)] == [1800, 1800]


def test_a_block_outlives_the_process(metabrainz: tuple[SqlPace, SqlPace], database: Database, time: Time) -> None:
    """The next start knows it, and how often it happened lately."""
    metabrainz[0].block("drops us")
    time.go_on(900 + timedelta(hours=2).total_seconds())
    again = SqlPace(database, "musicbrainz", Budget(1.0), time.now, kin=("listenbrainz",))
    assert again.reserve() == 0.0
    again.block("drops us")

    assert wait(again) == 1800
    assert time.now() > NOON

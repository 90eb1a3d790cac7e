"""A host that wants a pause, or blocks us, is left alone by everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from syncd.domain.errors import RateLimited
from syncd.store.database import Database
from syncd.store.overview import spent
from syncd.store.paces import Budget, SqlPace
from tests.store.hand_clock import Time


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def pace(database: Database, time: Time) -> SqlPace:
    return SqlPace(database, "musicbrainz", Budget(1.0), time.now)


def test_a_pause_is_obeyed_by_everybody(database: Database, pace: SqlPace, time: Time) -> None:
    """A short one is waited for, a long one goes up with its reason and the time that is left."""
    pace.pause(20, "asked us to")
    assert SqlPace(database, "musicbrainz", Budget(1.0), time.now).reserve() == 20.0
    pace.pause(300, "is busy")
    with pytest.raises(RateLimited, match="is busy") as pauses:
        pace.reserve()
    assert pauses.value.seconds == 300

    time.go_on(300)
    assert pace.reserve() == 0.0


def test_one_pause_reads_alike_at_every_host_and_at_all_times(database: Database, time: Time) -> None:
    """Its text is kept with the accounts and told by every command: it says until when, not for how long from then."""
    hosts = ("listenbrainz", "musicbrainz")
    paces = [SqlPace(database, host, Budget(1.0), time.now, kin=hosts) for host in hosts]
    paces[0].block("drops us")
    told = set[str]()
    for pace in paces * 2:
        time.go_on(11.3)
        with pytest.raises(RateLimited) as pauses:
            pace.reserve()
        told.add(str(pauses.value).partition(": ")[2])

    assert told == {"drops us, until 2026-11-22 12:15 UTC"}


def test_a_shorter_pause_takes_nothing_from_a_longer_one(pace: SqlPace) -> None:
    """The host's latest wish to be left alone counts."""
    pace.pause(300, "is busy")
    pace.pause(5, "again")

    with pytest.raises(RateLimited):
        pace.reserve()


@pytest.mark.parametrize("seconds", [900.5, 7200.0])
def test_a_block_shortens_no_pause(pace: SqlPace, seconds: float) -> None:
    """The host asked for longer than a block lasts: it gets that, with its own reason."""
    pace.pause(seconds, "is being mended")
    pace.block("drops us")

    with pytest.raises(RateLimited, match="is being mended") as pauses:
        pace.reserve()
    assert pauses.value.seconds == seconds


def test_one_block_told_twice_is_one_block(pace: SqlPace, time: Time) -> None:
    """The request that met it and the cycle that judges it both tell; only one more after its pause is another one."""
    pace.block("drops us")
    time.go_on(10)
    pace.block("both hosts drop us")
    assert _wait(pace) == 900

    time.go_on(900)
    pace.block("drops us")

    assert _wait(pace) == 1800


def test_a_block_after_a_short_pause_is_a_block(pace: SqlPace) -> None:
    """A pause of seconds that the host asked for keeps nobody from meeting a block."""
    pace.pause(5, "its rate limit is used up")
    pace.block("drops us")

    assert _wait(pace) == 900


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


@pytest.mark.parametrize("back", [timedelta(minutes=2), timedelta(hours=3), timedelta(days=365)])
def test_a_clock_that_is_set_back_ends_a_pause(database: Database, pace: SqlPace, time: Time, back: timedelta) -> None:
    """A pause that has not begun yet by this clock is another clock's; the host is asked, and says so if it still pauses."""
    pace.block("drops us")
    time.instant -= back

    assert pace.reserve() <= 30.0
    with database.reading() as connection:
        assert spent(connection, time.now())["musicbrainz"].pauses_until is None


def test_a_clock_that_is_set_right_by_seconds_ends_none(pace: SqlPace, time: Time) -> None:
    """Clocks are nudged all the time."""
    pace.block("drops us")
    time.go_on(-2)

    assert _wait(pace) == 902


def test_a_block_of_another_clock_binds_none_of_this(pace: SqlPace, time: Time) -> None:
    """Set back by a year, the old pause neither stays nor counts against a new one's length."""
    pace.pause(80_000, "is being mended")
    time.instant -= timedelta(days=365)
    pace.block("drops us")

    assert _wait(pace) == 900


def _wait(pace: SqlPace) -> float:
    ask: Callable[[], float] = pace.reserve
    with pytest.raises(RateLimited) as pauses:
        ask()
    return pauses.value.seconds

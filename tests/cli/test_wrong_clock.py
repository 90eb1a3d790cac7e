"""A machine whose clock is years ahead forgets nothing for good: its hosts know what time it is."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from socket import create_server

import pytest
from structlog.testing import capture_logs

from syncd.cli.daemon import duties_of
from syncd.cli.session import run
from syncd.daemon.clock import SystemClock
from syncd.daemon.config_file import load
from syncd.daemon.wiring import Program, build
from syncd.engine.order import Order
from tests.cli.scene import Scene

DOUBTED = "a host says that it is another day: nothing of the history is forgotten by our clock"


class Clock(SystemClock):
    """The machine's clock, ahead of it by so much."""

    ahead = timedelta(days=1500)

    def now(self) -> datetime:
        """The wall clock."""
        return super().now() + self.ahead


def a_sync(built: Program) -> None:
    """As `syncd sync` makes it."""
    run(built, Order())


def a_day(built: Program) -> None:
    """What a daemon does when a day begins, before it polls anybody."""
    duties_of(built).do(built.clock.now())


def history(at: Scene) -> list[tuple[object, ...]]:
    """All that can be undone, and when it was done."""
    return at.execute("select at, cycle, ref from journal order by id")


@pytest.fixture
def well(synced: Scene) -> Scene:
    """After a sync, with a history of today. Jamendo's login would be renewed years ahead."""
    synced.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
    return synced


@pytest.fixture
def old(well: Scene) -> Scene:
    """What was done is older than is kept."""
    well.execute("update journal set at = '2020-01-01 00:00:00.000000'")
    well.execute("update cycles set started_at = '2020-01-01 00:00:00.000000'")
    return well


@pytest.mark.parametrize("act", [a_sync, a_day])
def test_a_clock_that_is_years_ahead_forgets_nothing(well: Scene, act: Callable[[Program], None]) -> None:
    """However often, and it is told each time."""
    before = history(well)
    with closing(build(load(well.config, {}), clock=Clock())) as built, capture_logs() as logs:
        act(built)
        act(built)

    assert before
    assert history(well)[: len(before)] == before
    assert [each["event"] for each in logs].count(DOUBTED) == 2


@pytest.mark.parametrize("act", [a_sync, a_day])
def test_a_clock_that_a_host_confirms_forgets(old: Scene, act: Callable[[Program], None]) -> None:
    """An hour off is no other day; one question settles it, and for the day."""
    clock = Clock()
    clock.ahead = timedelta(hours=1)
    with closing(build(load(old.config, {}), clock=clock)) as built, capture_logs() as logs:
        act(built)

    assert history(old) == []
    assert DOUBTED not in [each["event"] for each in logs]


def test_where_nobody_answers_nobody_knows(old: Scene) -> None:
    """Nothing is forgotten, and nothing is said of a clock."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    old.rewrite(old.sandbox.url, f"http://127.0.0.1:{port}")
    before = history(old)
    with closing(build(load(old.config, {}))) as built, capture_logs() as logs:
        a_day(built)

    assert history(old) == before
    assert DOUBTED not in [each["event"] for each in logs]


def test_nobody_is_asked_where_nothing_is_old(well: Scene) -> None:
    """What is a day older than is kept is worth a question, once a day; nothing else is."""
    before = well.requests()
    with closing(build(load(well.config, {}))) as built:
        a_day(built)

    assert well.requests() == before

"""The daemon's small parts: what it logs, its daily duties, its doubts about the clock, its ticks."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import chain
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from syncd.daemon.clock import SystemClock
from syncd.daemon.duties import Duties, Duty
from syncd.daemon.scheduler import Ticking
from syncd.daemon.settings import Settings
from syncd.daemon.telling import Telling
from syncd.daemon.timekeeping import ASKED_EVERY, Timekeeper
from syncd.daemon.wiring import build
from syncd.domain.account import Account, AccountId, AccountState, Can, Role
from syncd.domain.errors import Stopped, StoreFailed, Unavailable
from syncd.domain.track import Service
from syncd.engine.decide import Change
from syncd.engine.sync import Outcome
from syncd.engine.world import Member, Polled
from syncd.services.answer import Answer
from syncd.store.database import open_engine
from syncd.store.tables import metadata

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENOUGH = 60
"""Seconds after which a thread that hangs is given up; never waited for otherwise."""


def polled(name: str, state: AccountState) -> Polled:
    """One account of ListenBrainz."""
    service = Service.LISTENBRAINZ
    member = Member(profile="default", name=name, service=service, role=Role.BOTH, host="listenbrainz", favourites=None)
    account = Account(
        profile="default", name=name, service=service, whoami=name, role=Role.BOTH, can=Can.READ, id=AccountId(1)
    )
    return Polled(member=member, state=state, account=account)


def told(telling: Telling, now: datetime, *polls: Polled, added: int = 0) -> list[str]:
    """The events of one cycle."""
    outcome = Outcome(polled=list(polls), cycles=[1], changes={AccountId(1): Change(added=added, removed=0)})
    with capture_logs() as logs:
        telling.cycle(outcome, took=0.1, now=now)
    return [str(event["event"]) for event in logs]


def test_a_service_that_goes_away_is_told_once_and_once_when_it_is_back() -> None:
    """Not at each poll, and not for each of its accounts."""
    telling, away, back = Telling(), AccountState.UNREACHABLE, AccountState.READ

    told_ = [told(telling, NOON, polled("one", state), polled("two", state)) for state in (away, away, back, back)]

    assert told_ == [["cannot be read"], [], ["is back"], []]


A, B = "alice", "bob"
AWAY, BACK, REST = AccountState.UNREACHABLE, AccountState.UNCHANGED, AccountState.RESTING


@pytest.mark.parametrize(
    ("cycles", "lines"),
    [
        ([{A: AWAY, B: BACK}] * 5, ["alice -"]),
        ([{A: AWAY, B: BACK}, {A: AWAY, B: REST}] * 3, ["alice -"]),
        ([{A: REST, B: BACK}, {A: AWAY, B: REST}] * 3, ["listenbrainz -", "listenbrainz +", "alice -"]),
        ([{A: AWAY, B: AWAY}, *[{A: AWAY, B: BACK}] * 3], ["listenbrainz -", "listenbrainz +", "alice -"]),
        ([{A: AWAY, B: BACK}, {A: AWAY, B: AWAY}, {A: AWAY, B: BACK}], ["alice -", "listenbrainz -", "listenbrainz +"]),
        ([{A: AWAY, B: BACK}, {A: BACK, B: REST}], ["alice -", "alice +"]),
        ([{A: AWAY, B: AWAY}, {A: BACK, B: REST}, {A: REST, B: BACK}], ["listenbrainz -", "listenbrainz +"]),
        ([{A: BACK, B: AccountState.INCOMPLETE}, {A: BACK, B: BACK}], ["bob -", "bob +"]),
    ],
    ids=["always", "polled more often", "polled by turns", "left over", "then both", "mended", "both back", "nonsense"],
)
def test_an_account_that_is_away_alone_is_told_of_by_its_own_name(
    cycles: list[dict[str, AccountState]], lines: list[str]
) -> None:
    """That a neighbour at the same host is read takes nothing back: who stays away is named, once."""
    telling = Telling()
    with capture_logs() as logs:
        for hour, states in enumerate(cycles):
            polls = [polled(name, state) for name, state in states.items()]
            telling.cycle(Outcome(polled=polls), took=0.1, now=NOON + timedelta(hours=hour))
    sign = {"cannot be read": "-", "is back": "+"}

    assert [f"{event['who']} {sign[event['event']]}" for event in logs if event["event"] in sign] == lines


def test_an_account_may_have_the_name_of_its_host() -> None:
    """What is told of the one is not taken for the other."""
    telling, names = Telling(), ("listenbrainz", "bob")
    states = [dict(zip(names, (AWAY, BACK), strict=True))] * 3
    told_ = [told(telling, NOON, *(polled(name, state) for name, state in each.items())) for each in states]

    assert told_ == [["cannot be read"], [], []]


def test_quiet_cycles_are_one_line_a_day() -> None:
    """A cycle with news has a line of its own that counts the quiet ones before it."""
    telling, one = Telling(), polled("one", AccountState.READ)
    quiet = [told(telling, NOON + timedelta(hours=hour), one) for hour in range(48)]

    assert list(chain.from_iterable(quiet)) == ["nothing new", "nothing new"]
    assert told(telling, NOON + timedelta(days=2), one, added=3) == ["cycle"]


@pytest.mark.parametrize("error", [StoreFailed("no room"), PermissionError("no room")], ids=["store", "disk"])
def test_a_daily_duty_is_done_once_a_day_and_stops_nobody(error: Exception) -> None:
    """One that fails is told, and tried again the next day; what the disk refuses is no bug of ours."""
    done: list[datetime] = []

    def fails(_now: datetime) -> None:
        raise error

    duties = Duties([Duty("a copy", fails), Duty("another", done.append)])
    with capture_logs() as logs:
        for hour in (0, 1, 20, 21):
            duties.do(NOON + timedelta(hours=hour))

    assert done == [NOON, NOON + timedelta(hours=20)]
    assert [event["trouble"] for event in logs] == ["no room", "no room"]


class Hands:
    """Two clocks and a host, set by a test."""

    def __init__(self) -> None:
        self.now, self.its, self.elapsed, self.knocks = NOON, NOON, 0.0, 0

    def knock(self) -> Answer:
        """What the host says."""
        self.knocks += 1
        if self.its is None:
            raise Unavailable("listenbrainz", "out of reach")
        return Answer(200, {"date": format_datetime(self.its)}, b"")

    def keeper(self) -> Timekeeper:
        """Whom it is about."""
        return Timekeeper(self.knock, lambda: self.now, lambda: self.elapsed)


def test_a_clock_that_goes_right_asks_nobody() -> None:
    """Nor does one that is a minute behind, as clocks are that somebody sets."""
    hands = Hands()

    assert all(
        hands.keeper().may_go_on(newest) for newest in (None, NOON - timedelta(days=1), NOON + timedelta(seconds=50))
    )
    assert hands.knocks == 0


def test_a_host_that_agrees_with_our_clock_settles_it() -> None:
    """One request, one line, and on it goes: what was noted of later was another clock's."""
    hands = Hands()
    keeper, newest = hands.keeper(), NOON + timedelta(days=7)

    with capture_logs() as logs:
        assert [keeper.may_go_on(newest) for _ in range(3)] == [True, True, True]

    assert (hands.knocks, len(logs)) == (1, 1)


def test_a_clock_that_is_behind_is_waited_for() -> None:
    """A host that disagrees is asked again every quarter of an hour, and it is told once."""
    hands = Hands()
    hands.its = NOON + timedelta(days=7)
    keeper, newest = hands.keeper(), NOON + timedelta(days=7)

    with capture_logs() as logs:
        answers = [keeper.may_go_on(newest) for _ in range(3)]
        hands.elapsed += ASKED_EVERY.total_seconds()
        answers.append(keeper.may_go_on(newest))
    hands.now = newest

    assert answers == [False] * 4
    assert (hands.knocks, len(logs)) == (2, 1)
    assert keeper.may_go_on(newest)


def test_an_interrupted_clock_goes_on_and_a_stopped_one_does_not() -> None:
    """What is urgent ends the waits of the moment; the end of the process ends all of them."""
    clock = SystemClock()
    clock.interrupt()
    with pytest.raises(Stopped):
        clock.sleep(ENOUGH)
    clock.resume()
    clock.sleep(0)
    clock.stop()
    clock.resume()

    with pytest.raises(Stopped):
        clock.sleep(ENOUGH)
    clock.until_stopped()
    assert clock.is_stopping


@contextmanager
def ticking(clock: SystemClock) -> Iterator[Ticking]:
    """Ticks often."""
    yield Ticking(clock, seconds=0.01)


def test_it_ticks_until_the_clock_is_stopped() -> None:
    """Side by side, and each again and again."""
    clock, counts = SystemClock(), [0, 0]

    def count(which: int) -> None:
        counts[which] += 1
        if min(counts) >= 3:
            clock.stop()

    with ticking(clock) as ticks:
        ticks.every_tick(lambda: count(0))
        ticks.every_tick(lambda: count(1))
        ticks.run()

    assert min(counts) >= 3


def test_a_long_tick_delays_the_next_one_and_loses_none() -> None:
    """No tick begins beside itself, and nobody complains."""
    clock, running, again = SystemClock(), [0], Event()

    def work() -> None:
        running[0] += 1
        assert running[0] == 1
        if not again.wait(0.1):
            again.set()
        else:
            clock.stop()
        running[0] -= 1

    with ticking(clock) as ticks, capture_logs() as logs:
        ticks.every_tick(work)
        ticks.run()

    assert logs == []


def test_what_a_tick_raises_ends_it_all() -> None:
    """The main thread hears of it, as it would without a scheduler."""

    def fails() -> None:
        raise StoreFailed("the disk failed")

    with ticking(SystemClock()) as ticks:
        ticks.every_tick(fails)
        with pytest.raises(StoreFailed, match="the disk failed"):
            ticks.run()


def test_work_that_makes_no_step_is_stuck() -> None:
    """A request is a step, and a wait is none of its silence; where nothing is under way nothing hangs."""
    awake = 0.0
    clock = SystemClock(lambda: awake)
    stuck = [clock.stuck_for]
    with clock.working():
        awake += 5000
        stuck.append(clock.stuck_for)
        clock.step()
        awake += 10
        stuck.append(clock.stuck_for)
        clock.interrupt()
        with pytest.raises(Stopped):
            clock.sleep(300)  # were it not interrupted it would take so long
        clock.step()
        awake += 310
        stuck.append(clock.stuck_for)
    awake += 5000

    assert [*stuck, clock.stuck_for] == [0, 5000, 10, 10, 0]


def test_every_request_of_a_program_is_a_step(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """Its pace says so: when a slot is booked, and when the request leaves."""
    awake, database = 0.0, tmp_path / "syncd.db"
    settings = loaded('[accounts.lb]\nservice = "listenbrainz"\ntoken = "3d2c-some-lb-canary"\n')
    engine = open_engine(database)
    metadata.create_all(engine)
    engine.dispose()
    clock, seen = SystemClock(lambda: awake), []
    with closing(build(settings, database_path=database, clock=clock)) as program, clock.working():
        assert program.builder is not None
        pace = program.builder.paces[Service.LISTENBRAINZ]
        for act in (pace.reserve, pace.started):
            awake += 100
            act()
            seen.append(clock.stuck_for)

    assert seen == [0, 0]

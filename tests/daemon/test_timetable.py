"""A year of polls, on a clock that a test sets."""

import operator
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syncd.daemon.rounds import _FOUND
from syncd.daemon.settings import Settings
from syncd.daemon.timetable import Timetable
from syncd.daemon.wiring import build
from syncd.domain.account import AccountState, Label
from syncd.planner.due import Found, Habit
from syncd.store.database import Database
from syncd.store.polls import load_polls
from syncd.store.tables import metadata

HOUR = timedelta(hours=1)
ONE, TWO, THREE = (Label("default", name) for name in ("one", "two", "three"))
START = datetime(2028, 1, 1, tzinfo=UTC)  # a year with a leap day


@pytest.fixture
def database() -> Iterator[Database]:
    """A database in memory."""
    with closing(Database(Path(":memory:"))) as database:
        metadata.create_all(database._engine)
        yield database


def test_the_engine_knows_how_often_an_account_is_polled(loaded: Callable[[str], Settings], tmp_path: Path) -> None:
    """By that it knows when a whole look had better not wait for the next poll."""
    settings = loaded('[accounts.lb]\nservice = "listenbrainz"\ntoken = "3d2c-some-lb-canary"\npoll_every = "20h"\n')
    with closing(build(settings, database_path=tmp_path / "syncd.db")) as program:
        assert [member.every for member in program.world.members] == [20 * HOUR]


def test_a_year_of_hourly_polls(database: Database) -> None:
    """Every poll that was due happened once: no drift, no pile-up, through outages, sleeps, summer time and a leap day."""
    seed = 11
    print(f"seed {seed}")
    dice = random.Random(seed)
    outages = [(START + timedelta(days=day), START + timedelta(days=day, hours=30)) for day in (40, 59, 85, 299)]
    asleep = [(START + timedelta(days=day), START + timedelta(days=day, hours=9)) for day in (10, 200)]
    habits = {ONE: Habit(every=HOUR)}
    table, now, polls = Timetable(database, habits, START, dice.random), START, []
    while now < START + timedelta(days=366):
        now = max([now, *(end for begin, end in asleep if begin <= now < end)])
        for label in table.due(now):
            is_out = any(begin <= now < end for begin, end in outages)
            polls.append((now, is_out))
            table.note({label: Found.SILENCE if is_out else Found.NEWS}, now)
            assert not table.due(now)
        if dice.random() < 0.01:  # the daemon is started anew
            table = Timetable(database, habits, now, dice.random)
        now = max(now + timedelta(seconds=60), table.schedules[ONE].next_at)  # between the two no tick finds anything

    well = [at for at, is_out in polls if not is_out]
    disturbed = [
        (begin - HOUR, begin + timedelta(days=2)) for begin in [START, *(begin for begin, _ in outages + asleep)]
    ]
    calm = [at for at in well if not any(begin <= at <= end for begin, end in disturbed)]
    gaps = [gap for gap in map(operator.sub, calm[1:], calm) if gap < timedelta(days=1)]
    assert timedelta(minutes=50) <= min(gaps) <= max(gaps) <= timedelta(minutes=70)
    assert sum(gaps, timedelta()) / len(gaps) == pytest.approx(HOUR, abs=timedelta(seconds=5))
    origin = datetime(1970, 1, 1, tzinfo=UTC) + HOUR * table.schedules[ONE].phase
    assert max((at - origin) % HOUR for at in calm) <= timedelta(minutes=7), "the grid stays where it is"
    summer = ZoneInfo("Europe/Berlin")
    assert {at.astimezone(summer).utcoffset() for at in calm} == {HOUR, HOUR * 2}
    leap_day = datetime(2028, 2, 29, tzinfo=UTC)
    assert sum(leap_day <= at < leap_day + timedelta(days=1) and is_out for at, is_out in polls) > 0
    assert max(map(operator.sub, well[1:], well)) <= timedelta(hours=32)


@dataclass
class Login:
    """A login that lives for so long; one that `renews` does so when it is used, as long as its host answers."""

    life: timedelta
    renews: bool
    since: datetime = START

    def state(self, now: datetime, *, is_out: bool) -> AccountState:
        """What a poll at this moment comes to."""
        if is_out:
            return AccountState.UNREACHABLE
        is_alive = now < self.since + self.life
        if is_alive and self.renews:
            self.since = now
        return AccountState.READ if is_alive else AccountState.NEEDS_LOGIN if self.renews else AccountState.ASLEEP


def test_a_year_of_logins(database: Database) -> None:
    """One that renews itself is never noticed, but for the outage it did not survive; one that only a human renews sleeps,
    is knocked at once a day at most, and is read at once after each login. Nobody's sleep disturbs the other.
    """
    logins = {ONE: Login(timedelta(days=14), renews=True), TWO: Login(timedelta(days=50), renews=False)}
    outages = [
        (START + timedelta(days=day), START + timedelta(days=day + lasts)) for day, lasts in ((90, 2), (200, 15))
    ]
    logged_in = [START + timedelta(days=day, hours=7) for day in (60, 130, 180, 216, 290)]
    human = list(logged_in)
    habits = {ONE: Habit(every=HOUR * 12), TWO: Habit(every=HOUR * 12)}
    table, now, polls = Timetable(database, habits, START, random.Random(12).random), START, []
    while now < START + timedelta(days=366):
        while human and human[0] <= now:
            for login in logins.values():
                login.since = now
            table.hurry(logins, human.pop(0))
        for label in table.due(now):
            is_out = any(begin <= now < end for begin, end in outages)
            polls.append((label, now, state := logins[label].state(now, is_out=is_out)))
            table.note({label: _FOUND.get(state, Found.NEWS)}, now)
        now = min([max(now + timedelta(minutes=1), min(each.next_at for each in table.schedules.values())), *human])

    def at(label: Label, *states: AccountState) -> list[datetime]:
        return [at for whose, at, state in polls if whose == label and state in states]

    renewed, refused, slept = (
        at(ONE, AccountState.READ),
        at(ONE, AccountState.NEEDS_LOGIN),
        at(TWO, AccountState.ASLEEP),
    )
    assert {(each - START).days for each in refused} == {215, 216}, "the second outage outlasted the login"
    assert 650 <= len(renewed) <= 760
    assert max(map(operator.sub, renewed[1:], renewed)) <= timedelta(days=16, hours=20)
    assert 70 <= len(slept) <= 130, "eighty days in four sleeps"
    assert set(logged_in) <= set(at(TWO, AccountState.READ)) & set(renewed)


def test_an_outage_is_probed_now_and_then(database: Database) -> None:
    """Thirty hours without a network cost some forty tries of one account, not thirty of each, and both come back soon."""
    table, now = Timetable(database, {ONE: Habit(every=HOUR), TWO: Habit(every=HOUR)}, START, lambda: 0.5), START
    tried = 0
    for _ in range(30 * 60):
        found = table.due(now)
        tried += len(found)
        table.note(dict.fromkeys(found, Found.SILENCE), now)
        now += timedelta(minutes=1)
    assert table.is_offline
    assert 25 <= tried <= 60

    seen: dict[Label, datetime] = {}
    back = now
    while len(seen) < 2:
        for label in table.due(now):
            seen.setdefault(label, now)
            table.note({label: Found.NEWS}, now)
        now += timedelta(minutes=1)

    assert max(seen.values()) - back < HOUR * 1.2


def test_what_was_planned_outlives_the_process(database: Database) -> None:
    """The next start knows the same next polls; an account that failed is due at once, for somebody may have mended it."""
    habits = {ONE: Habit(every=HOUR), TWO: Habit(every=HOUR)}
    table = Timetable(database, habits, START, lambda: 0.5)
    table.note({ONE: Found.NEWS, TWO: Found.SHUT}, START)

    again = Timetable(database, habits, START + timedelta(minutes=1), lambda: 0.9)

    assert again.schedules[ONE] == table.schedules[ONE]
    assert again.due(START + timedelta(minutes=1)) == {TWO}


def test_a_shorter_interval_counts_from_the_next_start_on(database: Database) -> None:
    """Who says 15 minutes instead of a day waits no day for it; everybody else is told so, too, and longer ones wait."""
    Timetable(database, dict.fromkeys((ONE, TWO), Habit(every=HOUR * 24)), START, lambda: 0.5).note(
        {ONE: Found.NEWS, TWO: Found.NEWS}, START
    )
    now = START + timedelta(minutes=1)
    habits = {ONE: Habit(every=timedelta(minutes=15)), TWO: Habit(every=HOUR * 48)}

    table = Timetable(database, habits, now, lambda: 0.5)

    assert table.due(now) == set()
    assert table.due(now + timedelta(minutes=21)) == {ONE}
    with database.reading() as connection:
        assert load_polls(connection) == table.schedules


def test_an_account_without_a_login_does_not_hide_that_we_are_offline(database: Database) -> None:
    """It is refused without a request, which proves no network; nor does it end an outage for the others."""
    habits = dict.fromkeys((ONE, TWO, THREE), Habit(every=HOUR))
    table = Timetable(database, habits, START, lambda: 0.5)
    table.note({ONE: Found.SILENCE, TWO: Found.SILENCE, THREE: Found.SHUT}, START)
    silent = {label: table.schedules[label] for label in (ONE, TWO)}

    table.note({THREE: Found.SHUT}, START)

    assert table.is_offline
    assert {label: table.schedules[label] for label in (ONE, TWO)} == silent
    assert len(table.due(START + HOUR * 2)) == 2, "the login's own time, and one host to probe the network with"


def test_a_new_account_is_due_at_once(database: Database) -> None:
    """What the configuration names for the first time is polled first; what it names no more is forgotten."""
    Timetable(database, {ONE: Habit(every=HOUR)}, START, lambda: 0.5).note({ONE: Found.NEWS}, START)

    table = Timetable(database, {TWO: Habit(every=HOUR)}, START, lambda: 0.5)

    assert table.due(START) == {TWO}


def test_a_target_that_may_have_been_written_is_looked_at_soon(database: Database) -> None:
    """A write whose arrival nobody has proved brings the daily look nearer."""
    habit = Habit(every=HOUR, is_mere_target=True)
    table = Timetable(database, {ONE: habit}, START, lambda: 0.5)
    table.note({ONE: Found.NEWS}, START)
    assert not table.due(START + HOUR)

    table.note({}, START, frozenset({ONE}))

    assert table.due(START + HOUR) == {ONE}


def test_a_low_budget_stretches_polls(database: Database) -> None:
    """As soon as it is low and for as long as it is, whatever the account itself found."""
    times = {ONE: 4}
    table = Timetable(database, {ONE: Habit(every=HOUR), TWO: Habit(every=HOUR)}, START, lambda: 0.0, lambda _: times)
    waits = []
    for label in (ONE, TWO):
        table.note({label: Found.NEWS}, START)
        waits.append(table.schedules[label].next_at - START)
    times.clear()
    table.note({ONE: Found.NEWS}, START)

    assert HOUR < waits[0] <= HOUR * 5
    assert waits[1] <= HOUR * 1.25
    assert table.schedules[ONE].next_at - START <= HOUR * 1.25


def test_a_budget_that_is_for_writes_is_not_polled_away(database: Database) -> None:
    """Its accounts wait day by day, and are not overdue meanwhile; the others go on, and with the new month they, too."""
    reserved = {ONE}
    habits = {ONE: Habit(every=HOUR), TWO: Habit(every=HOUR)}
    table = Timetable(database, habits, START, lambda: 0.5, reserved=lambda _: reserved)
    table.note(dict.fromkeys(habits, Found.NEWS), START)
    later = START + HOUR * 2

    assert table.due(later) == {TWO}
    assert table.schedules[ONE].next_at == later + timedelta(days=1)
    reserved.clear()
    assert table.due(later + timedelta(days=1)) == {ONE, TWO}


def test_what_a_write_needs_is_read_although_the_budget_is_for_writes(database: Database) -> None:
    """The look before the first write, the look that proves one, and the first look at all; then it is enough."""
    table = Timetable(database, {ONE: Habit(every=HOUR)}, START, lambda: 0.5, reserved=lambda _: {ONE})
    first = table.due(START)
    table.note({ONE: Found.NEWS}, START, frozenset({ONE}))
    proving = table.due(START + HOUR * 2)
    table.note({ONE: Found.NEWS}, START + HOUR * 2)
    enough = table.due(START + HOUR * 4)
    table.hurry({ONE}, START + HOUR * 4)

    assert (first, proving, enough) == (frozenset({ONE}), frozenset({ONE}), frozenset())
    assert table.due(START + HOUR * 4) == {ONE}

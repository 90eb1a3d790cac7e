"""The words to a supervisor, over a real socket."""

import os
import secrets
import select
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from syncd.daemon.supervisor import LOOKED_AT_EVERY, STUCK_AFTER, Pulse, Supervisor, more_time, status
from syncd.domain.errors import StoreFailed

ENOUGH = 60
"""Seconds after which a word that never comes is given up; never waited for otherwise."""


class Ear:
    """A supervisor's end of the socket."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(ENOUGH)
        self.socket.bind(name.replace("@", "\0", 1))

    def heard(self) -> list[str]:
        """The words of the next datagram."""
        return self.socket.recv(4096).decode().splitlines()

    def has_more(self) -> bool:
        """Whether another one waits already."""
        return bool(select.select([self.socket], [], [], 0)[0])


@pytest.fixture(params=["path", "abstract"])
def ear(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ear]:
    """A socket of either kind."""
    listening = Ear(str(tmp_path / "notify") if request.param == "path" else f"@syncd-test-{secrets.token_hex(8)}")
    yield listening
    listening.socket.close()


def test_words_arrive_in_one_datagram(ear: Ear) -> None:
    """At a socket in the file system and at an abstract one, which is written with an @."""
    Supervisor.named_by({"NOTIFY_SOCKET": ear.name}).tell("READY=1", status("one\nREADY=0"), more_time(1.5))

    assert ear.heard() == ["READY=1", "STATUS=one READY=0", "EXTEND_TIMEOUT_USEC=1500000"]


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "nowhere", "/no/such/socket", "@" + "x" * 300])
def test_nobody_to_tell_is_no_trouble(address: str) -> None:
    """No supervisor, an address of another kind, or one where nobody listens: the work goes on."""
    supervisor = Supervisor.named_by({"NOTIFY_SOCKET": address})
    supervisor.tell("READY=1")

    assert supervisor == Supervisor(address)


def test_a_deaf_supervisor_does_not_stop_the_work(ear: Ear) -> None:
    """One that reads nothing, so that its queue is full, misses words."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler, suppress(BlockingIOError):
        filler.setblocking(False)
        while True:
            filler.sendto(b"full", ear.name.replace("@", "\0", 1))
    Supervisor(ear.name).tell("READY=1")

    assert ear.heard() == ["full"]


@pytest.mark.parametrize(
    ("usec", "pid", "seconds"),
    [
        ("4000000", str(os.getpid()), 4.0),
        ("4000000", None, 4.0),
        ("4000000", "1", None),
        ("0", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
    ids=["ours", "anybody's", "another's", "none", "nonsense", "absent"],
)
def test_the_watchdog_is_ours_only_where_it_says_so(usec: str | None, pid: str | None, seconds: float | None) -> None:
    """A child inherits the variables of its parent, and the parent's watchdog is not its own."""
    given = {"WATCHDOG_USEC": usec, "WATCHDOG_PID": pid}
    env = {name: value for name, value in given.items() if value is not None}

    assert Supervisor.named_by(env).watchdog == seconds


class Hands:
    """A database and a clock, moved by a test."""

    def __init__(self) -> None:
        self.elapsed, self.line, self.looks, self.is_broken = 100.0, "1 account", 0, False
        self.stuck_for = 0.0

    def look(self) -> None:
        """The database answers or not."""
        self.looks += 1
        if self.is_broken:
            raise StoreFailed("no answer")

    def pulse(self, supervisor: Supervisor) -> Pulse:
        """Whom it is about."""
        return Pulse(supervisor, self.look, lambda: self.line, lambda: self.elapsed, lambda: self.stuck_for)


@pytest.fixture
def hands() -> Hands:
    """All is well."""
    return Hands()


def test_a_life(ear: Ear, hands: Hands) -> None:
    """Ready with its status, a new status where it changed, alive at half the watchdog's time, and the end."""
    pulse = hands.pulse(Supervisor(ear.name, watchdog=10))
    pulse.begin()
    pulse.beat()
    hands.line = "2 accounts"
    pulse.beat()
    hands.elapsed += 5
    pulse.beat()
    pulse.beat()
    pulse.end()

    assert ear.heard() == ["READY=1", "STATUS=1 account"]
    assert ear.heard() == ["STATUS=2 accounts"]
    assert ear.heard() == ["WATCHDOG=1"]
    assert ear.heard()[0] == "STOPPING=1"
    assert not ear.has_more()


def test_a_database_that_does_not_answer_is_no_life(ear: Ear, hands: Hands) -> None:
    """Then the watchdog hears nothing, until it answers again."""
    pulse = hands.pulse(Supervisor(ear.name, watchdog=10))
    pulse.begin()
    hands.is_broken = True
    for _ in range(3):
        hands.elapsed += 5
        pulse.beat()
    hands.is_broken = False
    hands.elapsed += 5
    pulse.beat()

    assert [ear.heard() for _ in range(4)] == [
        ["READY=1", "STATUS=1 account"],
        ["STATUS=the database does not answer"],
        ["WATCHDOG=1"],
        ["STATUS=1 account"],
    ]
    assert not ear.has_more()


def test_a_round_that_hangs_is_no_life(ear: Ear, hands: Hands) -> None:
    """Ticks and database are not enough: a round that makes no step for an hour is left to the watchdog; a slow one lives."""
    pulse = hands.pulse(Supervisor(ear.name, watchdog=10))
    pulse.begin()
    for stuck in (STUCK_AFTER, STUCK_AFTER + 1, STUCK_AFTER + 6, 0.0):
        hands.elapsed, hands.stuck_for = hands.elapsed + 5, stuck
        pulse.beat()

    assert [ear.heard() for _ in range(5)] == [
        ["READY=1", "STATUS=1 account"],
        ["WATCHDOG=1"],
        ["STATUS=hangs: for an hour nothing was asked, and nothing waited for"],
        ["WATCHDOG=1"],
        ["STATUS=1 account"],
    ]
    assert not ear.has_more()


def test_without_a_watchdog_the_database_is_looked_at_once_a_minute(hands: Hands) -> None:
    """Ticks come every few seconds, and cost next to nothing."""
    pulse = hands.pulse(Supervisor())
    for _ in range(100):
        hands.elapsed += LOOKED_AT_EVERY / 20
        pulse.beat()

    assert hands.looks == 5

"""`syncd daemon` under a supervisor that listens as systemd does."""

import re
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from syncd.daemon.messenger import is_installed
from syncd.sandbox import Fault, Switch
from tests.daemon.hooks import web_hook
from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon, settled

Make = Callable[..., Stage]


class Ear:
    """A supervisor's end of the socket."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(ENOUGH)
        self._socket.bind(str(path))
        self._waiting: deque[str] = deque()
        self.words: list[str] = []

    def wait_for(self, *parts: str) -> str:
        """The next word that has all these in it."""
        while True:
            while self._waiting:
                self.words.append(self._waiting.popleft())
                if all(part in self.words[-1] for part in parts):
                    return self.words[-1]
            self._waiting.extend(self._socket.recv(4096).decode().splitlines())

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()


@pytest.fixture
def ear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    """Whoever is started now is supervised, with a watchdog that barks after four seconds."""
    with closing(Ear(tmp_path / "notify")) as listening:
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "4000000")
        yield listening


def test_a_supervised_life(stage: Make, ear: Ear) -> None:
    """Time for the database first, then ready; a status with accounts and next poll; alive again and again; the end."""
    here = stage(favourites=60)
    with daemon(here) as running:
        ear.wait_for("READY=1")
        words = list(ear.words)
        settled(running)
        told = ear.wait_for("STATUS=3 accounts; next poll 2")
        alive = [ear.wait_for("WATCHDOG=1") for _ in range(2)]
        code = running.end()
        ear.wait_for("STOPPING=1")

    assert words[0].startswith("STATUS=looking after the database")
    assert words[1] == "EXTEND_TIMEOUT_USEC=600000000"
    assert " UTC" in told
    assert alive == ["WATCHDOG=1"] * 2
    assert code == 0


def test_it_is_ready_although_every_service_is_down(stage: Make, ear: Ear) -> None:
    """No upstream is waited for; who is in trouble stands in the status."""
    down = tuple(
        Switch(service=each, fault=Fault.DOWN) for each in ("boomplay", "listenbrainz", "jamendo", "musicbrainz")
    )
    here = stage(favourites=10, switches=down)
    with daemon(here) as running:
        ear.wait_for("READY=1")
        trouble = "my-boomplay unreachable, my-jamendo unreachable, my-listenbrainz unreachable"
        told = ear.wait_for("STATUS=3 accounts", f"trouble: {trouble}")
        assert running.end() == 0

    assert "next poll" in told


def test_trouble_and_doubts_stand_in_the_status(stage: Make, ear: Ear) -> None:
    """An account that is out of reach by its name, and how many songs wait for a human."""
    here = stage(favourites=60, switches=(Switch(service="jamendo", fault=Fault.DOWN),))
    with daemon(here) as running:
        told = ear.wait_for("STATUS=3 accounts", "doubtful", "trouble: my-jamendo unreachable")
        assert running.end() == 0

    assert re.fullmatch(
        r"STATUS=3 accounts; next poll \S+ \S+ UTC; \d+ doubtful; trouble: my-jamendo unreachable", told
    )


def test_one_that_lacks_the_lock_is_never_ready(stage: Make, ear: Ear) -> None:
    """The second daemon on a database ends with 75, and its supervisor heard of no start."""
    here = stage(favourites=10)
    with daemon(here) as running:
        ear.wait_for("READY=1")
        ear.words.clear()
        second = here.run("daemon", "-q")
        assert running.end() == 0
        ear.wait_for("STOPPING=1")

    assert second.returncode == 75
    assert "READY=1" not in ear.words


@pytest.mark.skipif(not is_installed(), reason="the extra `notify` is not installed")
def test_last_words_get_the_time_that_they_take(
    stage: Make, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who said that it ends is killed after ten seconds, unless it asks for more: a message may take a minute."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    here = stage(favourites=10)
    database = here.config.with_suffix(".db")
    with web_hook() as (address, letters):
        here.config.write_text(f'{here.config.read_text()}\n[notify]\nurls = ["{address}/well"]\n')
        with daemon(here) as running:
            settled(running)
            database.rename(database.with_name("elsewhere"))
            ear.wait_for("STOPPING=1")
            ear.wait_for("EXTEND_TIMEOUT_USEC=70000000")
            letter = letters.wait(ENOUGH)
            code = running.process.wait(timeout=ENOUGH)

    assert "the database is gone" in letter["message"]
    assert code == 74

"""`syncd review` on a real terminal, in a process of its own: how it ends."""

import os
import signal
import subprocess
import sys

import pytest

from tests.cli.planting import desk, plant
from tests.cli.reviewing import off
from tests.cli.scene import Scene

_ON_THIS_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from syncd.cli.main import main
main()
"""


class Terminal:
    """A terminal with `syncd review` on it."""

    def __init__(self, scene: Scene) -> None:
        self.keys, inside = os.openpty()
        command = [sys.executable, "-c", _ON_THIS_TERMINAL, "review", "--config", str(scene.config)]
        environment = {**os.environ, "TERM": "xterm"}
        self._process = subprocess.Popen(
            command, stdin=inside, stdout=inside, stderr=inside, start_new_session=True, env=environment
        )
        os.close(inside)
        self.seen = b""

    def wait_for(self, text: str) -> None:
        """Read until that stands on the screen."""
        while text.encode() not in self.seen:
            self.seen += os.read(self.keys, 4096)

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self.keys, key.encode())

    def end(self) -> int:
        """The exit code, as a shell gives it."""
        return self._process.wait(timeout=60)


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """Two songs wait."""
    with desk(fresh) as here:
        plant(here, [off(1, "Harbour"), off(2, "Willow")])
    return fresh


def test_a_closed_terminal_ends_it_with_129_and_nothing_is_lost(planted: Scene) -> None:
    """As `contract.md` says of SIGHUP; the last answer is written down, and no bug is reported."""
    terminal = Terminal(planted)
    terminal.wait_for("Harbour")
    terminal.press("a")
    terminal.wait_for("accepted")
    os.close(terminal.keys)
    assert terminal.end() == 128 + signal.SIGHUP
    assert planted.execute("select said from answers") == [("is",)]


def test_the_end_of_the_input_quits(planted: Scene) -> None:
    """Ctrl-D is q."""
    terminal = Terminal(planted)
    terminal.wait_for("Harbour")
    terminal.press("a")
    terminal.wait_for("accepted")
    terminal.press("\x04")
    terminal.wait_for("1 left")
    assert terminal.end() == 0
    os.close(terminal.keys)
    assert planted.execute("select said from answers") == [("is",)]

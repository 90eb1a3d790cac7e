"""`syncd review` on a real terminal: single keys, the screen, and how it ends."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.cli.planting import Doubt, desk, heard, identities, known, mbid, plant
from tests.cli.scene import Scene
from tests.system.conftest import Stage
from tests.system.terminals import Terminal

Make = Callable[..., Stage]


@pytest.fixture
def planted(stage: Make) -> Scene:
    """Two songs wait."""
    here = stage(favourites=20)
    scene = Scene(here.sandbox, here.config)
    with desk(scene) as at:
        plant(
            at,
            [
                Doubt(heard(n, title, "Nina Holm"), (known(n, title, "Nina Holm", 207),), None)
                for n, title in ((1, "Harbour \x1b[2J\u202e\x07"), (2, "Willow"))
            ],
        )
    return scene


@pytest.fixture
def sit(planted: Scene) -> Iterator[Callable[..., Terminal]]:
    """Starts `syncd review` on a terminal of 80 by 24."""
    opened: list[Terminal] = []

    def sitting(kind: str = "xterm", *arguments: str) -> Terminal:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = [sys.executable, "-m", "syncd", "review", *arguments, "-q", "--config", str(planted.config)]
        environment = {name: each for name, each in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment | {"TERM": kind},
            preexec_fn=lambda: _has_terminal(slave),  # noqa: PLW1509  # one thread here; Ctrl-C needs a terminal to control
        )
        os.close(slave)
        opened.append(Terminal(process, master))
        return opened[-1]

    yield sitting
    for terminal in opened:
        with closing(terminal):
            pass


def _has_terminal(slave: int) -> None:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def taken(scene: Scene) -> set[str | None]:
    """What the songs are taken for."""
    with desk(scene) as here:
        return set(identities(here).values())


def test_one_key_answers_and_the_terminal_is_left_as_it_was(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """No Enter is needed; arrow keys mean nothing, though their codes hold digits; hostile names are harmless."""
    terminal = sit()
    terminal.wait_for("? help")
    assert "2 left" in terminal.shown
    assert not {"\u202e", "\x07"} & set(terminal.shown)
    assert terminal.shown.count("\x1b[2J") == 1
    terminal.types("\x1b[1~")
    terminal.wait_for("shows the keys")
    terminal.types("a")
    terminal.wait_for("takes it back")
    assert "1 left" in terminal.shown
    terminal.types("q")
    assert terminal.end() == 0
    assert len(taken(planted) & {mbid(1), mbid(2)}) == 1


def test_what_was_typed_too_early_answers_nothing(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """A paste is one key at most: no answer to a song that nobody has seen yet."""
    terminal = sit()
    terminal.wait_for("? help")
    terminal.types("naaaa")
    terminal.wait_for("takes it back")
    terminal.types("q")
    assert terminal.end() == 0
    assert taken(planted) == {None}


def test_ctrl_c_keeps_every_answer(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """It ends with 130, and the last answer is written down."""
    terminal = sit()
    terminal.wait_for("? help")
    terminal.types("a")
    terminal.wait_for("takes it back")
    terminal.types("\x03")
    assert terminal.end() == 128 + signal.SIGINT
    assert len(taken(planted) & {mbid(1), mbid(2)}) == 1


def test_a_kill_loses_no_answer(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """What the screen has confirmed is in the database, without another key and without a goodbye."""
    terminal = sit()
    terminal.wait_for("? help")
    terminal.types("a")
    terminal.wait_for("takes it back")
    terminal.process.kill()
    terminal.process.wait()
    assert len(taken(planted) & {mbid(1), mbid(2)}) == 1


def test_a_terminal_without_keys_is_asked_line_by_line(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """The first character of a line counts."""
    terminal = sit("dumb")
    terminal.wait_for("? help")
    terminal.types("accept\n")
    terminal.wait_for("takes it back")
    terminal.types("quit\n")
    assert terminal.end() == 0
    assert "\x1b[2J" not in terminal.shown
    assert len(taken(planted) & {mbid(1), mbid(2)}) == 1


def test_a_bulk_asks_for_a_yes(planted: Scene, sit: Callable[..., Terminal]) -> None:
    """`review accept --doubt` shows count and examples, and takes only yes for yes."""
    for answer, accepted in (("n", False), ("y", True)):
        terminal = sit("xterm", "accept", "--doubt", "length")
        terminal.wait_for("Accept all 2? [y/N]")
        terminal.types(f"{answer}\n")
        assert terminal.end() == 0
        assert (taken(planted) == {mbid(1), mbid(2)}) is accepted

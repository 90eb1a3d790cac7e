"""The dialogue on a real terminal: one key at a time, or line by line where the terminal cannot do that."""

import contextlib
import os
import re
import select
import shutil
import signal
import sys
import termios
import tty
import webbrowser
from collections.abc import Callable, Iterator
from typing import Protocol

from rich.console import Console
from rich.text import Text

from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import BACKSPACE, ENTER, Mode
from syncd.cli.review_screen import draw
from syncd.domain.errors import Stopped, StoreFailed

_CLEAR = "\x1b[H\x1b[2J"
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\[O])")
"""What arrow and function keys send: no digit in it is meant as an answer."""

_GLANCE = 0.2
"""Seconds after which a waiting key reader looks whether the process is asked to end."""

_A_CHUNK = 4096
_NO_KEY = "\0"

_END_OF_INPUT = "\x04"
"""What Ctrl-D sends where a terminal hands over single keys."""


class Keys(Protocol):
    """Where keys come from."""

    clears: bool
    """Whether each screen takes the last one's place."""

    def listen(self, *, is_text: bool) -> None:
        """A screen is about to be shown; what was typed before it was not meant for it, unless it is text."""
        ...

    def read(self, *, is_text: bool) -> str:
        """The next key, or what was typed so far of a text; nothing at the end of the input."""
        ...


class RawKeys:
    """Single keys of a terminal."""

    clears = True

    def __init__(self, terminal: int, is_stopped: Callable[[], bool]) -> None:
        self._terminal, self._is_stopped = terminal, is_stopped

    def listen(self, *, is_text: bool) -> None:
        """Every time anew: whoever stopped the process and went on with it may have a shell that changed the mode."""
        tty.setcbreak(self._terminal, termios.TCSADRAIN if is_text else termios.TCSAFLUSH)

    def read(self, *, is_text: bool) -> str:
        """One key, or all that was typed or pasted into a text. Raises Stopped where the process is asked to end."""
        typed = _typed(self._terminal, self._is_stopped).replace("\r", ENTER).replace("\b", BACKSPACE)
        if not typed or typed[0] == _END_OF_INPUT:
            return ""
        keys = _SEQUENCE.sub("", typed) or _NO_KEY
        return keys if is_text else keys[0]


class LineKeys:
    """The first character of each line; a line that begins a search is typed whole."""

    clears = False

    def __init__(self, terminal: int, is_stopped: Callable[[], bool]) -> None:
        self._terminal, self._is_stopped = terminal, is_stopped

    def listen(self, *, is_text: bool) -> None:
        """Nothing is to be prepared."""

    def read(self, *, is_text: bool) -> str:
        """What a line means. Raises Stopped where the process is asked to end."""
        line = _typed(self._terminal, self._is_stopped)
        is_search = line.startswith("/") and line.strip() != "/"
        return line if is_text or is_search else line[:1]


def _typed(terminal: int, is_stopped: Callable[[], bool]) -> str:
    """What comes next from a terminal; nothing at its end."""
    while not select.select([terminal], [], [], _GLANCE)[0]:
        if is_stopped():
            raise Stopped("the review was stopped")
    return os.read(terminal, _A_CHUNK).decode(errors="replace")


@contextlib.contextmanager
def keys(is_stopped: Callable[[], bool]) -> Iterator[Keys]:
    """The keys of this terminal, which is left as it was."""
    terminal = sys.stdin.fileno()
    if os.environ.get("TERM", "dumb") == "dumb":
        yield LineKeys(terminal, is_stopped)
        return
    before = termios.tcgetattr(terminal)
    try:
        yield RawKeys(terminal, is_stopped)
    finally:
        with contextlib.suppress(termios.error):  # it may have been closed
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def converse(review: Review, source: Keys, out: Console) -> None:
    """Screen after screen, key after key, until nothing is left or the human goes."""
    while not review.is_over:
        is_text = review.mode is Mode.TEXT
        source.listen(is_text=is_text)
        size = shutil.get_terminal_size()
        lines = draw(review, size.columns - 1, size.lines)
        out.file.write(_CLEAR if source.clears else "\n")
        out.print(Text("\n").join(lines))
        typed = source.read(is_text=is_text)
        if not typed:
            return
        for key in typed:
            review.press(key)


def is_terminal() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextlib.contextmanager
def until_hang_up() -> Iterator[None]:
    """A terminal that is closed ends the review as SIGHUP does, which may come only after the terminal has gone.

    What a closed terminal answers (its end, or an error to whoever reads or writes) is nobody's trouble.
    """
    try:
        yield
    except (OSError, termios.error, StoreFailed):
        if is_terminal():
            raise
    if not is_terminal():
        signal.raise_signal(signal.SIGHUP)
        raise Stopped("the terminal was closed")


def open_page(page: str) -> bool:
    """Open a page in a browser with windows, if there is one: a text browser would take this terminal."""
    has_windows = sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return has_windows and page.startswith("https://") and webbrowser.open(page)

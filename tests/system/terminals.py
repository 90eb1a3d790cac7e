"""A process with a terminal of its own, and somebody at its keys."""

import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

ENOUGH = 120
"""Seconds after which a screen that does not come is given up."""


@dataclass
class Terminal:
    """A process with a terminal of its own."""

    process: "subprocess.Popen[bytes]"
    master: int
    shown: str = ""

    def types(self, keys: str) -> None:
        """Somebody presses keys."""
        os.write(self.master, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read on until the screen shows a text that it did not show before."""
        self.shown = ""
        while text not in self.shown:
            ready, _, _ = select.select([self.master], [], [], ENOUGH)
            assert ready, f"no {text!r} in {self.shown!r}"
            self.shown += os.read(self.master, 65_536).decode(errors="replace")

    def is_cooked(self) -> bool:
        """Whether the terminal echoes and gives lines, as shells want it."""
        flags: int = termios.tcgetattr(self.master)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    def end(self) -> int:
        """Wait for the process; its exit code."""
        code = self.process.wait(timeout=ENOUGH)
        assert self.is_cooked()
        return code

    def close(self) -> None:
        """Let go of it all."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@contextmanager
def on_a_terminal(*arguments: str) -> Iterator[Terminal]:
    """`syncd …` on a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "syncd", *arguments]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    with closing(Terminal(process, master)) as terminal:
        yield terminal

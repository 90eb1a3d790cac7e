"""`syncd undo` on a real terminal: it asks before it takes back more than the guard lets pass."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.system.conftest import Stage
from tests.system.test_import_asks import loves
from tests.system.test_review_process import Terminal

Make = Callable[..., Stage]


@pytest.mark.parametrize(("answer", "is_undone"), [("y\n", True), ("\n", False)])
def test_it_asks_before_it_takes_back_much(stage: Make, answer: str, *, is_undone: bool) -> None:
    """It says how many and shows ten of them; only a yes takes them back, and a no changes nothing."""
    here = stage(favourites=40)
    before = loves(here)
    assert here.run("sync", "-q").returncode == 0
    after = loves(here)
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "syncd", "undo", "--since", "1h", "-q", "--config", str(here.config)]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    with closing(Terminal(process, master)) as terminal:
        terminal.wait_for("Take them back? [y/N]")
        told = terminal.shown
        terminal.types(answer)
        code = terminal.end()

    assert f"{len(after) - len(before)} loves to be taken back, such as" in told
    assert told.count(" \N{EN DASH} ") == 10
    assert code == 0
    assert loves(here) == (before if is_undone else after)

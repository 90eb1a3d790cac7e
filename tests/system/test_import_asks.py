"""`syncd import` on a real terminal: it asks before it overwrites anything."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from tests.system.conftest import Stage
from tests.system.test_review_process import Terminal

Make = Callable[..., Stage]


def loves(stage: Stage) -> dict[str, Any]:
    """What alice holds at ListenBrainz."""
    held: dict[str, Any] = stage.holdings()["listenbrainz"]["alice"]
    return held


@pytest.mark.parametrize(("answer", "news"), [("y\n", 5), ("n\n", 0), ("\n", 0)])
def test_it_asks_first(stage: Make, answer: str, news: int) -> None:
    """It says what is overwritten and what is public; only a yes imports, and a no is no trouble."""
    here = stage(favourites=40)
    before = len(loves(here))
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "syncd", "import", "lastfm", "alice", "-q", "--config", str(here.config)]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    with closing(Terminal(process, master)) as terminal:
        terminal.wait_for("Import? [y/N]")
        told = terminal.shown
        terminal.types(answer)
        code = terminal.end()

    assert "that you hate becomes a love" in told
    assert "for all to see" in told
    assert code == 0
    assert len(loves(here)) == before + news

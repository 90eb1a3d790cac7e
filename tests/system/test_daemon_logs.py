"""How a daemon's log looks, by who reads it."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]


def _first_lines(stage: Stage, *arguments: str) -> list[str]:
    """What a daemon tells until it runs."""
    process = stage.start("daemon", *arguments, is_patient=True)
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if "the daemon runs" in line:
            process.terminate()
    assert process.stdout is not None
    process.stdout.close()
    process.stderr.close()
    assert process.wait(timeout=ENOUGH) == 0
    return lines


def test_a_service_logs_json(stage: Make) -> None:
    """From the first line to the last, where nobody sits before it."""
    lines = _first_lines(stage(favourites=5))

    events = [json.loads(line)["event"] for line in lines]
    assert events[0] == "start"
    assert "the daemon runs" in events


@pytest.mark.parametrize("form", ["console", "json"])
def test_what_was_asked_for_wins(stage: Make, form: str) -> None:
    """`--log-format` is obeyed, whatever stderr is."""
    first = _first_lines(stage(favourites=5), "--log-format", form)[0]

    assert first.startswith("{") is (form == "json")


def test_a_terminal_is_told_in_words(stage: Make) -> None:
    """Whoever starts it by hand reads lines, not JSON."""
    here = stage(favourites=5)
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "syncd", "daemon", "--config", str(here.config)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follower)
    os.close(follower)
    told = b""
    while b"the daemon runs" not in told:
        told += os.read(leader, 4096)
    process.terminate()
    assert process.wait(timeout=ENOUGH) == 0
    os.close(leader)

    assert not told.lstrip().startswith(b"{")

"""A process that sleeps in the middle of its pushes: a laptop whose lid is closed, or SIGSTOP (`reliability.md` I13)."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]
ROOT = Path(__file__).resolve().parents[2]
WINDOW = 2.0
"""Seconds after which a look is too old to write on; five minutes outside of tests. A busy machine needs one of them."""
PACE = 5.0
"""Requests a second: between two writes there is time to be sent to sleep."""


@contextmanager
def syncing(stage: Stage) -> Iterator["subprocess.Popen[str]"]:
    """A sync with a short push window; what is left of it is killed in the end."""
    command = [sys.executable, "-m", "benchmarks.command", str(stage.config), "--push-window", str(WINDOW)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def at_listenbrainz(stage: Stage, since: int = 0) -> list[dict[str, Any]]:
    """Its requests above a number."""
    return [each for each in stage.sandbox.journal(since)["requests"] if each["service"] == "listenbrainz"]


def next_write(stage: Stage, since: int = 0) -> None:
    """Wait for a write to ListenBrainz."""
    while not any(each["write"] for each in at_listenbrainz(stage, since)):
        assert stage.sandbox.wait_for_requests(len(stage.sandbox.journal()["requests"]) + 1, ENOUGH), "it stands still"


def test_who_slept_past_his_window_looks_before_he_writes(stage: Make) -> None:
    """The write that waited for its turn does not leave; the account is looked at first, and then the rest is written."""
    here = stage(favourites=24)
    head, tail = here.config.read_text(encoding="utf-8").split("[hosts.listenbrainz]\n")
    slow = tail.replace("requests_per_second = 200.0", f"requests_per_second = {PACE}", 1)
    here.config.write_text(f"{head}[hosts.listenbrainz]\n{slow}", encoding="utf-8")

    with syncing(here) as process:
        next_write(here)
        process.send_signal(signal.SIGSTOP)
        asleep = not here.sandbox.wait_for_requests(10**9, WINDOW)
        asked = len(here.sandbox.journal()["requests"])
        process.send_signal(signal.SIGCONT)
        next_write(here, asked)

    woken = at_listenbrainz(here, asked)
    assert asleep
    assert not woken[0]["write"], "it wrote on a look from before it slept"
    assert here.sandbox.journal()["violations"] == []

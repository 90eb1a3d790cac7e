"""The disk of a running daemon."""

import resource
from collections.abc import Callable

import pytest

from tests.system.conftest import ENOUGH, Stage
from tests.system.test_daemon_process import daemon, loves, query, settled

Make = Callable[..., Stage]


def test_a_disk_that_fails_ends_it_and_the_next_start_goes_on(stage: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so in one line and ends with 74, for which the unit starts it again; what was pushed stands in the outbox, and
    nothing comes twice.
    """
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # half a module would be left for everybody else
    here = stage(favourites=60)
    before = loves(here)
    with daemon(here) as running:
        assert here.sandbox.wait_for_requests(20, ENOUGH)
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        ended = running.process.wait(timeout=ENOUGH)
        told = running.rest()
    pushed = loves(here) - before
    recorded = {ref for (ref,) in query(here, "select ref from outbox where state in ('sent', 'done')")}
    with daemon(here) as again:
        settled(again)
        code = again.end()

    assert (ended, code) == (74, 0)
    assert [line for line in told if line.startswith("syncd: ")] == told[-1:]
    assert "look at the system's log" in told[-1]
    assert pushed <= recorded
    assert loves(here) - before > pushed
    assert here.sandbox.journal()["violations"] == []

"""The disk of a running daemon."""

import json
import resource
from collections.abc import Callable

import pytest

from syncd.store.lock import lock_file
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


def test_a_database_that_vanishes_ends_it_at_once(stage: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Amid its work, or at rest; it waits for nobody, says what is the matter, and has its last words."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # half a module would be left for everybody else
    here = stage(favourites=60)
    database = here.config.with_suffix(".db")
    with daemon(here) as running:
        assert here.sandbox.wait_for_requests(20, ENOUGH)
        database.rename(database.with_name("elsewhere"))
        ended = running.process.wait(timeout=ENOUGH)
        told = running.rest()

    assert ended == 74
    assert f"syncd: the database is gone: {database}" in told[-1]
    assert not [line for line in told if "waiting for" in line or "amid something slow" in line]


def test_a_lock_file_that_is_removed_is_made_again(stage: Make) -> None:
    """Within a tick: whoever asks sees the daemon as before."""
    here = stage(favourites=10)
    with daemon(here) as running:
        settled(running)
        lock = lock_file(here.config.with_suffix(".db"))
        lock.unlink()
        told = running.wait_for(f"somebody removed {lock}; it is made again, for that frees nothing: leave it there")
        status = json.loads(here.run("status", "--json", "-q").stdout)
        second = here.run("sync", "-q")
        code = running.end()

    assert told["level"] == "warning"
    assert status["daemon"]["process"] == str(running.process.pid)
    assert (second.returncode, "the daemon" in second.stderr) == (75, True)
    assert code == 0

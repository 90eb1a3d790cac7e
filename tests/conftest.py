"""For all tests: what one prints, or lets print, may show no secret, and none leaves a trace in the process that all share.

Nothing is done hundreds of times that once would do, and a busy machine is no reason to fail.
"""

import gc
import logging
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings

from syncd.daemon.logs import CHATTERS
from syncd.daemon.redaction import redactor
from tests import haste  # noqa: F401  # from now on
from tests.canaries import leaks
from tests.dealing import dealt, long_of

_STREAMS = ("Captured stdout", "Captured stderr")
"""What the program wrote. Log records are captured as they were before they were redacted, and are no output."""

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Hundreds of processes are started here, by xdist too; each would compile all that it imports. The tree stays clean.
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(__file__).resolve().parents[1] / ".cache" / "bytecode"))


settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # that a busy machine is slow proves nothing

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell's background job is deaf to Ctrl-C, and so would be every process that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(50_000, 20, 50)  # what is imported now stays; the collector need not look through it again and again


@pytest.fixture(autouse=True)
def _leaves_no_trace() -> Iterator[None]:
    """Logging belongs to the whole process, so each test puts it back, and forgets the secrets of its invented accounts."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in CHATTERS}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()
    redactor.__init__()  # type: ignore[misc]  # each of them is looked for in every line


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the tests, all begin with what takes long."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = dealt(items, workers, lambda item: long_of(item.nodeid))


def pytest_collection_finish() -> None:
    """What was imported stays until the end, and is looked through no more."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """A test fails at its end where a fixture's secret stands in its output, whichever worker ran it."""
    report = yield
    if call.when == "teardown" and report.outcome == "passed":
        shown = [each for title, text in report.sections if title.startswith(_STREAMS) for each in leaks(text)]
        if shown:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} printed secrets: {', '.join(shown)}"
    return report

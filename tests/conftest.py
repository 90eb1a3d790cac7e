"""For all tests: what one prints, or lets print, may show no secret; and no module is compiled hundreds of times."""

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.canaries import leaks

_STREAMS = ("Captured stdout", "Captured stderr")
"""What the program wrote. Log records are captured as they were before they were redacted, and are no output."""

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Hundreds of processes are started here, by xdist too; each would compile all that it imports. The tree stays clean.
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(__file__).resolve().parents[1] / ".cache" / "bytecode"))


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the collector need not look through all of it again and again."""
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

"""For all tests: what one prints, or lets print, may show no secret."""

from collections.abc import Generator
from typing import Any

import pytest

from tests.canaries import leaks

_STREAMS = ("Captured stdout", "Captured stderr")
"""What the program wrote. Log records are captured as they were before they were redacted, and are no output."""


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

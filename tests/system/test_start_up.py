"""`syncd --help` is quick, because a command imports its work when it runs."""

import subprocess
import sys

import pytest

from tests.system.conftest import ENOUGH

HEAVY = (
    "alembic",
    "apprise",
    "apscheduler",
    "httpx",
    "prometheus_client",
    "pydantic",
    "rapidfuzz",
    "rich",
    "sqlalchemy",
    "structlog",
)
"""What takes longer to import than all the rest."""


def imported(*arguments: str) -> set[str]:
    """The packages that a process has imported when it ends."""
    line = f"""
import sys
from syncd.cli.main import run_safely
code = run_safely({list(arguments)!r})
sys.stderr.write("imported: " + " ".join(sys.modules))
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, timeout=ENOUGH, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stderr.partition("imported: ")[2].split()}


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """None of the libraries that do the work is imported to show how to ask for it."""
    names = imported(*arguments)
    assert "typer" in names
    assert names & set(HEAVY) == set()

"""The search for secrets in what the suite prints: it must find one that is planted."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries import leaks

ROOT = Path(__file__).resolve().parents[2]
LOUD = """
import sys
def test_quiet(): print("nothing to see")
def test_loud(): print("token=" + "can" + "ary-of-mine")
def test_loud_aside(): sys.stderr.write("of my lb-" + "can" + "ary")
"""


def test_a_test_that_prints_a_secret_fails(tmp_path: Path) -> None:
    """The suite's own hook, on tests that print planted ones: two fail, and their secrets are not repeated whole."""
    (tmp_path / "test_loud.py").write_text(LOUD, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
    ]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert "2 errors" in done.stdout or "2 failed" in done.stdout, done.stdout + done.stderr
    assert "printed secrets" in done.stdout


@pytest.mark.parametrize(
    ("text", "found"), [("all well", []), ("x canary-1 y", ["canary-1…"]), ("a hush b", ["hush…"])]
)
def test_secrets_are_found_by_their_look_and_by_their_value(text: str, found: list[str]) -> None:
    """Both nets work."""
    assert leaks(text, {"hush", ""}) == found

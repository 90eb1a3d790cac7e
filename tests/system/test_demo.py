"""`syncd demo`: what a newcomer sees first."""

import os
import re
import subprocess
import sys
from pathlib import Path


def test_the_demo_balances_and_the_second_run_has_nothing_to_do() -> None:
    """The demo syncs, explains itself in tables, and the same command again makes no write."""
    command = [sys.executable, "-m", "syncd", "demo", "--favourites", "80", "--seed", "5"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 times faster" in done.stdout
    assert "nothing to do, 0 writes" in done.stdout
    assert "no rule was broken" in done.stdout
    for table in re.findall(r"Favourites at my-\w+\n(.*?)\n└", done.stdout, re.DOTALL):
        counts = [int(number) for number in re.findall(r"│ \w+ +│ +(\d+) │", table)]
        assert sum(counts[:-1]) == counts[-1]


def test_the_demo_keeps_what_it_made_on_request(tmp_path: Path) -> None:
    """With --keep the database stays, and the commands that it names work."""
    command = [sys.executable, "-m", "syncd", "demo", "--favourites", "40", "--keep"]
    here = {**os.environ, "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=here)
    named = [line.split() for line in done.stdout.splitlines() if line.startswith("  ") and "--config" in line]

    results = [subprocess.run(each, capture_output=True, text=True, timeout=60, check=False) for each in named]

    assert len(named) == 4
    assert {result.returncode for result in results} <= {0, 3}, [result.stderr for result in results]
    assert not [result.stderr for result in results if "Traceback" in result.stderr]

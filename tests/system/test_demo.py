"""`syncd demo`: what a newcomer sees first."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.cli.scene import Said, run
from tests.docs.pages import README, REPOSITORY, blocks, folded
from tests.system.conftest import ENOUGH


def test_the_demo_balances_and_prints_what_the_readme_shows() -> None:
    """It syncs, explains itself in tables, and the same command again makes no write; line by line as README.md has it."""
    [block] = blocks(README)
    [typed] = block.typed
    command = [sys.executable, "-m", "syncd", "demo"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 times faster" in done.stdout
    assert "nothing to do, 0 writes" in done.stdout
    assert "no rule was broken" in done.stdout
    for table in re.findall(r"Favourites at my-\w+\n(.*?)\n└", done.stdout, re.DOTALL):
        counts = [int(number) for number in re.findall(r"│ \w+ +│ +(\d+) │", table)]
        assert sum(counts[:-1]) == counts[-1]
    assert typed.line == "make demo"
    assert "/syncd demo\n" in (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert [folded(line) for line in done.stdout.splitlines()] == [folded(line) for line in typed.shown]


def test_the_demo_keeps_what_it_made_on_request(tmp_path: Path) -> None:
    """With --keep the database stays, and the commands that it names work: each in this process, one as it is pasted."""
    command = [sys.executable, "-m", "syncd", "demo", "--favourites", "40", "--keep"]
    folder = tmp_path / "of two words"
    folder.mkdir()
    here = {**os.environ, "TMPDIR": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False, env=here)
    named = [shlex.split(line) for line in done.stdout.splitlines() if line.startswith("  ") and "--config" in line]

    begins = named[0].index("status")
    pasted = subprocess.run(named[-1], capture_output=True, text=True, timeout=ENOUGH, check=False)
    results = [
        Said(pasted.returncode, pasted.stdout, pasted.stderr),
        *(run(*each[begins:]) for each in named[:-1]),
    ]

    assert len(named) == 4
    assert len({tuple(each[:begins]) for each in named}) == 1
    assert {result.code for result in results} <= {0, 3}, [result.err for result in results]
    assert not [result.err for result in results if "Traceback" in result.err]

"""Same seed, same trace, twice (`reliability.md` I20): what a soak finds can be played again."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def trace(seed: int, hash_seed: int) -> str:
    """All that some histories wrote and remembered, as one number, in a process of its own."""
    command = [sys.executable, "-m", "tests.engine.soak", "--seed", str(seed), "--histories", "3"]
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_the_same_seed_has_the_same_trace_in_every_process() -> None:
    """Neither the order of a set nor a clock nor dice of its own shows in what syncd does."""
    traces = [trace(seed=5, hash_seed=number) for number in (1, 2)]
    print(traces)

    assert traces[0] == traces[1] != f"trace {sha256().hexdigest()}"

"""The state machine for hours: `python -m tests.engine.soak --histories 100000`. Prints how many of what it tried.

Each batch has a seed of its own; a failure names it, and `--seed SEED --histories 250` plays that batch again.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from syncd.store.database import open_engine
from syncd.store.tables import metadata
from tests.engine.dice import DICE
from tests.engine.machine import Machine

BATCH = 250
STEPS = 40


def plays(histories: int, template: Path, number: int, *, phases: tuple[Phase, ...] = (Phase.generate,)) -> int:
    """Play so many histories that follow from one seed; how many were played. Raises what they found."""
    Machine.template = template
    before = Machine.tried["histories"]
    run_state_machine_as_test(
        seed(number)(type("Machine", (Machine,), {})),
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=False,
            backend=DICE,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.normal,
        ),
    )
    return Machine.tried["histories"] - before


def empty_database(folder: Path) -> Path:
    """A database to copy."""
    engine = open_engine(folder / "syncd.db")
    metadata.create_all(engine)
    engine.dispose()
    return folder / "syncd.db"


def main() -> int:
    """Play batch after batch; 1 where one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    wanted = parser.parse_args()
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        template = empty_database(Path(folder))
        for number, done in enumerate(range(0, wanted.histories, BATCH), start=wanted.seed):
            print(f"seed {number}: histories {done} and on, {time.monotonic() - begun:.0f} s", flush=True)
            histories = min(BATCH, wanted.histories - done)
            try:
                plays(histories, template, number, phases=(Phase.generate, Phase.shrink))
            except BaseException:
                print(f"found by: python -m tests.engine.soak --seed {number} --histories {histories}")
                tell()
                raise
    tell()
    return 0


def tell() -> None:
    """How many of what was tried."""
    for what, count in sorted(Machine.tried.items()):
        print(f"{count:>9,} {what}")
    print(f"trace {Machine.trace.hexdigest()}")


if __name__ == "__main__":
    sys.exit(main())

"""The state machine for hours: `python -m tests.engine.soak --histories 100000`. Prints how many of what it tried.

Each batch has a seed of its own, and as many batches are played at once as there are processors; a failure names its
batch, and `--seed SEED --histories 250` plays that batch again.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from syncd.store.database import open_engine
from syncd.store.tables import metadata
from tests import haste  # noqa: F401  # what needs not be done for each of 100,000 households
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


@dataclass(frozen=True)
class Batch:
    """So many histories that follow from one seed."""

    seed: int
    histories: int

    def play(self, template: Path) -> tuple[Counter[str], str]:
        """How many of what was tried, and all that was written and remembered as one number. Raises what it finds."""
        Machine.tried, Machine.trace = Counter(), sha256()
        plays(self.histories, template, self.seed, phases=(Phase.generate, Phase.shrink))
        return Machine.tried, Machine.trace.hexdigest()

    @classmethod
    def all_of(cls, histories: int, first: int) -> Iterator[Self]:
        """So many histories in batches, each with the next seed."""
        for number, done in enumerate(range(0, histories, BATCH), start=first):
            yield cls(number, min(BATCH, histories - done))


def empty_database(folder: Path) -> Path:
    """A database to copy."""
    engine = open_engine(folder / "syncd.db")
    metadata.create_all(engine)
    engine.dispose()
    return folder / "syncd.db"


def soak(batches: list[Batch], template: Path, processes: int, say: Callable[[str], None]) -> tuple[Counter[str], str]:
    """Play them all, so many at once: how many of what was tried, and one number for it all. Raises what they find."""
    tried: Counter[str] = Counter()
    trace = sha256()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), max_tasks_per_child=8) as pool:
        playing: list[tuple[Batch, Future[tuple[Counter[str], str]]]]
        playing = [(each, pool.submit(each.play, template)) for each in batches]
        for batch, future in playing:
            try:
                counts, number = future.result()
            except BaseException:
                say(f"found by: python -m tests.engine.soak --seed {batch.seed} --histories {batch.histories}")
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            tried += counts
            trace.update(number.encode())
            say(f"seed {batch.seed}: {tried['histories']:,} histories")
    return tried, trace.hexdigest()


def main() -> int:
    """Play batch after batch; 1 where one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    wanted = parser.parse_args()
    begun = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - begun:>6.0f} s  {line}", flush=True)

    with TemporaryDirectory() as folder:
        batches = list(Batch.all_of(wanted.histories, wanted.seed))
        tried, trace = soak(batches, empty_database(Path(folder)), wanted.processes, say)
    for what, count in sorted(tried.items()):
        print(f"{count:>9,} {what}")
    print(f"trace {trace}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

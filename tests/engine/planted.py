"""Bugs that are planted on purpose, to test the tests: `python -m tests.engine.planted` prints who finds which.

Each has a history of its own, and meets random ones besides; as many bugs are tried out at once as there are processors.
"""

import argparse
import contextlib
import io
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from syncd.domain.track import Service
from tests.engine import bugs, bugs_of_rulings
from tests.engine.bug import Bug, History
from tests.engine.household import Household
from tests.engine.machine import Machine
from tests.engine.soak import empty_database, plays

BUGS = (*bugs.BUGS, *bugs_of_rulings.BUGS)

NO_BUG = Bug("nothing at all", [])
"""The control: what finds a fault here, of the very histories that the others meet, proves nothing about them."""


@dataclass(frozen=True)
class Trial:
    """Who found a bug: chance after so many histories, or the history that was written for it; it took so many seconds."""

    name: str
    by_chance: bool
    on_purpose: bool
    histories: int
    seconds: float

    @property
    def is_found(self) -> bool:
        """Whether anybody did."""
        return self.by_chance or self.on_purpose

    def __str__(self) -> str:
        chance = f"found after {self.histories}" if self.by_chance else f"missed in {self.histories}"
        purpose = "found" if self.on_purpose else "missed"
        return f"{self.name:<60} directed: {purpose:<7} random: {chance:<18} {self.seconds:4.0f} s"


def finds_by_chance(bug: Bug, template: Path, histories: int) -> bool:
    """Whether random histories find it; they stop at the first that does. A test that breaks has found nothing: it raises."""
    with bug.planted(), contextlib.redirect_stdout(io.StringIO()):
        try:
            plays(histories, template, number=1)
        except AssertionError:
            return True
    return False


def finds_on_purpose(history: History, folder: Path, template: Path) -> bool:
    """Whether the history that was written for it finds it."""
    folder.mkdir()
    home = Household(folder, template)
    for name, service in (("B", Service.BOOMPLAY), ("L", Service.LISTENBRAINZ), ("J", Service.JAMENDO)):
        home.add(name, service)
    with closing(home):
        try:
            history(home)
        except AssertionError:
            return True
    return False


def tried_out(number: int | None, histories: int, scratch: Path, template: Path) -> Trial:
    """Plant one of the bugs, or none, and see who finds it."""
    bug = NO_BUG if number is None else BUGS[number]
    begun, before = time.monotonic(), Machine.tried["histories"]
    on_purpose = False
    if bug.history is not None:
        with bug.planted():
            on_purpose = finds_on_purpose(bug.history, scratch / str(number), template)
    by_chance = finds_by_chance(bug, template, histories)
    played = Machine.tried["histories"] - before
    return Trial(bug.name, by_chance, on_purpose, played, time.monotonic() - begun)


def trials(histories: int, processes: int) -> Iterator[Trial]:
    """The trial without a bug, and those of the bugs, as they end."""
    with TemporaryDirectory() as folder, ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        scratch = Path(folder)
        template = empty_database(scratch)
        numbers = [None, *range(len(BUGS))]
        tasks = [pool.submit(tried_out, number, histories, scratch, template) for number in numbers]
        try:
            yield from (task.result() for task in as_completed(tasks))
        finally:
            pool.shutdown(cancel_futures=True)  # where a trial broke, nobody waits for the others


def main() -> int:
    """Plant one bug after another; 1 where one survives, or where something is found without any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=100, help="how many random ones a bug may survive")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    wanted = parser.parse_args()
    found = 0
    for trial in trials(wanted.histories, wanted.processes):
        if trial.name == NO_BUG.name and trial.is_found:
            print("a fault is found where nothing is planted: nothing is proved")
            return 1
        if trial.name != NO_BUG.name:
            print(trial, flush=True)
            found += trial.is_found
    print(f"{found} of {len(BUGS)} planted bugs were caught")
    return 0 if found == len(BUGS) else 1


if __name__ == "__main__":
    sys.exit(main())

"""One `syncd sync` in a process of its own, so that its CPU time and its memory are syncd's alone.

`python -m benchmarks.command CONFIG [--push-window SECONDS] [--window-writes HOST=N]… [--as-daemon]` prints one JSON
object. `--as-daemon` makes one cycle as the daemon makes it: nobody is shown how everything stands afterwards.
"""

import argparse
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from benchmarks.cost import Cost, cpu_seconds, peak_mb
from syncd.daemon.config_file import load
from syncd.daemon.memory import be_frugal
from syncd.daemon.wiring import build
from syncd.engine.order import Asker, Order
from syncd.engine.sync import Outcome, sync
from syncd.engine.world import PUSH_WINDOW
from syncd.services.client import new_client
from syncd.services.deadline import Deadline
from syncd.store.schema import upgrade


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command and print its cost."""
    options = _options(argv)
    if options.as_daemon:
        new_client("benchmark", timeout=1.0, deadline=Deadline()).close()  # imports, and loads certificates: once
        be_frugal()  # as the daemon is from its start
    began, start = time.monotonic(), cpu_seconds()
    outcome = _synced(options)
    cost = Cost(
        cpu_seconds=cpu_seconds(),
        start_cpu_seconds=start,
        peak_mb=peak_mb(),
        sync_seconds=time.monotonic() - began,
        cycles=len(outcome.cycles),
        writes=sum(pushed.sent for pushed in outcome.pushed.values()),
    )
    print(json.dumps(asdict(cost)))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.command", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG")
    parser.add_argument("--push-window", type=float, metavar="SECONDS", default=PUSH_WINDOW.total_seconds())
    parser.add_argument("--window-writes", action="append", metavar="HOST=N", default=[])
    parser.add_argument("--profile", metavar="NAME")
    parser.add_argument("--as-daemon", action="store_true")
    return parser.parse_args(argv)


def _synced(options: argparse.Namespace) -> Outcome:
    program = build(load(options.config, os.environ), profile=options.profile)
    upgrade(program.database, program.clock.now())
    bounds = (bound.partition("=") for bound in options.window_writes)
    world = replace(
        program.world,
        push_window=timedelta(seconds=options.push_window),
        window_writes={host: int(writes) for host, _, writes in bounds},
    )
    try:
        return sync(world, Order(asked_by=Asker.DAEMON if options.as_daemon else Asker.HUMAN))
    finally:
        program.close()


if __name__ == "__main__":
    main()

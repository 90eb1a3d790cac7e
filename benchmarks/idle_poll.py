"""What does a cycle cost in which nothing changed? `python -m benchmarks.idle_poll --favourites N` (`contract.md` §4).

A first sync fills the database. The next cycle looks at what that wrote, and the one after it finds nothing to do: then
all is at rest, and the cycle that is measured is the daemon's, in a fresh process: of a few such cycles the one that took
least, for other work of the machine only ever adds to them. `cpu_seconds` are that cycle's alone; `process_cpu_seconds`
count what went before it, too: imports and certificates, which a daemon loads once. `cpu_ratio` is `cpu_seconds` beside
`bare_cpu_seconds`, for which the HTTP library alone reads the same list of Boomplay's: it says more than seconds of some machine.
"""

import argparse
from collections import Counter
from collections.abc import Sequence

from benchmarks.cost import Cost
from benchmarks.stage import staged
from syncd.sandbox.settings import SandboxSettings

_UNTIL_ALL_RESTS = 3


def main(argv: Sequence[str] | None = None) -> None:
    """Sync until all is at rest, and print what one more cycle took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle_poll", description=__doc__)
    parser.add_argument("--favourites", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--cycles", type=int, default=3, metavar="C", help="how many are measured")
    options = parser.parse_args(argv)
    with staged(SandboxSettings(seed=options.seed, favourites=options.favourites, enforce_limits=False)) as stage:
        for _ in range(_UNTIL_ALL_RESTS):
            stage.sync()
        costs, bare = [], []
        for _ in range(options.cycles):
            bare.append(stage.bare_cpu_seconds())
            stage.clear_journal()
            costs.append(stage.sync(as_daemon=True))
        requests = Counter(row["service"] for row in stage.journal())
        cost = min(costs, key=_cpu_of_the_cycle)
    figures = {
        "favourites": options.favourites,
        "requests": requests.total(),
        **dict(sorted(requests.items())),
        "writes": cost.writes,
        "cpu_seconds": f"{_cpu_of_the_cycle(cost):.2f}",
        "bare_cpu_seconds": f"{min(bare):.2f}",
        "cpu_ratio": f"{_cpu_of_the_cycle(cost) / min(bare):.2f}",
        "process_cpu_seconds": f"{cost.cpu_seconds:.2f}",
        "seconds": f"{cost.sync_seconds:.2f}",
        "peak_mb": f"{cost.peak_mb:.0f}",
    }
    print("idle_poll:", *(f"{key}={value}" for key, value in figures.items()))


def _cpu_of_the_cycle(cost: Cost) -> float:
    return cost.cpu_seconds - cost.start_cpu_seconds


if __name__ == "__main__":
    main()

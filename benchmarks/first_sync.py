"""How many requests does a first sync take? `python -m benchmarks.first_sync --favourites N [--windows W]`.

Counts what the stand-ins saw beside the floor for the same work (`contract.md` §4), writes aside. By default nothing
slows syncd down: no limits at the stand-ins, no pace of its own. With `--enforce-limits --speedup 30` both stand, so
many times faster, and the slowest lane's time is held against its pace.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from benchmarks.cost import Cost
from benchmarks.evidence import gather
from benchmarks.floors import Floor, floors
from benchmarks.stage import UNHURRIED, staged
from syncd.engine.world import PUSH_WINDOW
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.world import build

Journal = Sequence[Mapping[str, Any]]

SEARCHES = "/tracks/"
"""Where Jamendo is searched (`apis/jamendo.md` §5): that is what its lane does, and nobody else asks."""

A_DAY = timedelta(days=1)
"""A push window that no clock ends: what is to be cut is cut by the number of writes."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run a first sync, print the table, then one line of figures."""
    options = _options(argv)
    settings = SandboxSettings(
        seed=options.seed,
        favourites=options.favourites,
        enforce_limits=options.enforce_limits,
        speedup=options.speedup,
    )
    pace, window = (options.speedup, PUSH_WINDOW) if options.enforce_limits else (UNHURRIED, A_DAY)
    with staged(settings, pace=pace) as stage:
        cost = stage.sync(windows=options.windows, push_window=window)
        journal = stage.journal()
        needed = floors(gather(stage.database, build(settings)))
    reads = Counter(row["service"] for row in journal if not row["write"])
    _print_table(needed, reads)
    figures = {"favourites": options.favourites, "windows": options.windows, "seed": options.seed}
    figures |= _figures(needed, reads, cost, options.favourites)
    if options.enforce_limits:
        figures |= _slowest_lane(journal, options.speedup)
    print("first_sync:", *(f"{key}={value}" for key, value in figures.items()))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_sync", description=__doc__)
    parser.add_argument("--favourites", type=int, default=1000, metavar="N")
    parser.add_argument("--windows", type=int, default=1, metavar="W", help="cut the pushes into so many windows")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--enforce-limits", action="store_true", help="let the services' limits and our pace stand")
    parser.add_argument("--speedup", type=float, default=1.0, metavar="F", help="all limits so many times faster")
    return parser.parse_args(argv)


def _print_table(needed: Sequence[Floor], reads: Mapping[str, int]) -> None:
    print(f"{'host':<14}{'reads':>7}{'floor':>7}{'ratio':>8}")
    for floor in needed:
        print(f"{floor.host:<14}{reads[floor.host]:>7}{floor.requests:>7}{_ratio(floor, reads):>8.3f}")
        for term in floor.terms:
            print(f"{'':<14}{'':>7}{term.requests:>7}  {term.why}")


def _ratio(floor: Floor, reads: Mapping[str, int]) -> float:
    return reads[floor.host] / max(1, floor.requests)


def _figures(needed: Sequence[Floor], reads: Mapping[str, int], cost: Cost, favourites: int) -> dict[str, Any]:
    ratios = {f"{floor.host}_ratio": f"{_ratio(floor, reads):.3f}" for floor in needed}
    return ratios | {
        "cpu_ms_per_favourite": f"{cost.cpu_seconds * 1000 / favourites:.1f}",
        "peak_mb": f"{cost.peak_mb:.0f}",
        "writes": cost.writes,
        "cycles": cost.cycles,
        "seconds": f"{cost.sync_seconds:.1f}",
    }


def _slowest_lane(journal: Journal, speedup: float) -> dict[str, Any]:
    """From the first request of the lanes to the last of the one that took longest, and what its pace alone would take.

    The lanes begin with the first search or write: before that, lists are read, and others are asked who the songs are.
    `with_its_list_ratio` counts that wait, too, from the first request to the host.
    """
    begun = min(row["at"] for row in journal if row["write"] or row["path"] == SEARCHES)
    moments: dict[str, list[float]] = defaultdict(list)
    for row in journal:
        moments[row["service"]].append(row["at"])
    host = max(moments, key=lambda host: max(moments[host]))
    in_lane = [at for at in moments[host] if at >= begun]
    return {
        "slowest_lane": host,
        "lane_seconds": f"{(max(in_lane) - begun) / speedup:.1f}",
        "pace_seconds": f"{len(in_lane) / speedup:.1f}",
        "lane_ratio": f"{(max(in_lane) - begun) / len(in_lane):.3f}",
        "with_its_list_ratio": f"{(max(moments[host]) - min(moments[host])) / len(moments[host]):.3f}",
    }


if __name__ == "__main__":
    main()

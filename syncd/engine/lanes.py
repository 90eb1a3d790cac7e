"""Lanes: hosts work side by side, inside a host strictly one after the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def in_lanes(jobs: Iterable[Job], host_of: Callable[[Job], str], work: Callable[[Job], Result]) -> list[Result]:
    """Do all jobs, each host's in their order and on a thread of its own; the results, in the order of the jobs.

    What one raises goes up when all lanes are done.
    """
    ordered = list(jobs)
    lanes: dict[str, list[int]] = defaultdict(list)
    for place, job in enumerate(ordered):
        lanes[host_of(job)].append(place)
    results: dict[int, Result] = {}

    def lane(places: list[int]) -> None:
        for place in places:
            results[place] = work(ordered[place])

    if len(lanes) > 1:
        _side_by_side(lane, list(lanes.values()))
    else:
        lane(list(range(len(ordered))))
    return [results[place] for place in range(len(ordered))]


def _side_by_side(lane: Callable[[list[int]], None], lanes: list[list[int]]) -> None:
    with ThreadPoolExecutor(max_workers=len(lanes), thread_name_prefix="lane") as pool:
        running = [pool.submit(lane, places) for places in lanes]
    for one in running:
        one.result()

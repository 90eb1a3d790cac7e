"""Lanes: hosts work side by side, inside a host strictly one after the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")


def in_lanes(jobs: Iterable[Job], host_of: Callable[[Job], str], work: Callable[[Job], None]) -> None:
    """Do all jobs, each host's in their order and on a thread of its own; what one raises goes up when all are done."""
    lanes: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        lanes[host_of(job)].append(job)
    if len(lanes) <= 1:
        _lane([job for lane in lanes.values() for job in lane], work)
        return
    with ThreadPoolExecutor(max_workers=len(lanes), thread_name_prefix="lane") as pool:
        running = [pool.submit(_lane, lane, work) for lane in lanes.values()]
    for lane in running:
        lane.result()


def _lane(jobs: list[Job], work: Callable[[Job], None]) -> None:
    for job in jobs:
        work(job)

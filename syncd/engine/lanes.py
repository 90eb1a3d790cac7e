"""Lanes: hosts work side by side, inside a host strictly one after the other, and whoever has much to do pauses for others."""

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from sys import setswitchinterval
from typing import TypeAlias, TypeVar

_TURN = 0.0005
"""Seconds after which a thread that reckons lets those go on that have just heard from their hosts; by default it is ten
times as long, and each request asks for a dozen turns.
"""

Job = TypeVar("Job")
Result = TypeVar("Result")
Slices: TypeAlias = Generator[None, None, Result]
"""Work that pauses now and then, so that others of its lane may go on; between two slices it holds nothing open."""


def in_turns(works: Iterable[Slices[Result]]) -> list[Result]:
    """Do all of these on one lane, a slice of each in turn; the results, in the order of the works.

    So one new love never waits for a friend's 10,000 (`design.md` §2). What one raises ends them all, here and now: left to
    the garbage collector, what they do at their end would be done at any time, on any thread.
    """
    waiting = deque(enumerate(works))
    results: dict[int, Result] = {}
    with ExitStack() as begun:
        for _, work in waiting:
            begun.callback(work.close)
        while waiting:
            place, work = waiting.popleft()
            try:
                next(work)
            except StopIteration as end:
                results[place] = end.value
            else:
                waiting.append((place, work))
    return [results[place] for place in sorted(results)]


def in_lanes(jobs: Iterable[Job], host_of: Callable[[Job], str], work: Callable[[Job], Result]) -> list[Result]:
    """Do all jobs, each host's in their order and on a thread of its own; the results, in the order of the jobs.

    What one raises goes up when all lanes are done.
    """
    setswitchinterval(_TURN)
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

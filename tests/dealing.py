"""Which worker begins with what: whoever begins late with what takes long ends the run alone."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

_LONG = ("tests/system/", "tests/engine/test_machine.py")
"""Where tests take seconds: the ones wait for processes and for pauses, the others for the processor."""


def long_of(nodeid: str) -> str:
    """The long ones among which a test belongs; empty for one that is short."""
    return next((each for each in _LONG if nodeid.startswith(each)), "")


def dealt(items: Sequence[Item], workers: int, kind_of: Callable[[Item], Hashable]) -> list[Item]:
    """An order in which each of so many equal parts begins with its share of the long ones, of every kind.

    The others keep their order, for neighbours share fixtures. xdist gives each worker one part (`--dist worksteal`),
    and who is done takes from the ends of the others' parts.
    """
    kinds: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        kinds[kind_of(item)].append(item)
    others = iter(kinds.pop("", []))
    places = [(place / len(kind), item) for kind in kinds.values() for place, item in enumerate(kind)]
    long = [item for _, item in sorted(places, key=lambda each: each[0])]
    order: list[Item] = []
    for worker in range(workers):
        size = (len(items) - len(order)) // (workers - worker)
        mine = long[worker::workers]
        order += [*mine, *islice(others, max(0, size - len(mine)))]
    return order

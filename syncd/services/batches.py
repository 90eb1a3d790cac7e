"""Questions in batches: the rate limits, not our code, are the speed of this program."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def in_batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The items in order, without repeats, in lists of at most `size`."""
    left = iter(dict.fromkeys(items))
    while batch := list(islice(left, size)):
        yield batch

"""The order in which the genuine database hands out rows: newest first, and ties as its sort happens to leave them."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row that knows when it was made."""

    @property
    def created(self) -> float:
        """Seconds since the epoch."""
        ...


Row = TypeVar("Row", bound=Dated)


def newest(rows: Sequence[Row], count: int, offset: int) -> list[Row]:
    """`ORDER BY created DESC LIMIT count OFFSET offset`, with the tie order of PostgreSQL 15.

    PostgreSQL keeps only the best limit + offset rows in a heap where there are more than twice as many, and a heap
    scrambles ties. So the order of equal rows hangs on limit + offset, and offset paging loses and doubles items
    although nothing changes (`apis/listenbrainz.md` §14, 19). `rows` stand in the order of their insertion.
    """
    bound = count + offset
    if len(rows) > 2 * bound:
        return _best(rows, bound)[offset:]
    return sorted(rows, key=lambda row: -row.created)[offset:bound]


def _best(rows: Sequence[Row], bound: int) -> list[Row]:
    """The newest `bound` rows, newest first (tuplesort.c: make_bounded_heap, sort_bounded_heap)."""
    heap: list[Row] = []
    for row in rows[:bound]:
        _insert(heap, row)
    for row in rows[bound:] if heap else ():
        if row.created > heap[0].created:
            _replace_top(heap, bound, row)
    for end in range(len(heap) - 1, 0, -1):
        oldest = heap[0]
        _replace_top(heap, end, heap[end])
        heap[end] = oldest
    return heap


def _insert(heap: list[Row], row: Row) -> None:
    """Add a row and let it rise; the oldest is on top (tuplesort_heap_insert)."""
    heap.append(row)
    hole = len(heap) - 1
    while hole > 0 and row.created < heap[(hole - 1) >> 1].created:
        heap[hole] = heap[(hole - 1) >> 1]
        hole = (hole - 1) >> 1
    heap[hole] = row


def _replace_top(heap: list[Row], size: int, row: Row) -> None:
    """Drop the top of the first `size` rows and let another sink in its place (tuplesort_heap_replace_top)."""
    hole = 0
    while (child := 2 * hole + 1) < size:
        if child + 1 < size and heap[child].created > heap[child + 1].created:
            child += 1
        if row.created <= heap[child].created:
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = row

"""Ways in which the stand-in for ListenBrainz can be made to lie."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Any

from syncd.sandbox.listenbrainz_rows import Change
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.wire import Response, json_response

PHANTOM_ROWS = 7
"""By how much a wrong total is too large."""


class Lie(StrEnum):
    """What `Faults` can switch on; the names of its fields."""

    DROP_WRITES = "drop_writes"
    APPLY_LATE = "apply_late"
    LOSE_ANSWERS = "lose_answers"
    WRONG_TOTAL = "wrong_total"
    MISSING_PAGE = "missing_page"
    EMPTY_LIST = "empty_list"
    STRANGERS_LIST = "strangers_list"
    HTML_LIST = "html_list"
    CUT_JSON = "cut_json"


@dataclass(slots=True, kw_only=True)
class Faults:
    """Switches, all off: a number is for the next so many requests, True is for ever.

    The first three concern writes of feedback, the others `get-feedback` of a user and nothing else.
    """

    drop_writes: int | bool = 0  #: answered with ok, nothing stored
    apply_late: int | bool = 0  #: answered with ok, stored at `flush_late()` or `late_by` requests later
    late_by: int = 0  #: 0 waits for `flush_late()`
    lose_answers: int | bool = 0  #: stored, then the connection is closed
    wrong_total: int | bool = 0  #: total_count is too large
    missing_page: int | bool = 0  #: the page comes empty, total_count stays
    empty_list: int | bool = 0  #: neither rows nor a total
    strangers_list: int | bool = 0  #: the list of another account
    html_list: int | bool = 0  #: 200 with a page for people
    cut_json: int | bool = 0  #: the JSON ends in the middle
    search_is_down: bool = False  #: the fuzzy step of the lookup fails with 500
    _lock: Lock = field(default_factory=Lock, repr=False)

    def strikes(self, lie: Lie) -> bool:
        """Whether a lie is told now; it is counted as told."""
        with self._lock:
            left = getattr(self, lie)
            if left and left is not True:
                setattr(self, lie, left - 1)
            return bool(left)

    def distort(self, answer: Mapping[str, Any]) -> Mapping[str, Any] | Response:
        """The answer of the list endpoint as the switches want it."""
        for lie, spoil in _SPOILERS.items():
            if self.strikes(lie):
                return spoil(answer)
        return answer


def _cut(answer: Mapping[str, Any]) -> Response:
    whole = json_response(answer)
    return Response(headers=whole.headers, body=whole.body[: len(whole.body) // 2])


def _html(_: Mapping[str, Any]) -> Response:
    page = b"<!doctype html>\n<title>ListenBrainz</title>\n<h1>We will be back soon</h1>\n"
    return Response(headers={"Content-Type": "text/html; charset=utf-8"}, body=page)


_SPOILERS: Mapping[Lie, Callable[[Mapping[str, Any]], Mapping[str, Any] | Response]] = {
    Lie.WRONG_TOTAL: lambda answer: {**answer, "total_count": answer["total_count"] + PHANTOM_ROWS},
    Lie.MISSING_PAGE: lambda answer: {**answer, "count": 0, "feedback": []},
    Lie.EMPTY_LIST: lambda answer: {**answer, "count": 0, "feedback": [], "total_count": 0},
    Lie.HTML_LIST: _html,
    Lie.CUT_JSON: _cut,
}


@dataclass(slots=True)
class Writes:
    """Carries writes out: now, later or never."""

    tables: Tables
    faults: Faults
    _late: deque[tuple[int, Change]] = field(default_factory=deque)  # when (0 = when told), what
    _seen: int = 0

    def carry_out(self, change: Change) -> None:
        """Do what was asked, if no switch is against it."""
        if self.faults.strikes(Lie.DROP_WRITES):
            return
        if self.faults.strikes(Lie.APPLY_LATE):
            self._late.append((self.faults.late_by and self._seen + self.faults.late_by, change))
            return
        self.tables.write(change)

    def tick(self) -> None:
        """A request has come: apply the writes that were waiting for it."""
        self._seen += 1
        while self._late and 0 < self._late[0][0] <= self._seen:
            self.tables.write(self._late.popleft()[1])

    def flush(self) -> None:
        """Apply all writes that wait."""
        while self._late:
            self.tables.write(self._late.popleft()[1])

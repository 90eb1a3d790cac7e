"""The journal: every request that the sandbox saw, with the violations it noticed."""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from threading import Condition
from typing import Any

_SECRET = re.compile(r"((?:^|&)(?:access_token|refresh_token|client_secret|token|code)=)[^&]*")


class Violation(StrEnum):
    """What a polite client does not do."""

    TOO_FAST = "too fast"
    PARALLEL = "parallel"
    NO_USER_AGENT = "no User-Agent"
    NO_CONTACT = "no contact"
    BLIND_WRITE = "blind write"
    SECOND_WRITE = "second write"


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request. `status` is 0 where no answer was given; `at` is in seconds since the epoch, on the sandbox's clock.

    `in_flight` is how many requests of this client the service had to answer when it came, itself included.
    """

    number: int
    at: float
    service: str
    method: str
    path: str
    query: str
    client: str
    user_agent: str
    write: bool
    status: int = 0
    bytes: int = 0
    in_flight: int = 1
    fault: str = ""
    violations: list[Violation] = field(default_factory=list)


def masked(query: str) -> str:
    """A query string without its secrets."""
    return _SECRET.sub(r"\1***", query)


class Journal:
    """All entries in order, safe for threads."""

    def __init__(self) -> None:
        self._lock = Condition()
        self._entries: list[Entry] = []
        self._last = 0

    def next_number(self) -> int:
        """A number for a request that has just arrived; numbers begin at 1 and are never used again."""
        with self._lock:
            self._last += 1
            return self._last

    def add(self, entry: Entry) -> None:
        """Remember a request whose fate is known. Entries stand in the order in which they were answered."""
        with self._lock:
            self._entries.append(entry)
            self._lock.notify_all()

    def wait_for(self, count: int, seconds: float) -> bool:
        """Wait until so many requests were answered; False where `seconds` of real time were not enough."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self._entries) >= count, seconds)

    def clear(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._entries.clear()

    def entries(self, since: int = 0) -> list[Entry]:
        """The requests with a number above `since`, by number."""
        with self._lock:
            return sorted((entry for entry in self._entries if entry.number > since), key=lambda entry: entry.number)

    def report(self, since: int = 0) -> dict[str, Any]:
        """The journal as JSON: all requests, those with violations once more, and the requests per service."""
        rows = [asdict(entry) for entry in self.entries(since)]
        return {
            "requests": rows,
            "violations": [row for row in rows if row["violations"]],
            "counts": dict(Counter(row["service"] for row in rows)),
        }

"""How a client drives: its pace, and whether it keeps to one request at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

INTERVAL_SECONDS = 1.0
"""The policy of all four: one request a second on average (`contract.md` §1), on the sandbox's clock."""

BURST = 5
"""So many requests may come early before it counts: network jitter at a high speedup is no fault."""

Lane = tuple[str, str]
"""A service and the client that asks it."""

IsGone = Callable[[], bool]


@dataclass(slots=True)
class Traffic:
    """Watches each client at each service."""

    _lock: Lock = field(default_factory=Lock)
    _due: dict[Lane, float] = field(default_factory=lambda: defaultdict(float))
    _flying: dict[Lane, list[IsGone]] = field(default_factory=lambda: defaultdict(list))

    def is_too_fast(self, service: str, client: str, at: float) -> bool:
        """Count one request; whether it came earlier than the policy and the burst allow (GCRA)."""
        with self._lock:
            due = max(self._due[service, client], at)
            if due - at > BURST * INTERVAL_SECONDS:
                return True
            self._due[service, client] = due + INTERVAL_SECONDS
            return False

    @contextmanager
    def flight(self, service: str, client: str, is_gone: IsGone) -> Iterator[int]:
        """The time of one request; yields how many of this client are in flight, itself included.

        One whose client has hung up (`is_gone`) is not: who gave up waiting may ask again.
        """
        with self._lock:
            flying = self._flying[service, client]
            others = sum(not other() for other in flying)
            flying.append(is_gone)
        try:
            yield others + 1
        finally:
            with self._lock:
                flying.remove(is_gone)

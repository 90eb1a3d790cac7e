"""ListenBrainz' rate limit: fixed windows per client address (`apis/listenbrainz.md` §1.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

WINDOW_SECONDS = 10
PER_WINDOW = 30


@dataclass(slots=True)
class Limiter:
    """Counts the requests of each client in windows of ten seconds, aligned to the epoch.

    With `enforced` off every request is told that it is the first of its window.
    """

    enforced: bool = True
    _lock: Lock = field(default_factory=Lock, repr=False)
    _counts: dict[str, tuple[int, int]] = field(default_factory=dict)  # client -> window, requests in it

    def count(self, client: str, at: float) -> tuple[bool, Mapping[str, str]]:
        """Count one request: whether it may pass, and the headers that tell of it."""
        used = self._count(client, int(at) // WINDOW_SECONDS) if self.enforced else 1
        return used <= PER_WINDOW, _headers(used, int(at))

    def _count(self, client: str, window: int) -> int:
        with self._lock:
            since, used = self._counts.get(client, (window, 0))
            used = used + 1 if since == window else 1
            self._counts[client] = (window, used)
            return used


def _headers(used: int, now: int) -> Mapping[str, str]:
    """Four headers and no `Retry-After`."""
    reset = now // WINDOW_SECONDS * WINDOW_SECONDS + WINDOW_SECONDS
    return {
        "X-RateLimit-Limit": str(PER_WINDOW),
        "X-RateLimit-Remaining": str(max(0, PER_WINDOW - used)),
        "X-RateLimit-Reset": str(reset),
        "X-RateLimit-Reset-In": str(reset - now),
    }

"""The allowed rate of stand-ins that count on average."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """A leaking bucket per client: holds `size` requests and loses `a_second` of them each second.

    Requests that were declined fill it too, so a client that does not slow down is never let in again
    (`apis/musicbrainz.md` §1.2).
    """

    a_second: float
    size: int
    _levels: dict[str, tuple[float, float]] = field(default_factory=dict)  # client -> level, when

    def is_over(self, client: str, at: float) -> bool:
        """Pour one request in; whether it was one too many. `at` in seconds."""
        level, since = self._levels.get(client, (0.0, at))
        level = max(0.0, level - max(0.0, at - since) * self.a_second) + 1
        self._levels[client] = (min(level, self.size + 1), max(at, since))
        return level > self.size

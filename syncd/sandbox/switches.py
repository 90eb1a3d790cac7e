"""Switches that break a service on request: always, for the next few requests, or now and then."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from threading import Lock


class Fault(StrEnum):
    """What a service may suffer from, the gravest first."""

    DOWN = "down"  #: the connection is closed without an answer
    HANG = "hang"  #: accepted and never answered, until the client gives up
    UNAVAILABLE = "unavailable"  #: 503 with HTML, nothing done
    OUR_HASTE = "our_haste"  #: MusicBrainz' 503 for a client that is too fast (`apis/musicbrainz.md` §1.2)
    BUSY = "busy"  #: MusicBrainz' 503 when everybody together is too many (§1.2)
    HTML = "html"  #: 200 with a page for people, nothing done
    LOSE_ANSWER = "lose_answer"  #: writes only, unless a path is named: done, then the connection is closed
    TRUNCATED = "truncated"  #: the JSON ends in the middle
    ABSURD = "absurd"  #: JSON of another shape; `value` names one of `faults.ABSURDITIES`
    HUGE = "huge"  #: a body of `value` megabytes (default 64)
    GZIP_BOMB = "gzip_bomb"  #: `value` megabytes (default 128), gzipped twice
    SLOW = (
        "slow"  #: `value` real seconds (default 1) go by before the answer; a client's patience runs in real time too
    )

    @property
    def does_the_work(self) -> bool:
        """Whether the stand-in carries the request out before the answer is spoilt."""
        return self not in {Fault.DOWN, Fault.HANG, Fault.UNAVAILABLE, Fault.OUR_HASTE, Fault.BUSY, Fault.HTML}

    @property
    def is_musicbrainz_own(self) -> bool:
        """Whether no other service says such a thing."""
        return self in {Fault.OUR_HASTE, Fault.BUSY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One fault at one service. `times` None is for ever; `rate` is its probability at each request.

    A `path` limits it to requests whose path and query contain it. Raises ValueError for MusicBrainz' own faults elsewhere.
    """

    service: str
    fault: Fault
    times: int | None = None
    rate: float = 1.0
    value: float | str | None = None
    path: str = ""

    def __post_init__(self) -> None:
        if self.fault.is_musicbrainz_own and self.service != "musicbrainz":
            raise ValueError(f"{self.fault} is an answer of musicbrainz, not of {self.service}")

    def concerns(self, target: str, *, is_write: bool) -> bool:
        """Whether a request may be hit by this fault."""
        if self.fault is Fault.LOSE_ANSWER and not self.path and not is_write:
            return False
        return self.path in target


class Switches:
    """The switches that are on. One per service, fault and path; the latest word counts."""

    def __init__(self, switches: Iterable[Switch] = (), seed: int = 0) -> None:
        self._lock = Lock()
        self._dice = Random(seed)  # noqa: S311  # seeded faults, no secrets
        self._on: dict[tuple[str, Fault, str], Switch] = {}
        for switch in switches:
            self.set(switch)

    def set(self, switch: Switch) -> None:
        """Turn a switch on, or off where its `times` is 0."""
        key = (switch.service, switch.fault, switch.path)
        with self._lock:
            self._on.pop(key, None)
            if switch.times != 0:
                self._on[key] = switch

    def clear(self) -> None:
        """Turn everything off."""
        with self._lock:
            self._on.clear()

    def take(self, service: str, target: str, *, is_write: bool) -> Switch | None:
        """The fault that hits this request, if any: the gravest. It is counted as used."""
        with self._lock:
            for switch in self._of(service):
                if switch.concerns(target, is_write=is_write) and self._dice.random() < switch.rate:
                    return self._use(switch)
        return None

    def on(self) -> list[Switch]:
        """The switches that are on."""
        with self._lock:
            return list(self._on.values())

    def _of(self, service: str) -> list[Switch]:
        order = list(Fault)
        mine = (switch for switch in self._on.values() if switch.service == service)
        return sorted(mine, key=lambda switch: order.index(switch.fault))

    def _use(self, switch: Switch) -> Switch:
        key = (switch.service, switch.fault, switch.path)
        if switch.times == 1:
            del self._on[key]
        elif switch.times is not None:
            self._on[key] = replace(switch, times=switch.times - 1)
        return switch

"""The gate that every request passes: noticed, perhaps broken by a switch, answered by its stand-in, written down."""

import math
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol

from syncd.sandbox import doorman, facts, faults
from syncd.sandbox.doorman import Doorman
from syncd.sandbox.journal import Entry, Journal, Violation, masked
from syncd.sandbox.ledgers import Ledger
from syncd.sandbox.looks import Looks
from syncd.sandbox.switches import Fault, Switch, Switches
from syncd.sandbox.traffic import Traffic
from syncd.sandbox.wire import Request, Response, StandIn

HUNG_UP = Response(hang_up=True)
WAITS = frozenset({"x-ratelimit-reset-in", "retry-after"})
"""Headers that tell a client how many seconds to wait."""


class Wire(Protocol):
    """The connection behind a request."""

    def is_gone(self) -> bool:
        """Whether the client has hung up."""
        ...

    def wait(self, seconds: float | None) -> None:
        """Let real time go by, at most until the client hangs up or the sandbox closes."""
        ...


@dataclass(slots=True, kw_only=True)
class Gate:
    """One for all services. A stand-in with `exclusive = True` is asked one request at a time.

    The waits that stand-ins name are on the sandbox's clock; clients are told them in real seconds, rounded up.
    """

    stand_ins: MutableMapping[str, StandIn]
    ledgers: Mapping[str, Ledger]
    switches: Switches
    speedup: float = 1.0
    journal: Journal = field(default_factory=Journal)
    _doorman: Doorman = field(default_factory=Doorman)
    _traffic: Traffic = field(default_factory=Traffic)
    _looks: Looks = field(default_factory=Looks)
    _looking: Lock = field(default_factory=Lock)
    _asking: dict[str, Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._asking.update((service, Lock()) for service in self.stand_ins)

    def alone(self, service: str) -> Lock:
        """The lock under which a stand-in that wants to be alone is asked."""
        return self._asking[service]

    def answer(self, service: str, request: Request, wire: Wire) -> Response:
        """The answer to one request, and its line in the journal."""
        entry = self._entry(service, request)
        with self._traffic.flight(service, request.client, wire.is_gone) as in_flight:
            entry.in_flight = in_flight
            if in_flight > 1:
                entry.violations.append(Violation.PARALLEL)
            response = self._let_in(entry, request, wire)
        entry.status, entry.bytes = (0, 0) if response.hang_up else (response.status, len(response.body))
        self.journal.add(entry)
        return response

    def _entry(self, service: str, request: Request) -> Entry:
        missing = doorman.misses(request)
        is_too_fast = self._traffic.is_too_fast(service, request.client, request.at)
        return Entry(
            number=self.journal.next_number(),
            at=request.at,
            service=service,
            method=request.method,
            path=request.path,
            query=masked(request.query),
            client=request.client,
            user_agent=request.headers.get("user-agent", ""),
            write=facts.is_write(service, request),
            violations=[*([missing] if missing else ()), *([Violation.TOO_FAST] if is_too_fast else ())],
        )

    def _let_in(self, entry: Entry, request: Request, wire: Wire) -> Response:
        if self._doorman.drops(entry.service, request):
            return HUNG_UP
        if entry.service == "musicbrainz" and Violation.NO_USER_AGENT in entry.violations:
            return doorman.ua_missing()
        self._doorman.judge(entry.service, request)
        switch = self.switches.take(entry.service, f"{request.path}?{request.query}", is_write=entry.write)
        entry.fault = switch.fault if switch else ""
        response = self._watched(entry, request, switch)
        if switch and switch.fault in {Fault.HANG, Fault.SLOW}:
            wire.wait(None if switch.fault is Fault.HANG else float(switch.value or 1))
        return response

    def _watched(self, entry: Entry, request: Request, switch: Switch | None) -> Response:
        """The answer, and what it says about writes and looks."""
        ledger = self.ledgers.get(entry.service)
        write = facts.write_of(entry.service, request, ledger.owner) if ledger else None
        if ledger and write:
            self._check(entry, write, ledger)
        response = self._broken(entry.service, request, switch)
        with self._looking:
            if write and not facts.was_refused(entry.service, response):
                self._looks.wrote(entry.number, write)
            reading = facts.reading_of(entry.service, request, response, ledger.owner) if ledger else None
            if reading:
                self._looks.read(entry.number, request.client, reading)
        return response

    def _check(self, entry: Entry, write: facts.Write, ledger: Ledger) -> None:
        with self._looking:
            if self._looks.is_blind(entry.client, write):
                entry.violations.append(Violation.BLIND_WRITE)
        if all(ledger.score(write.account, item) == write.score for item in write.items):
            entry.violations.append(Violation.SECOND_WRITE)

    def _broken(self, service: str, request: Request, switch: Switch | None) -> Response:
        if switch is None:
            return hurried(self._asked(service, request), self.speedup)
        if not switch.fault.does_the_work:
            return faults.without_work(switch)
        return faults.spoil(self._asked(service, request), switch)

    def _asked(self, service: str, request: Request) -> Response:
        stand_in = self.stand_ins[service]
        if not getattr(stand_in, "exclusive", False):
            return stand_in.answer(request)
        with self._asking[service]:
            return stand_in.answer(request)


def hurried(response: Response, speedup: float) -> Response:
    """The answer with its waits in real seconds."""
    waits = {
        name: str(math.ceil(int(value) / speedup))
        for name, value in response.headers.items()
        if name.lower() in WAITS and value.isdecimal()
    }
    return replace(response, headers={**response.headers, **waits}) if waits else response


def under(prefix: str, request: Request) -> Request | None:
    """The request as the stand-in behind a prefix sees it, or None where it is meant for another."""
    if request.path != prefix and not request.path.startswith(f"{prefix}/"):
        return None
    return replace(request, path=request.path.removeprefix(prefix) or "/")

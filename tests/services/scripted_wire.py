"""A stand-in behind a real socket, with answers that a test scripts: what Boomplay's and Jamendo's tests share."""

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response, json_response

Reply = Callable[[Request], Response]


class Answers(Protocol):
    """A stand-in."""

    def answer(self, request: Request) -> Response:
        """What it says to a request."""


class ScriptedWire:
    """The stand-in behind a socket, and a pace that never lets anybody wait. What is scripted for a path is answered first."""

    def __init__(self, service: Answers, now: Callable[[], float]) -> None:
        self.asked: list[Request] = []
        self.pauses: list[float] = []
        self._stand_in = service
        self._script: dict[str, deque[Reply]] = {}
        self.listener = Listener(0, self._answer, now)

    def script(self, path: str, *replies: Reply | Any, times: int = 1) -> None:
        """Answer the next requests for a path so, in order; anything but a function is a JSON body."""
        self._script.setdefault(path, deque()).extend([_reply(each) for each in replies] * times)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.asked]

    def reserve(self) -> float:
        """Every slot is free."""
        return 0.0

    def started(self) -> None:
        """Nobody keeps a distance here."""

    def ended(self, received: int, *, never_left: bool) -> None:
        """Nobody counts here."""

    def close(self) -> None:
        """Nor is anything kept."""

    def pause(self, seconds: float, reason: str) -> None:
        """Remember for how long."""
        self.pauses.append(seconds)

    def block(self, reason: str) -> None:
        """Nobody blocks us here."""

    def _answer(self, request: Request, _: Connection) -> Response:
        self.asked.append(request)
        script = self._script.get(request.path)
        return script.popleft()(request) if script else self._stand_in.answer(request)


def _reply(said: Reply | Any) -> Reply:
    return said if callable(said) else lambda _request: json_response(said)

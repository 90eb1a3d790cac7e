"""The stand-in for Boomplay behind a real socket, with answers that a test scripts."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from syncd.sandbox import boomplay as stand_in
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response, json_response

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "canary+token/with==padding"
USER_ID = "VjNi+G9VQh7vVft6l6o/kw=="
LIST, WHO, TRACKS = "/favourite/v1/tracks", "/user/getUserInfo", "/track/v1/trackIds"

Reply = Callable[[Request], Response]


class Wire:
    """The stand-in behind a real socket. What is scripted for a path is answered first, in order."""

    def __init__(self, service: stand_in.Boomplay) -> None:
        self.service = service
        self.asked: list[Request] = []
        self.rests: list[float] = []
        self._script: dict[str, deque[Reply]] = {}
        self.listener = Listener(0, self._answer, NOW.timestamp)

    def script(self, path: str, *replies: Reply | Any, times: int = 1) -> None:
        """Answer the next requests for a path so; anything but a function is a JSON body."""
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

    def rest(self, seconds: float, reason: str) -> None:
        """Remember for how long."""
        self.rests.append(seconds)

    def block(self, reason: str) -> None:
        """Nobody blocks us here."""

    def _answer(self, request: Request, _: Connection) -> Response:
        self.asked.append(request)
        script = self._script.get(request.path)
        return script.popleft()(request) if script else self.service.answer(request)


def _reply(said: Reply | Any) -> Reply:
    return said if callable(said) else lambda _request: json_response(said)


def page(*ids: int, counts: int | None = None) -> dict[str, Any]:
    rows = [{"track_id": number, "track_title": f"Song {number}"} for number in ids]
    return {"desc": None, "code": 0, "counts": len(ids) if counts is None else counts, "data": rows}

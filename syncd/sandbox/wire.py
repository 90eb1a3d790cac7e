"""Requests and responses as the stand-ins see them, free of sockets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request. `path` is percent-encoded and begins behind the stand-in's prefix (`/1/validate-token`)."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    client: str = "127.0.0.1"
    at: float = 0.0  # when it arrived: seconds since the epoch, on the sandbox's own (perhaps faster) clock
    by_the_wall: float | None = None  # the same on everybody's clock, where that is another one

    @property
    def date(self) -> float:
        """What a service notes as the moment of this request: its clients compare it with their own clock."""
        return self.at if self.by_the_wall is None else self.by_the_wall

    @property
    def params(self) -> list[tuple[str, str]]:
        """The query's pairs in order, blank values included."""
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def plain_path(self) -> str:
        """The path with percent-encoding undone."""
        return unquote(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One HTTP answer. `hang_up` closes the connection without an answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang_up: bool = False


class StandIn(Protocol):
    """One service behind a base URL."""

    def answer(self, request: Request) -> Response:
        """The answer to one request. Called under the server's lock unless the stand-in says otherwise."""
        ...


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer in the usual dress."""
    body = (json.dumps(value, separators=(",", ":"), sort_keys=True) + "\n").encode()
    return Response(status=status, headers={"Content-Type": "application/json", **(headers or {})}, body=body)

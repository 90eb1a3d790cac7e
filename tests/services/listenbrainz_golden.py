"""Recorded exchanges with the genuine ListenBrainz, and how an answer is compared with them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from syncd.sandbox.wire import Request, Response, json_response

HOST = "127.0.0.1:58000"
"""Where the recorded server stood; it is part of its redirects."""

CLOCK_SECONDS = 2
"""How far two clocks may lie apart: the recording client's, and the server's that stamped the row."""

Json = Any


class Exchange(NamedTuple):
    """One recorded request with its answer."""

    file: str
    record: dict[str, Json]

    @property
    def name(self) -> str:
        """Unique in its file."""
        return str(self.record["name"])

    @property
    def at(self) -> float:
        """When it was recorded; one exchange tells it only through the limiter's headers."""
        headers = self.record["response"].get("headers", {})
        told = int(headers.get("X-RateLimit-Reset", 0)) - int(headers.get("X-RateLimit-Reset-In", 0))
        return float(self.record.get("recorded_at", told))

    def request(self) -> Request:
        """The request as the stand-in gets it."""
        asked = self.record["request"]
        return Request(
            method=asked["method"],
            path=asked["path"],
            query=asked.get("query") or "",
            headers={"host": HOST} | {name.lower(): value for name, value in asked["headers"].items()},
            body=_body(asked),
            client=self.record.get("client", "127.0.0.9"),
            at=self.at,
        )


def _body(message: Mapping[str, Json]) -> bytes:
    """A recorded body; text stands there byte by byte."""
    if "json" in message:
        return json.dumps(message["json"]).encode()
    return str(message.get("body_text") or "").encode("latin-1")


def differences_of(exchange: Exchange, answer: Response) -> Iterator[str]:
    """Where an answer is not the recorded one."""
    recorded = exchange.record["response"]
    if recorded["status"] is None:
        if not answer.hang_up:
            yield f"answered {answer.status} where the connection was closed"
        return
    if answer.status != recorded["status"]:
        yield f"status {answer.status}, recorded {recorded['status']}"
    yield from _different_headers(recorded["headers"], answer.headers)
    yield from _different_bodies(exchange, recorded, answer)


SETS = ("Access-Control-Allow-Methods", "Allow")
TIMES = ("X-RateLimit-Reset", "X-RateLimit-Reset-In")


def _different_headers(recorded: Mapping[str, str], answered: Mapping[str, str]) -> Iterator[str]:
    """All headers count but the server's own (length, connection)."""
    for name in recorded.keys() | answered.keys():
        there, here = recorded.get(name), answered.get(name)
        if name in SETS and there and here:
            there, here = str(sorted(there.split(", "))), str(sorted(here.split(", ")))
        if name in TIMES and there and here:
            there, here = str(abs(int(there) - int(here)) <= CLOCK_SECONDS), "True"
        if there != here and name not in {"Content-Length", "Connection"}:
            yield f"{name}: {here!r}, recorded {there!r}"


def _different_bodies(exchange: Exchange, recorded: Mapping[str, Json], answer: Response) -> Iterator[str]:
    if "json" not in recorded:
        if answer.body.decode() != (recorded.get("body_text") or ""):
            yield f"body {answer.body!r}, recorded {recorded.get('body_text')!r}"
        return
    value = json.loads(answer.body)
    if answer.body != json_response(value).body or not answer.body.isascii():
        yield "JSON not compact, sorted and ASCII"
    if "for-recordings" in exchange.record["request"]["path"] and "feedback" in value:
        value, recorded = _as_sets(value), {"json": _as_sets(recorded["json"])}
    yield from _different_values(recorded["json"], value, "")


def _as_sets(answer: Mapping[str, Json]) -> Json:
    """That answer comes in the order of a query plan."""
    return Counter(json.dumps(item, sort_keys=True) for item in answer["feedback"])


def _different_values(recorded: Json, value: Json, path: str) -> Iterator[str]:
    if isinstance(recorded, dict) and isinstance(value, dict):
        for key in recorded.keys() | value.keys():
            yield from _different_values(recorded.get(key, "absent"), value.get(key, "absent"), f"{path}.{key}")
    elif isinstance(recorded, list) and isinstance(value, list) and len(recorded) == len(value):
        for index, (there, here) in enumerate(zip(recorded, value, strict=True)):
            yield from _different_values(there, here, f"{path}[{index}]")
    elif recorded != value and not (path.endswith((".created", ".pinned_until")) and _near(recorded, value)):
        yield f"{path}: {value!r}, recorded {recorded!r}"


def _near(there: Json, here: Json) -> bool:
    """Whether two instants may be the same but for the clocks."""
    if isinstance(there, str) and isinstance(here, str):
        there, here = (parsedate_to_datetime(text).timestamp() for text in (there, here))
    return there is not None and here is not None and abs(there - here) <= CLOCK_SECONDS

"""How each fault spoils an answer."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from syncd.sandbox.musicbrainz_format import busy, too_fast
from syncd.sandbox.switches import Fault, Switch
from syncd.sandbox.wire import Response

MEGABYTE = 1 << 20
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_PAGE = b"<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"


def _deep(_: bytes) -> bytes:
    return b"[" * 100_000 + b"]" * 100_000


def _nulls(body: bytes) -> bytes:
    """The same keys, each holding null."""
    try:
        value = json.loads(body)
    except ValueError:
        return b"null"
    return json.dumps(dict.fromkeys(value) if isinstance(value, dict) else [None] * len(value or ())).encode()


ABSURDITIES: Mapping[str, Callable[[bytes], bytes]] = {
    "nulls": _nulls,
    "list": lambda _: b"[]",
    "object": lambda _: b"{}",
    "null": lambda _: b"null",
    "number": lambda _: b"1e400",
    "text": lambda _: b'"\\ud800"',
    "deep": _deep,
}
"""JSON that nobody promised, by name: each makes a body from the true one."""


@lru_cache(maxsize=2)
def _bomb(megabytes: int) -> bytes:
    return gzip.compress(gzip.compress(b" " * (megabytes * MEGABYTE), mtime=0), mtime=0)


def without_work(switch: Switch) -> Response:
    """The answer of a service that did nothing."""
    if switch.fault is Fault.UNAVAILABLE:
        return Response(status=503, headers=_HTML, body=_PAGE % ((b"503 Service Temporarily Unavailable",) * 2))
    if switch.fault is Fault.HTML:
        return Response(headers=_HTML, body=_PAGE % ((b"We will be back soon",) * 2))
    if switch.fault is Fault.OUR_HASTE:
        return too_fast("127.0.0.1")
    if switch.fault is Fault.BUSY:
        return busy(0.0, is_search=False)
    return Response(hang_up=True)


def _truncated(response: Response, _: Switch) -> Response:
    return replace(response, body=response.body[: len(response.body) * 2 // 3])


def _absurd(response: Response, switch: Switch) -> Response:
    return replace(response, body=ABSURDITIES[str(switch.value or "nulls")](response.body))


def _huge(response: Response, switch: Switch) -> Response:
    return replace(response, body=response.body + b" " * (int(switch.value or 64) * MEGABYTE))


def _bombed(response: Response, switch: Switch) -> Response:
    headers = {**response.headers, "Content-Encoding": "gzip, gzip"}
    return replace(response, headers=headers, body=_bomb(int(switch.value or 128)))


_SPOILERS: Mapping[Fault, Callable[[Response, Switch], Response]] = {
    Fault.LOSE_ANSWER: lambda _, __: Response(hang_up=True),
    Fault.TRUNCATED: _truncated,
    Fault.ABSURD: _absurd,
    Fault.HUGE: _huge,
    Fault.GZIP_BOMB: _bombed,
}


def spoil(response: Response, switch: Switch) -> Response:
    """The answer after the work was done. A merely slow one stays as it is."""
    spoiler = _SPOILERS.get(switch.fault)
    return spoiler(response, switch) if spoiler else response

"""Jamendo's parameters, response codes and envelope (`apis/jamendo.md` §2 and §5.1)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from syncd.sandbox.wire import Request

LIMIT_DEFAULT = 10
LIMIT_MAX = 200

Parser = Callable[[str], Any]
"""Turns a parameter's text into a value; raises ValueError where it breaks the rules."""

Asked = Mapping[str, Any]
"""The parsed parameters that were sent and are known."""


class Code(Enum):
    """Response codes with the name that opens their message (§2.2)."""

    HTTP_METHOD = (2, "Http Method")
    TYPE = (3, "Type")
    REQUIRED = (4, "Required Parameter")
    CLIENT_ID = (5, "Invalid Client Id")
    RATE_LIMIT = (6, "Rate Limit Exceeded")
    METHOD_NOT_FOUND = (7, "Method Not Found")
    FORMAT = (9, "Format")
    SUSPENDED = (11, "Suspended Application")
    ACCESS_TOKEN = (12, "Access Token")
    SCOPE = (13, "Insufficient Scope")
    DUPLICATE = (23, "Duplicate Value")


class Failed(Exception):
    """Ends a call with a code in the envelope. `number` replaces the code's own where an option says so."""

    def __init__(self, code: Code, detail: str, number: int | None = None) -> None:
        super().__init__(f"Jamendo Api {code.value[1]} Error: {detail}")
        self.number: int = code.value[0] if number is None else number


def text(value: str) -> str:
    """Anything."""
    return value


def natural(value: str) -> int:
    """0, 1, 2, …"""
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise ValueError(value)
    return int(value)


def limit(value: str) -> int:
    """From 1 to 200; `all` still stops at 200."""
    number = LIMIT_MAX if value == "all" else natural(value)
    if not 1 <= number <= LIMIT_MAX:
        raise ValueError(value)
    return number


def boolean(value: str) -> bool:
    """`true`, `false`, `1` or `0`."""
    return {"true": True, "1": True, "false": False, "0": False}[value.lower()]


def naturals(value: str) -> frozenset[int]:
    """One or several ids, separated by a space or a plus."""
    return frozenset(map(natural, _split(value)))


def words(*allowed: str) -> Parser:
    """One or several of these words, separated by a space or a plus."""

    def parse(value: str) -> tuple[str, ...]:
        found = tuple(_split(value))
        if not found or not set(found) <= set(allowed):
            raise ValueError(value)
        return found

    return parse


def order(*allowed: str) -> Parser:
    """Sort keys, each perhaps with `_asc` or `_desc`."""
    return words(*(f"{key}{suffix}" for key in allowed for suffix in ("", "_asc", "_desc")))


def between(kind: Callable[[str], Any]) -> Parser:
    """`from_to`, both ends required and included."""

    def parse(value: str) -> tuple[Any, Any]:
        start, end = value.split("_")
        return kind(start), kind(end)

    return parse


def _split(value: str) -> list[str]:
    return re.split(r"[ +]+", value.strip())


days = between(lambda value: date.fromisoformat(value).isoformat())

COMMON: Mapping[str, Parser] = {
    "client_id": text,
    "format": text,
    "callback": text,
    "offset": natural,
    "limit": limit,
    "fullcount": boolean,
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a method found: its rows, how many there are in all where that is told, and whether more follow."""

    rows: Sequence[Mapping[str, Any]]
    total: int | None = None
    has_more: bool = False


def parse(request: Request, sent: Mapping[str, str], known: Mapping[str, Parser]) -> tuple[dict[str, Any], list[str]]:
    """The values of the known parameters, and a warning for each unknown one. Raises Failed for a bad value.

    An empty one counts as missing (§2.2, code 4).
    """
    values: dict[str, Any] = {}
    for name in (name for name in known if sent.get(name)):
        try:
            values[name] = known[name](sent[name])
        except (ValueError, KeyError):
            raise Failed(Code.TYPE, f"the value of the parameter '{name}' is not valid") from None
    unknown = sorted(sent.keys() - known.keys())
    return values, [f"the parameter '{name}' is unknown to {request.path} and was ignored" for name in unknown]


def require(asked: Mapping[str, Any], *names: str) -> None:
    """Fail unless one of these parameters is there and not empty."""
    if not any(asked.get(name) not in {None, ""} for name in names):
        raise Failed(Code.REQUIRED, f"a required parameter is missing or empty: {' or '.join(names)}")


def envelope(page: Page, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """Success, perhaps with warnings. `results_count` counts the outer rows only."""
    headers = {
        "status": "success",
        "code": 0,
        "error_message": "",
        "warnings": "; ".join(warnings),
        "results_count": len(page.rows),
    }
    return {"headers": headers, "results": list(page.rows)}


def failure(failed: Failed, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """The shape that was seen live, in HTTP 200."""
    headers = {
        "status": "failed",
        "code": failed.number,
        "error_message": str(failed),
        "warnings": "; ".join(warnings),
        "results_count": 0,
    }
    return {"headers": headers, "results": []}

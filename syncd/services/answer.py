"""What came back: an answer's body as JSON, texts made harmless, and what a bare status means."""

import json
import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from syncd.domain.errors import NEXT_SYNC, RateLimited, Rejected, Unauthorised, Unavailable, Unreadable

MAX_TEXT = 500
"""Characters that we keep of any text from outside (`reliability.md` F, hostile JSON)."""

_MOST_DIGITS = 18
"""Digits of a whole number, its sign among them, that surely fits into 64 bits."""

UNSAID_WAIT = 10.0
"""Seconds that we wait after a 429 which names none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole. Header names are in lower case; `repr` shows neither headers nor body.

    `host` and `path` (the endpoint's own, fields unfilled) are for error messages, `wait` is how many seconds the
    headers ask us to wait: None where they do not say.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    host: str = ""
    path: str = ""
    wait: float | None = None
    _parsed: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def json(self) -> Any:
        """The body as strict JSON. Raises Unreadable, which never shows the body."""
        if not self._parsed:  # its judge and its reader both ask
            self._parsed.append(self._parse())
        return self._parsed[0]

    def _parse(self) -> Any:
        try:
            return json.loads(
                self.body.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite, parse_int=_whole
            )
        except RecursionError:
            problem = "JSON nested too deep"
        except ValueError:
            problem = "no JSON"
        raise Unreadable(self.host, f"{self.path} answered {self.status} with {problem}")

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Unreadable where it is anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise Unreadable(self.host, f"{self.path} answered {self.status} without a JSON object")
        return value


Judge = Callable[[Answer], None]
"""Raises the ServiceError that an answer means; returning means that it is fine."""


def judge_status(answer: Answer) -> None:
    """What a status alone means; the service's own judge looks at bodies and at its peculiar statuses first."""
    where, status, wait = answer.host, answer.status, answer.wait
    match (status // 100, status):
        case (2, _):
            return
        case (_, 429):
            raise RateLimited(where, max(1.0, UNSAID_WAIT if wait is None else wait))
        case (_, 503) if wait:
            raise RateLimited(where, max(1.0, wait))
        case (5, _) | (_, 408 | 421 | 425):  # the latter three ask to come again, too
            raise Unavailable(where, f"answered {status}")
        case (_, 401):
            raise Unauthorised(
                where, "does not accept this login", remedy="log its account in anew: syncd login ACCOUNT"
            )
        case (4, _):
            raise Rejected(where, f"{answer.path} answered {status}")
        case _:
            remedy = f"check the network, and hosts.{where}.base_url if you set one; {NEXT_SYNC}"
            raise Unreadable(where, f"{answer.path} answered {status}, which we do not follow", remedy=remedy)


def clean(text: object, limit: int = MAX_TEXT) -> str:
    """A text from outside without control and invisible characters, capped; anything but a text is empty."""
    if not isinstance(text, str):
        return ""
    if not text.isprintable():
        text = "".join(map(_harmless, text))
    return text.strip()[:limit]


def as_object(value: object) -> Mapping[str, Any]:
    """A part of an answer as an object; empty where it is anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """A part of an answer as a list; empty where it is anything else (ListenBrainz says null for no ISRCs)."""
    return value if isinstance(value, list) else []


def as_count(value: object) -> int | None:
    """A whole number from zero up, or None; True is no number."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def seconds_of(milliseconds: object) -> float | None:
    """A length in seconds; None where it is unknown."""
    whole = as_count(milliseconds)
    return whole / 1000 if whole else None


def _harmless(char: str) -> str:
    if char in "\t\n\v\f\r\x85":
        return " "
    return "" if unicodedata.category(char).startswith("C") else char


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _whole(text: str) -> int:
    """No id, count or length of any service is longer, and no database holds it."""
    if len(text) > _MOST_DIGITS:
        raise ValueError("too large a number")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("too large a number")
    return value

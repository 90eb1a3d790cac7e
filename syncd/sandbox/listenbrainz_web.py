"""What the web framework of the genuine ListenBrainz does around its views: routes, errors, bodies, parameters."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from html import escape
from http import HTTPStatus
from typing import Any
from uuid import UUID

from syncd.sandbox.listenbrainz_faults import Faults, Writes
from syncd.sandbox.listenbrainz_rows import User
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.wire import Request, Response, json_response

MAX_BODY_BYTES = 209_715_210
MAX_ITEMS_PER_GET = 1000
DEFAULT_ITEMS_PER_GET = 25

HTML = "text/html; charset=utf-8"
UNKNOWN_ERROR = "An unknown error occured."  # sic
NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling "
    "and try again."
)
_MALFORMED = "The browser (or proxy) sent a request that this server could not understand."
_WRONG_TYPE = "Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;."


class Dress(Enum):
    """Which floor of the server made an answer: they add more and more cross-origin headers."""

    FRAMEWORK = auto()
    APPLICATION = auto()
    VIEW = auto()


class Refusal(Exception):
    """A request that is not granted, with the answer that tells so."""

    def __init__(self, response: Response, dress: Dress = Dress.VIEW) -> None:
        super().__init__(response.status)
        self.response = response
        self.dress = dress


def refusal(status: int, text: str, dress: Dress = Dress.VIEW) -> Refusal:
    """A refusal in the error envelope of the API (`apis/listenbrainz.md` §1.2)."""
    return Refusal(json_response({"code": status, "error": text}, status), dress)


def bad_request(text: str) -> Refusal:
    """400 by a view."""
    return refusal(HTTPStatus.BAD_REQUEST, text)


def crash() -> Refusal:
    """500, as where the genuine code runs into an exception that nobody catches."""
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, UNKNOWN_ERROR, Dress.APPLICATION)


def check_size(request: Request) -> None:
    """Refuse a body that is declared too large; this comes before the view looks at anything."""
    if (as_int(request.headers.get("content-length")) or 0) > MAX_BODY_BYTES:
        text = "The data value transmitted exceeds the capacity limit."
        raise refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text, Dress.APPLICATION)


def html_page(status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error page of the framework."""
    title = f"{status.value} {status.phrase}"
    page = f"<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{status.phrase}</h1>\n<p>{text}</p>\n"
    return Response(status=status, headers={"Content-Type": HTML, **(headers or {})}, body=page.encode())


def redirect(location: str) -> Response:
    """308 to a path with the slashes right; `Location` is absolute."""
    link = f'<a href="{escape(location)}">{escape(location)}</a>'
    page = (
        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
        f"<p>You should be redirected automatically to the target URL: {link}. If not, click the link.\n"
    )
    headers = {"Content-Type": HTML, "Location": location}
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers=headers, body=page.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that found its view. `args` are the variable parts of the path."""

    request: Request
    tables: Tables
    faults: Faults
    writes: Writes
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def now(self) -> float:
        """When the request came, in seconds since the epoch."""
        return self.request.at

    def param(self, name: str) -> str | None:
        """A parameter of the query; of several the first."""
        return next((value for key, value in self.request.params if key == name), None)

    def number(self, name: str, default: int) -> int:
        """A parameter that must not be negative, read as Python's `int` reads it (§14, 16)."""
        text = self.param(name)
        if text is None:
            return default
        value = as_int(text)
        if value is None or value < 0:
            raise bad_request(f"'{name}' should be a non-negative integer")
        return value

    def page(self) -> tuple[int, int]:
        """The offset and the count that were asked for; too large a count is cut without a sign."""
        offset = self.number("offset", 0)
        return offset, min(self.number("count", DEFAULT_ITEMS_PER_GET), MAX_ITEMS_PER_GET)

    def wants_metadata(self) -> bool:
        """The parameter `metadata` is `true` or `false`, in any case; an empty one counts as absent."""
        text = self.param("metadata") or "false"
        if text.lower() not in {"true", "false"}:
            raise bad_request(f"Invalid metadata argument: {text}. Must be 'true' or 'false'")
        return text.lower() == "true"

    def body(self) -> Any:
        """The JSON that was sent."""
        if not _is_json(self.request.headers.get("content-type", "")):
            raise Refusal(html_page(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _WRONG_TYPE), Dress.FRAMEWORK)
        try:
            return json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise refusal(HTTPStatus.BAD_REQUEST, _MALFORMED, Dress.APPLICATION) from None

    def json_object(self) -> dict[str, Any]:
        """The JSON that was sent; anything but an object makes the genuine code fail."""
        body = self.body()
        if not isinstance(body, dict):
            raise crash()
        return body

    def user(self) -> User:
        """The account whose token stands in the header; the scheme word is not looked at."""
        header = self.request.headers.get("authorization", "")
        if not header:
            raise refusal(HTTPStatus.UNAUTHORIZED, "You need to provide an Authorization header.")
        _, space, rest = header.partition(" ")
        if not space:
            raise refusal(HTTPStatus.UNAUTHORIZED, "Provided Authorization header is invalid.")
        user = self.tables.user_with_token(rest.partition(" ")[0])
        if user is None:
            raise refusal(HTTPStatus.UNAUTHORIZED, "Invalid authorization token.")
        return user

    def named_user(self) -> User:
        """The account whose name stands in the path."""
        if (user := self.tables.user_named(self.args["user"])) is None:
            raise refusal(HTTPStatus.NOT_FOUND, f"Cannot find user: {self.args['user']}")
        return user


View = Callable[[Call], Any]
"""What answers a request: gives JSON values or a whole `Response`, raises `Refusal`."""


def as_int(value: Any) -> int | None:
    """What Python's `int` makes of a value, None where it refuses."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def as_uuid(value: Any) -> str | None:
    """The normal spelling of an id in any spelling that Python's UUID class takes (§14, 11)."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return None


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or bool(re.fullmatch(r"application/.*\+json", kind))

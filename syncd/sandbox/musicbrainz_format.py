"""How MusicBrainz writes answers and errors (`apis/musicbrainz.md` §1)."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import md5
from html import escape
from typing import Any

from syncd.sandbox.wire import Request, Response, json_response

_HELP = "For usage, please see: https://musicbrainz.org/development/mmd"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_UNIDENTIFIED = (
    "Your requests are being throttled by MusicBrainz because the application you are using has not identified itself. "
    "Please update your application, and see http://musicbrainz.org/doc/XML_Web_Service/Rate_Limiting for more "
    "information."
)
_TOO_FAST = (
    "Your requests are exceeding the allowable rate limit. Please see http://wiki.musicbrainz.org/XMLWebService for "
    "more information."
)
_BUSY = "The MusicBrainz web server is currently busy. Please try again later."
_DOOR = {"Server": "openresty"}
_LATE_IN_THE_WINDOW = 0.5

_RELATED = "area artist event genre instrument label place recording release release-group series url work"
_RELATIONS = frozenset(f"{entity}-rels" for entity in _RELATED.split(" "))
_COMMON = _RELATIONS | {"artists", "artist-credits", "isrcs", "aliases", "releases"}
_TAGS = {"tags", "ratings", "genres", "user-tags", "user-ratings", "user-genres"}
INC: Mapping[str, frozenset[str]] = {
    "recording": _COMMON | _TAGS | {"release-groups", "work-level-rels", "annotation"},
    "isrc": _COMMON | _TAGS,
    "url": _RELATIONS | {"artist-credits"},
}


class Wrong(Exception):
    """Ends a request with an HTTP error and a text."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def wants_json(request: Request) -> bool:
    """`fmt` wins over `Accept`; without either it is XML. Raises Wrong for a format that does not exist."""
    form = dict(request.params).get("fmt")
    if form not in {None, "json", "xml"}:
        raise Wrong(406, "Invalid format. Either set an Accept header or a fmt= parameter to json or xml.")
    return form == "json" or (form is None and "application/json" in request.headers.get("accept", ""))


def included(request: Request, resource: str) -> frozenset[str]:
    """What to include: one parameter, its values joined by a plus or a blank. Raises Wrong."""
    given = [value for name, value in request.params if name == "inc"]
    if len(given) > 1:
        raise Wrong(
            400,
            "Inc arguments must be combined with a space (+ or %20), but you provided multiple parameters",
        )
    names = frozenset("+".join(given).replace("+", " ").split())
    for name in sorted(names - INC[resource]):
        raise Wrong(400, f"{name} is not a valid inc parameter for the {resource} resource.")
    return names


def written(request: Request, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in the form asked for. The XML is a stub: nobody here reads it."""
    if wants_json(request):
        return json_response(value, status, headers)
    body = f'{_XML}<metadata xmlns="http://musicbrainz.org/ns/mmd-2.0#"/>'.encode()
    return Response(status=status, headers={"Content-Type": "application/xml", **(headers or {})}, body=body)


def error(request: Request, wrong: Wrong) -> Response:
    """An error of the application, with its `help`."""
    form = dict(request.params).get("fmt", "json" if "application/json" in request.headers.get("accept", "") else "xml")
    if form != "xml":
        return json_response({"error": str(wrong), "help": _HELP}, wrong.status)
    body = f"{_XML}<error><text>{escape(str(wrong))}</text><text>{_HELP}</text></error>".encode()
    return Response(status=wrong.status, headers={"Content-Type": "application/xml"}, body=body)


def unidentified() -> Response:
    """The 403 for those who do not say who they are (§1.1)."""
    headers = {"x-ratelimit-who": "ua-missing", "x-mb-rate-limiter": "lua"}
    return json_response({"error": _UNIDENTIFIED}, 403, {**_DOOR, **headers})


def too_fast(client: str) -> Response:
    """The 503 that is the client's fault (§1.2)."""
    zone = {"x-ratelimit-zone": f"ws ip={client}", "x-ratelimit-who": client}
    counts = {"x-ratelimit-limit": "22", "x-ratelimit-remaining": "0", "retry-after": "1"}
    return json_response({"error": _TOO_FAST}, 503, {**_DOOR, **zone, **counts})


def busy(chance: float, *, is_search: bool) -> Response:
    """The 503 that is nobody's fault (§1.2). `chance`, from 0 to 1, makes up its numbers."""
    zone, who = ("search-global", "search-shed") if is_search else ("global", "global")
    limit, remaining = ("15", str(8 + int(chance * 7))) if chance < _LATE_IN_THE_WINDOW else ("1200", "676")
    counts = {"x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "retry-after": "0"}
    return json_response({"error": _BUSY}, 503, {**_DOOR, "x-ratelimit-zone": zone, "x-ratelimit-who": who, **counts})


def dressed(response: Response, chance: float, *, is_search: bool) -> Response:
    """With an ETag, and with rate headers: what remains there is everybody's, so it jumps (§1.2)."""
    limit = 360 if is_search else 1200
    counts = {"x-ratelimit-limit": str(limit), "x-ratelimit-remaining": str(int(chance * limit))}
    tag = md5(response.body, usedforsecurity=False).hexdigest()
    return replace(response, headers={**response.headers, **counts, "ETag": f'"{tag}"'})

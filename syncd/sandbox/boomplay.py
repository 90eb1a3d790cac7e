"""Boomplay as its documentation draws it: read only, sloppy, without dates and mostly without ISRCs (`apis/boomplay.md`).

Nothing about errors is documented (§7), so the codes here are invented; only "not 0" may be relied on.
"""

import json
import math
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from hashlib import sha256
from itertools import islice
from typing import Any

from syncd.sandbox.boomplay_rows import MARKETS, row
from syncd.sandbox.bucket import Bucket
from syncd.sandbox.catalogue import BoomplayTrack
from syncd.sandbox.dice import scrambled
from syncd.sandbox.wire import Request, Response, json_response

PAGE_MAX = 50
IDS_MAX = 20
SEARCH_MAX = 20
APP_TOKEN_SECONDS = 7200
_GRANTS = ("clientCredentials", "client_credentials")  # one page spells it both ways (§2.1)
_SEARCHABLE = ("album", "artist", "playlist", "track")


class Counts(StrEnum):
    """What `counts` says; the documentation leaves it open (§3.2)."""

    PAGE = "page"
    TOTAL = "total"


class Fault(Enum):
    """The errors that this stand-in knows: code, text."""

    PARAMETER = (4000, "parameter error")
    CONTENT_TYPE = (4001, "Content-Type must be application/json")
    APP = (4002, "invalid app_id")
    TOKEN = (4010, "invalid access token")
    EXPIRED = (4011, "access token expired")
    USER_TOKEN = (4012, "this endpoint needs a user's access token")
    NOT_FOUND = (4040, "no such endpoint")
    TOO_MANY = (4290, "too many requests")

    @property
    def is_about_login(self) -> bool:
        """Whether the token is to blame."""
        return self in {Fault.TOKEN, Fault.EXPIRED, Fault.USER_TOKEN}


class Refused(Exception):
    """Ends a request with an error in the envelope."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        code, text = fault.value
        super().__init__(f"{text}: {detail}" if detail else text)
        self.fault = fault
        self.code: int = code


@dataclass(slots=True)
class BoomplayUser:
    """A person with favourites. `user_id` and `token` look like base64, `+`, `/` and `=` included (§9, 12)."""

    user_id: str
    name: str
    token: str
    favourites: list[int]
    token_expires_at: float = math.inf  # seconds since the epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class BoomplayOptions:
    """What may differ from one Boomplay to another. An empty `app_secret` grants no application a token."""

    seed: int = 0
    app_secret: str = ""
    refuses_with_401: bool = False  # a wrong or expired token: HTTP 401 instead of 200
    requests_a_second: float = 5.0  # nothing is published (§7); a guess
    burst: int = 10
    nested_token: bool = True  # the second of the two documented token answers (§2.1)


@dataclass(slots=True)
class Boomplay:
    """The service. `users` and their favourites may be changed while it runs: a human did it."""

    exclusive = True

    tracks: Mapping[int, BoomplayTrack]
    users: Sequence[BoomplayUser]
    app_id: str
    counts: Counts = Counts.PAGE
    options: BoomplayOptions = field(default_factory=BoomplayOptions)
    limits: bool = True
    _app_tokens: dict[str, float] = field(default_factory=dict)  # token -> when it expires
    _bucket: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self._bucket = Bucket(self.options.requests_a_second, self.options.burst)

    def answer(self, request: Request) -> Response:
        """The answer to one request: HTTP 200 with a `code`, whatever happened (§7)."""
        try:
            return json_response(self._result(request))
        except Refused as refused:
            body = {"desc": str(refused), "code": refused.code, "data": None}
            return json_response(body, status=self._status(refused.fault))

    def _status(self, fault: Fault) -> int:
        if fault is Fault.NOT_FOUND:
            return 404
        return 401 if fault.is_about_login and self.options.refuses_with_401 else 200

    def _result(self, request: Request) -> dict[str, Any]:
        handler = self._handler(request)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refused(Fault.CONTENT_TYPE)
        if self.limits and self._bucket.is_over(request.client, request.at):
            raise Refused(Fault.TOO_MANY)
        return handler(request)

    def _handler(self, request: Request) -> Callable[[Request], dict[str, Any]]:
        handlers = {
            ("GET", "/user/getUserInfo"): self._user_info,
            ("GET", "/favourite/v1/tracks"): self._favourites,
            ("GET", "/track/v1/trackIds"): self._by_ids,
            ("GET", "/search/v1"): self._search,
            ("POST", "/oauth/token"): self._token,
        }
        if request.method == "GET" and request.path.startswith("/track/v1/isrc/"):
            return self._by_isrc
        handler = handlers.get((request.method, request.path))
        if handler is None:
            raise Refused(Fault.NOT_FOUND)
        return handler

    def _user_info(self, request: Request) -> dict[str, Any]:
        user = self._user(request)
        avatar = {"width": 160, "height": 160, "url": "https://testsource.boomplaymusic.com/avatar_160_160.jpg"}
        return _fine(
            {"user_id": user.user_id, "user_name": user.name, "region": "NG", "plan": "Free", "avatar": avatar}
        )

    def _favourites(self, request: Request) -> dict[str, Any]:
        user = self._user(request)
        offset, limit = _number(request, "offset", 0), _number(request, "limit", 1, PAGE_MAX)
        listed = scrambled((id_ for id_ in user.favourites if id_ in self.tracks), self.options.seed, user.user_id)
        page = listed[offset : offset + limit]
        counts = len(listed) if self.counts is Counts.TOTAL else len(page)
        return {**_fine([row(self.tracks[id_], self.app_id) for id_ in page]), "counts": counts}

    def _by_ids(self, request: Request) -> dict[str, Any]:
        self._check_any_token(request)
        asked = _needed(request, "ids").split(",")
        if len(asked) > IDS_MAX or not all(map(str.isdecimal, asked)):
            raise Refused(Fault.PARAMETER, "ids")
        known = {int(id_) for id_ in asked} & self.tracks.keys()
        return _fine(self._track_page(scrambled(known, self.options.seed)))

    def _by_isrc(self, request: Request) -> dict[str, Any]:
        """Hits that do not echo the ISRC, as in the only sample (§4.2)."""
        self._check_any_token(request)
        isrc = request.plain_path.rpartition("/")[2]
        hits = [track.id for track in self.tracks.values() if isrc and track.isrc == isrc]
        return _fine([{**found, "isrc": ""} for found in self._track_page(hits)])

    def _search(self, request: Request) -> dict[str, Any]:
        self._check_any_token(request)
        kind, words = _needed(request, "type"), _needed(request, "q").casefold().split()
        if kind not in _SEARCHABLE:
            raise Refused(Fault.PARAMETER, "type")
        market = dict(request.params).get("market")
        is_open = kind == "track" and (market is None or market in MARKETS.split(","))
        hits = (track.id for track in self.tracks.values() if is_open and _mentions(track, words))
        return _fine({f"{kind}s": self._track_page(islice(hits, SEARCH_MAX))})

    def _track_page(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        return [row(self.tracks[id_], self.app_id, with_roles=True) for id_ in ids]

    def _token(self, request: Request) -> dict[str, Any]:
        asked = _json_object(request.body)
        is_app = asked.get("app_id") == self.app_id and asked.get("app_secret") == self.options.app_secret
        if not (is_app and self.options.app_secret):
            raise Refused(Fault.APP)
        if asked.get("grant_type") not in _GRANTS:
            raise Refused(Fault.PARAMETER, "grant_type")
        token = b64encode(sha256(f"{self.options.seed}|{request.at}".encode()).digest()).decode()
        self._app_tokens[token] = request.at + APP_TOKEN_SECONDS
        if self.options.nested_token:
            return _fine({"access_token": token, "expires_in": APP_TOKEN_SECONDS})
        return {"accessToken": token, "expiresIn": APP_TOKEN_SECONDS}

    def _user(self, request: Request) -> BoomplayUser:
        """Whose token this is; an application's own token reads nobody's favourites (§1.1)."""
        token = self._bearer(request)
        for user in self.users:
            if user.token == token:
                _check_life(user.token_expires_at, request.at)
                return user
        raise Refused(Fault.USER_TOKEN if token in self._app_tokens else Fault.TOKEN)

    def _check_any_token(self, request: Request) -> None:
        expires_at = self._app_tokens.get(self._bearer(request))
        if expires_at is None:
            self._user(request)
        else:
            _check_life(expires_at, request.at)

    def _bearer(self, request: Request) -> str:
        if request.headers.get("app_id") != self.app_id:
            raise Refused(Fault.APP)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise Refused(Fault.TOKEN)
        return token


def _fine(data: Any) -> dict[str, Any]:
    return {"desc": None, "code": 0, "data": data}


def _check_life(expires_at: float, now: float) -> None:
    if now >= expires_at:
        raise Refused(Fault.EXPIRED)


def _needed(request: Request, name: str) -> str:
    value = dict(request.params).get(name, "")
    if not value:
        raise Refused(Fault.PARAMETER, f"{name} is required")
    return value


def _number(request: Request, name: str, least: int, most: int | None = None) -> int:
    """A required number; out of bounds is an error (§9, 9)."""
    value = _needed(request, name)
    if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
        raise Refused(Fault.PARAMETER, name)
    return int(value)


def _mentions(track: BoomplayTrack, words: Sequence[str]) -> bool:
    text = " ".join([track.title, track.album, *(name for _, name in track.artists)]).casefold()
    return all(word in text for word in words)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}

"""Jamendo as its papers and clients draw it: errors in HTTP 200, likes that prove nothing (`apis/jamendo.md`)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from syncd.sandbox.bucket import Bucket
from syncd.sandbox.catalogue import JamendoTrack
from syncd.sandbox.jamendo_oauth import Gate, JamendoApp, Tokens
from syncd.sandbox.jamendo_params import (
    COMMON,
    LIMIT_DEFAULT,
    Asked,
    Code,
    Failed,
    Page,
    Parser,
    envelope,
    failure,
    natural,
    parse,
    require,
    text,
)
from syncd.sandbox.jamendo_rows import artist_row, track_row, user_row
from syncd.sandbox.jamendo_tracks import ARTISTS, ARTISTS_TRACKS, TRACKS, Library
from syncd.sandbox.jamendo_users import (
    USERS,
    USERS_TRACKS,
    JamendoUser,
    Writing,
    mark,
    stamp,
    user_track,
    user_tracks,
)
from syncd.sandbox.wire import Request, Response, json_response

_MONTH_SECONDS = 30 * 86400
_FORMATS = ("json", "jsonpretty", "xml")
_FORM = "application/x-www-form-urlencoded"
_WRITE = {"access_token": text, "track_id": natural}


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoOptions(Writing):
    """What may differ from one Jamendo to another: the open questions of §10, each with its answer here."""

    base_url: str = "https://api.jamendo.com/v3.0"  # as it stands in `headers.next` and in redirects
    seed: int = 0
    token_life_seconds: float = 7200.0
    logged_in: int | None = None  # the user in front of the browser that visits /oauth/authorize
    extra_row: bool = True  # a page of nested tracks holds limit + 1 rows (§8, 9)
    lists_empty_user: bool = False  # a person without tracks: a row without tracks, instead of no row
    write_refusal_code: int = 13  # what an application without write approval is told (§1.1)
    requests_a_second: float = 5.0  # nothing is published (§1.1); a guess, per application and per address
    burst: int = 10
    monthly_quota: int = 35_000


@dataclass(frozen=True, slots=True)
class _Call:
    """One call that got past the door."""

    app: JamendoApp
    asked: Asked
    at: float

    def slice(self, rows: Sequence[Any], extra: int = 0) -> tuple[Sequence[Any], bool]:
        """The rows of this page, and whether more follow."""
        start, size = self.asked.get("offset", 0), self.asked.get("limit", LIMIT_DEFAULT)
        return rows[start : start + size + extra], start + size < len(rows)


@dataclass(frozen=True, slots=True)
class _Method:
    verb: str
    known: Mapping[str, Parser]
    handle: Callable[[_Call], Page]


@dataclass(slots=True)
class _Quota:
    """Hits of one application in a month; too many are only warned about (§1.1)."""

    since: float
    hits: int = 0


class Jamendo:
    """The service. What people like may be changed while it runs, by hand; `options` and `limits` too."""

    exclusive = True

    def __init__(
        self,
        tracks: Mapping[int, JamendoTrack],
        users: Sequence[JamendoUser],
        apps: Sequence[JamendoApp],
        options: JamendoOptions | None = None,
        *,
        limits: bool = True,
    ) -> None:
        self.options = options or JamendoOptions()
        self.limits = limits
        self.users = {user.id: user for user in users}
        self.apps = {app.client_id: app for app in apps}
        self.gate = Gate(self.apps, self.options.token_life_seconds, self.options.seed, self.options.logged_in)
        self._library = Library(tracks)
        self._bucket = Bucket(self.options.requests_a_second, self.options.burst)
        self._quotas: dict[str, _Quota] = {}
        self._methods = self._all_methods()

    def issue(self, client_id: str, user_id: int, at: float) -> Tokens:
        """A pair of tokens, as if the person had just gone through the browser."""
        return self.gate.issue(client_id, user_id, at)

    def like_by_hand(self, user_id: int, track_id: int, at: float) -> None:
        """The person likes a track on the website."""
        self.users[user_id].likes[track_id] = stamp(at)

    def unlike_by_hand(self, user_id: int, track_id: int) -> None:
        """The person takes a like back on the website; no method of the API does that."""
        self.users[user_id].likes.pop(track_id, None)

    def take_down(self, track_id: int) -> None:
        """A track goes off the site. Likes of it succeed for ever and never show (§8, 3)."""
        self._library.take_down(track_id)

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        if request.path.startswith("/oauth/"):
            return self.gate.answer(request)
        if request.method == "POST" and not request.path.endswith("/"):
            return Response(status=301, headers={"Location": f"{self.options.base_url}{request.path}/"})
        sent = _sent(request)
        warnings: list[str] = []
        try:
            document = self._document(request, sent, warnings)
        except Failed as failed:
            document = failure(failed, warnings)
        return _written(document, sent.get("format", "json"))

    def _document(self, request: Request, sent: Mapping[str, str], warnings: list[str]) -> dict[str, Any]:
        method = self._method(request, sent)
        app = self._app(request, sent, warnings)
        asked, unknown = parse(request, sent, {**COMMON, **method.known})
        warnings += unknown
        page = method.handle(_Call(app, asked, request.at))
        document = envelope(page, warnings)
        if asked.get("fullcount") and page.total is not None:
            document["headers"]["results_fullcount"] = page.total
        if page.has_more:
            following = {**sent, "offset": asked.get("offset", 0) + asked.get("limit", LIMIT_DEFAULT)}
            document["headers"]["next"] = f"{self.options.base_url}{request.path.rstrip('/')}?{urlencode(following)}"
        return document

    def _method(self, request: Request, sent: Mapping[str, str]) -> _Method:
        method = self._methods.get(request.path.strip("/"))
        if method is None:
            raise Failed(Code.METHOD_NOT_FOUND, "there is no such entity or subentity")
        if request.method != method.verb:
            raise Failed(Code.HTTP_METHOD, f"this method wants {method.verb}")
        if sent.get("format", "json") not in _FORMATS:
            raise Failed(Code.FORMAT, "the output format is unknown")
        return method

    def _app(self, request: Request, sent: Mapping[str, str], warnings: list[str]) -> JamendoApp:
        """The application at the door: known, not suspended, not too fast; its hits are counted."""
        require(sent, "client_id")
        app = self.apps.get(sent["client_id"])
        if app is None:
            raise Failed(Code.CLIENT_ID, "your client id is unknown")
        if app.is_suspended:
            raise Failed(Code.SUSPENDED, "Your application has been suspended, please contact Jamendo")
        if self.limits:
            self._count(app, request, warnings)
        return app

    def _count(self, app: JamendoApp, request: Request, warnings: list[str]) -> None:
        pourings = [self._bucket.is_over(who, request.at) for who in (app.client_id, request.client)]
        if any(pourings):
            raise Failed(Code.RATE_LIMIT, "your application or your address is over the permitted rate")
        quota = self._quotas.setdefault(app.client_id, _Quota(request.at))
        if request.at - quota.since >= _MONTH_SECONDS:
            quota.since, quota.hits = request.at, 0
        quota.hits += 1
        if quota.hits > self.options.monthly_quota:
            warnings.append("Your application is above its quota of hits, please write to api@jamendo.com")

    def _all_methods(self) -> dict[str, _Method]:
        return {
            "users": _Method("GET", USERS, self._users),
            "users/tracks": _Method("GET", USERS_TRACKS, self._users_tracks),
            "tracks": _Method("GET", TRACKS, self._tracks),
            "artists": _Method("GET", ARTISTS, self._artists),
            "artists/tracks": _Method("GET", ARTISTS_TRACKS, self._artists_tracks),
            "setuser/like": _Method("POST", _WRITE, lambda call: self._write(call, "like")),
            "setuser/favorite": _Method("POST", _WRITE, lambda call: self._write(call, "favorite")),
            "setuser/dislike": _Method("POST", _WRITE, lambda call: self._write(call, None)),
        }

    def _users(self, call: _Call) -> Page:
        require(call.asked, "id", "access_token", "name")
        if "access_token" in call.asked:
            found = [self._whoever(call)]
        else:
            found = [
                user
                for user in self.users.values()
                if user.id in call.asked.get("id", ()) or user.name == call.asked.get("name")
            ]
        rows, has_more = call.slice([{**user_row(user.id, user.name), "image": ""} for user in found])
        return Page(rows, len(found), has_more)

    def _users_tracks(self, call: _Call) -> Page:
        """One person with the tracks inside, so `results_count` is 1 however many they are (§8, 8)."""
        require(call.asked, "id", "access_token")
        user = self._person(call)
        if user is None:
            return Page([])
        tracks, has_more = call.slice(user_tracks(user, self._library, call.asked), int(self.options.extra_row))
        rows = [user_track(user, track) for track in tracks]
        user.count_a_read()
        if not rows and not self.options.lists_empty_user:
            return Page([])
        return Page([{**user_row(user.id, user.name), "tracks": rows}], None, has_more)

    def _tracks(self, call: _Call) -> Page:
        found = self._library.find(call.asked)
        tracks, has_more = call.slice(found)
        return Page([track_row(track, call.asked.get("include", ())) for track in tracks], len(found), has_more)

    def _artists(self, call: _Call) -> Page:
        found = self._library.artists(call.asked)
        artists, has_more = call.slice(found)
        return Page([artist_row(*artist) for artist in artists], len(found), has_more)

    def _artists_tracks(self, call: _Call) -> Page:
        artists, has_more = call.slice(self._library.artists(call.asked))
        nested = self._library.nested(artists, call.asked)
        return Page(
            [_with_tracks(artist, nested[artist[0]]) for artist in artists if artist[0] in nested], None, has_more
        )

    def _write(self, call: _Call, relation: str | None) -> Page:
        """A write answers nothing. What does not exist is liked without an error, and what is disliked is nowhere."""
        require(call.asked, "access_token")
        require(call.asked, "track_id")
        user = self._whoever(call)
        if not call.app.may_write:
            detail = "your application may not use the write methods"
            raise Failed(Code.SCOPE, detail, self.options.write_refusal_code)
        track_id = call.asked["track_id"]
        if relation and self._library.get(track_id):
            mark(user, relation, track_id, call.at, self.options)
        return Page([])

    def _person(self, call: _Call) -> JamendoUser | None:
        """Whose list is read: lists are public, so an id will do (§3.5)."""
        me = self._whoever(call) if "access_token" in call.asked else None
        return self.users.get(call.asked["id"]) if "id" in call.asked else me

    def _whoever(self, call: _Call) -> JamendoUser:
        return self.users[self.gate.user_id(call.asked["access_token"], call.app.client_id, call.at)]


def _with_tracks(artist: tuple[int, str], tracks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    whole = artist_row(*artist)
    return {**{name: whole[name] for name in ("id", "name", "website", "joindate", "image")}, "tracks": list(tracks)}


def _sent(request: Request) -> dict[str, str]:
    """The parameters: in the query for GET, in a form for POST. Of two with one name the last counts."""
    if request.method != "POST":
        return dict(request.params)
    if not request.headers.get("content-type", "").startswith(_FORM):
        return {}
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _written(document: Mapping[str, Any], form: str) -> Response:
    if form == "xml":
        headers = document["headers"]
        xml = f'<?xml version="1.0"?><data><headers><code>{headers["code"]}</code></headers></data>'
        return Response(headers={"Content-Type": "text/xml"}, body=xml.encode())
    if form == "jsonpretty":
        return Response(headers={"Content-Type": "application/json"}, body=json.dumps(document, indent=4).encode())
    return json_response(document)

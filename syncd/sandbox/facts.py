"""What a request and its answer say about an account's list: pure functions of both."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from syncd.sandbox.wire import Request, Response

Owner = Callable[[str], str]
"""Whose token this is: the account's name in the journal's spelling, or an empty text."""

_LB_LIST = re.compile(r"/1/feedback/user/(.+)/get-feedback")
_LB_CHECK = re.compile(r"/1/feedback/user/(.+)/get-feedback-for-recordings")
_LB_READING_POSTS = re.compile(r"/1/feedback/user/.+/get-feedback-for-recordings|/1/metadata/(recording|lookup)/?")
_LB_LISTS = frozenset({"1", "-1"})
_JAMENDO_WRITE = re.compile(r"/setuser/(like|favorite)/?")
_JAMENDO_RELATIONS = frozenset({"like", "favorite"})
_JAMENDO_ARRIVED = frozenset({0, 1, 23})
_TELLING = re.compile(r"/1/feedback/user/.+|/users/tracks/?")
_OAUTH = re.compile(r"/oauth/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """An item's score is to be changed. `lists` are those that must have been read to know its state."""

    account: str
    items: frozenset[str]
    lists: frozenset[str]
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The state of these items was read."""

    account: str
    items: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of an account's lists was read; the items on it are known, and all once the last page is reached."""

    account: str
    items: frozenset[str]
    lists: frozenset[str]
    offset: int
    rows: int
    is_last: bool


def is_write(service: str, request: Request) -> bool:
    """Whether a request changes anything at the service. Several reads are POSTs; a token is no favourite."""
    if request.method in {"GET", "HEAD"} or service == "musicbrainz":
        return False
    if service == "listenbrainz":
        return not _LB_READING_POSTS.fullmatch(request.path)
    return not _OAUTH.fullmatch(request.path)


def write_of(service: str, request: Request, owner: Owner) -> Write | None:
    """The change of an item that a request asks for, if it does."""
    if service == "listenbrainz":
        return _listenbrainz_write(request, owner)
    return _jamendo_write(request, owner) if service == "jamendo" else None


def reading_of(service: str, request: Request, response: Response, owner: Owner) -> Look | Page | None:
    """What a client learned of an account's list from an answer, if anything."""
    if response.status != HTTPStatus.OK or not _TELLING.fullmatch(request.path):
        return None
    body = as_object(response.body)
    if body is None:
        return None
    if service == "listenbrainz":
        return _listenbrainz_page(request, body) or _listenbrainz_look(request)
    return _jamendo_reading(request, body, owner) if service == "jamendo" else None


def was_refused(service: str, response: Response) -> bool:
    """Whether an answer proves that a write was not done; a lost answer or a 5xx proves nothing."""
    if HTTPStatus.BAD_REQUEST <= response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return True
    headers = (as_object(response.body) or {}).get("headers")
    return service == "jamendo" and isinstance(headers, dict) and headers.get("code") not in _JAMENDO_ARRIVED


def as_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in a body, or None."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def jamendo_item(relation: str, track: str) -> str:
    """A like goes by the track's id, a favourite says that it is one."""
    return track if relation == "like" else f"{relation}:{track}"


def _listenbrainz_write(request: Request, owner: Owner) -> Write | None:
    body = as_object(request.body)
    if request.method != "POST" or request.path != "/1/feedback/recording-feedback" or body is None:
        return None
    account = owner(request.headers.get("authorization", "").rpartition(" ")[2])
    items = _listenbrainz_items([body.get("recording_mbid")], [body.get("recording_msid")])
    score = body.get("score")
    if not account or not items or not isinstance(score, int):
        return None
    return Write(account=account, items=items, lists=_LB_LISTS, score=score)


def _listenbrainz_page(request: Request, body: dict[str, Any]) -> Page | None:
    path = _LB_LIST.fullmatch(request.path)
    rows = body.get("feedback")
    if path is None or not isinstance(rows, list):
        return None
    score = dict(request.params).get("score", "")
    offset, total = int(body.get("offset") or 0), int(body.get("total_count") or 0)
    return Page(
        account=unquote(path[1]).casefold(),
        items=_listenbrainz_items([row["recording_mbid"] for row in rows], [row["recording_msid"] for row in rows]),
        lists=frozenset({score}) if score in _LB_LISTS else _LB_LISTS,
        offset=offset,
        rows=len(rows),
        is_last=offset + len(rows) >= total,
    )


def _listenbrainz_look(request: Request) -> Look | None:
    path = _LB_CHECK.fullmatch(request.path)
    if path is None:
        return None
    asked = as_object(request.body) or {key: value.split(",") for key, value in request.params}
    items = _listenbrainz_items(asked.get("recording_mbids"), asked.get("recording_msids") or asked.get("recordings"))
    return Look(account=unquote(path[1]).casefold(), items=items)


def _listenbrainz_items(mbids: Any, msids: Any) -> frozenset[str]:
    """Items as the journal spells them; an upper-case id is answered as if it were unknown, so it counts as such."""
    of_mbids = {mbid for mbid in mbids or () if isinstance(mbid, str)}
    return frozenset(of_mbids | {f"msid:{msid}" for msid in msids or () if isinstance(msid, str)})


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace"))) | dict(request.params)


def _jamendo_write(request: Request, owner: Owner) -> Write | None:
    path, form = _JAMENDO_WRITE.fullmatch(request.path), _form(request)
    account = owner(form.get("access_token", ""))
    if path is None or not account or "track_id" not in form:
        return None
    return Write(
        account=account,
        items=_jamendo_items(frozenset({path[1]}), [form["track_id"]]),
        lists=frozenset({path[1]}),
        score=1,
    )


def _jamendo_reading(request: Request, body: dict[str, Any], owner: Owner) -> Look | Page | None:
    """A page of users/tracks. One that leaves singles out, or is filtered, tells only of what it shows or was asked."""
    if (body.get("headers") or {}).get("code") != 0:
        return None
    form = _form(request)
    account = form.get("id") or owner(form.get("access_token", ""))
    relations = frozenset(form.get("relation", "like favorite").split()) & _JAMENDO_RELATIONS
    shown = [str(track["id"]) for user in body.get("results") or () for track in user.get("tracks") or ()]
    is_whole = set(form.get("track_type", "").split()) >= {"single", "albumtrack"}
    is_last = len(shown) < _jamendo_limit(form)
    if {"track_id", "artist_id", "album_id"} & form.keys() or not is_whole:
        asked = form.get("track_id", "").split() if is_whole and is_last else []
        return Look(account=account, items=_jamendo_items(relations, shown + asked))
    return Page(
        account=account,
        items=_jamendo_items(relations, shown),
        lists=relations,
        offset=int(form.get("offset", "0")),
        rows=len(shown),
        is_last=is_last,
    )


def _jamendo_limit(form: dict[str, str]) -> int:
    limit = form.get("limit", "10")
    return int(limit) if limit.isdecimal() else 200


def _jamendo_items(relations: frozenset[str], ids: list[str]) -> frozenset[str]:
    return frozenset(jamendo_item(relation, track) for relation in relations for track in ids)

"""The stand-in for ListenBrainz (`apis/listenbrainz.md`; §14 there outranks the rest)."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from syncd.sandbox import (
    listenbrainz_feedback as feedback,
    listenbrainz_lookup as lookup,
    listenbrainz_metadata as metadata,
    listenbrainz_pins as pins,
    listenbrainz_points as points,
)
from syncd.sandbox.listenbrainz_faults import Faults, Writes
from syncd.sandbox.listenbrainz_limiter import Limiter
from syncd.sandbox.listenbrainz_routes import Found, Route, Routes
from syncd.sandbox.listenbrainz_tables import Tables
from syncd.sandbox.listenbrainz_web import (
    NOT_FOUND,
    Call,
    Dress,
    Refusal,
    check_size,
    crash,
    html_page,
    redirect,
    refusal,
)
from syncd.sandbox.wire import Request, Response, json_response

MAX_TARGET_CHARACTERS = 3925
"""Longer request targets end without an answer (§14, 6)."""

_EVERYWHERE = {"Cache-Control": "private", "Vary": "Cookie"}
_CONTACT_US = {"code": 400, "message": "Please contact support@metabrainz.org for assistance."}
_NO_METHOD = "The method is not allowed for the requested URL."
_TOO_MANY = (
    "You have exceeded your rate limit. See the X-RateLimit-* response headers for more information on your current "
    "rate limit."
)


def validate_token(call: Call) -> Any:
    """`GET /1/validate-token`: 200 also for a wrong token (§2)."""
    header = call.request.headers.get("authorization", "")
    token = header.split(" ")[1] if header.lower().startswith("token ") else call.param("token")
    if not token:
        raise refusal(HTTPStatus.BAD_REQUEST, "You need to provide an Authorization token.")
    if "\0" in token:
        raise crash()
    user = call.tables.user_with_token(token)
    if user is None:
        return {"code": 200, "message": "Token invalid.", "valid": False}
    return {"code": 200, "message": "Token valid.", "valid": True, "user_name": user.name}


ROUTES = Routes(
    (
        Route("/1/validate-token", {"GET": validate_token}),
        Route("/1/feedback/recording-feedback", {"POST": feedback.submit}),
        Route("/1/feedback/import", {"POST": feedback.import_loves}),
        Route("/1/feedback/user/<user>/get-feedback", {"GET": feedback.list_of_user}),
        Route("/1/feedback/user/<user>/get-feedback-for-recordings", {"GET": points.get, "POST": points.post}),
        Route("/1/feedback/recording/<id>/get-feedback-mbid", {"GET": feedback.by_mbid}),
        Route("/1/feedback/recording/<id>/get-feedback", {"GET": feedback.by_msid}),
        Route("/1/pin", {"POST": pins.pin}),
        Route("/1/pin/unpin", {"POST": pins.unpin}),
        Route("/1/pin/delete/<id>", {"POST": pins.delete}),
        Route("/1/pin/update/<id>", {"POST": pins.update}),
        Route("/1/pin/<number>", {"GET": pins.by_number}),
        Route("/1/<user>/pins", {"GET": pins.of_user}),
        Route("/1/<user>/pins/current", {"GET": pins.current}),
        Route("/1/<user>/pins/following", {"GET": pins.following}),
        Route("/1/metadata/recording/", {"GET": metadata.get_recording, "POST": metadata.post_recording}),
        Route("/1/metadata/lookup/", {"GET": lookup.get, "POST": lookup.post}),
        Route("/1/metadata/submit_manual_mapping/", {"POST": metadata.submit_mapping}),
        Route("/1/metadata/get_manual_mapping/", {"GET": metadata.get_mapping}),
    )
)


class ListenBrainz:
    """Answers as the genuine server does. `answer` may be called by several threads at once.

    `limits` is whether the rate limit is enforced, `mount` the path before `/1` in redirects.
    """

    def __init__(self, tables: Tables | None = None, *, limits: bool = True, mount: str = "") -> None:
        self.tables = tables or Tables()
        self.faults = Faults()
        self.mount = mount
        self._limiter = Limiter(enforced=limits)
        self._writes = Writes(self.tables, self.faults)

    @property
    def limits(self) -> bool:
        """Whether the rate limit is enforced."""
        return self._limiter.enforced

    @limits.setter
    def limits(self, enforced: bool) -> None:
        self._limiter.enforced = enforced

    def flush_late(self) -> None:
        """Carry out the writes that `faults.apply_late` holds back."""
        self._writes.flush()

    def overlap(self, writes: int) -> None:
        """Let the next so many writes meet between their delete and their insert: they leave duplicates (§14, 14)."""
        self.tables.overlap(writes)

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        self._writes.tick()
        response = self._answer(request)
        body = b"" if request.method == "HEAD" else response.body
        return replace(response, headers={**response.headers, **_EVERYWHERE}, body=body)

    def _answer(self, request: Request) -> Response:
        if len(request.path) + len(request.query) + bool(request.query) > MAX_TARGET_CHARACTERS:
            return Response(hang_up=True)
        if "lovable.dev" in request.headers.get("user-agent", "").lower():
            return json_response(_CONTACT_US, HTTPStatus.BAD_REQUEST)
        found = ROUTES.find(request.method, request.plain_path)
        if found is None:
            return self._lost(request)
        if request.method == "OPTIONS":
            return _options(found)
        return self._limited(request, found)

    def _lost(self, request: Request) -> Response:
        """There is no such path, or not with this method. That does not count for the rate limit."""
        path = request.plain_path
        if allowed := ROUTES.allowed(path):
            return html_page(HTTPStatus.METHOD_NOT_ALLOWED, _NO_METHOD, {"Allow": ", ".join(allowed)})
        if corrected := ROUTES.corrected(request.method, path):
            root = f"http://{request.headers.get('host', 'localhost')}{self.mount}"
            return redirect(root + quote(corrected) + (f"?{request.query}" if request.query else ""))
        return _dressed(json_response({"code": 404, "error": NOT_FOUND}, HTTPStatus.NOT_FOUND), Dress.APPLICATION)

    def _limited(self, request: Request, found: Found) -> Response:
        """The limiter comes before everything else that a view looks at."""
        may_pass, headers = self._limiter.count(request.client, request.at)
        response = self._viewed(request, found) if may_pass else _too_many()
        return replace(response, headers={**response.headers, **headers})

    def _viewed(self, request: Request, found: Found) -> Response:
        call = Call(request=request, tables=self.tables, faults=self.faults, writes=self._writes, args=found.args)
        try:
            check_size(request)
            value = found.view(request.method)(call)
        except Refusal as refused:
            return _dressed(refused.response, refused.dress, found)
        response = value if isinstance(value, Response) else json_response(value)
        return _dressed(response, Dress.VIEW, found)


def _too_many() -> Response:
    status = HTTPStatus.TOO_MANY_REQUESTS
    return _dressed(json_response({"code": status, "error": _TOO_MANY}, status), Dress.APPLICATION)


def _options(found: Found) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8", "Allow": ", ".join(found.route.methods)}
    return _dressed(Response(headers=headers), Dress.VIEW, found)


def _dressed(response: Response, dress: Dress, found: Found | None = None) -> Response:
    """The answer with the cross-origin headers of the floor that made it."""
    headers = {} if dress is Dress.FRAMEWORK else {"Access-Control-Allow-Origin": "*"}
    if dress is Dress.VIEW and found:
        headers = {**headers, "Access-Control-Allow-Methods": ", ".join(found.route.methods)}
    return replace(response, headers={**response.headers, **headers})

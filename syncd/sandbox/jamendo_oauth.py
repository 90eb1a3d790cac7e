"""Jamendo's applications and tokens: flat answers, codes of 30 seconds, pairs that rotate (`apis/jamendo.md` §3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

from syncd.sandbox.jamendo_params import Code, Failed
from syncd.sandbox.wire import Request, Response, json_response

CODE_LIFE_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoApp:
    """A registered application. Without `may_write` its users' tokens only read: nobody has approved the plan yet."""

    client_id: str
    client_secret: str
    redirect_uri: str
    may_write: bool = True
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair; both die when it is refreshed. `expires_at` is the access token's, in seconds since the epoch."""

    access_token: str
    refresh_token: str
    client_id: str
    user_id: int
    expires_at: float


@dataclass(frozen=True, slots=True)
class _Code:
    client_id: str
    user_id: int
    redirect_uri: str | None  # as it was sent, if it was
    expires_at: float


class _Refused(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status


@dataclass(slots=True)
class Gate:
    """Who may do what. `logged_in` is the person in front of the browser, `life_seconds` an access token's life."""

    apps: Mapping[str, JamendoApp]
    life_seconds: float
    seed: int = 0
    logged_in: int | None = None
    secrets: set[str] = field(default_factory=set)  # all that were ever handed out
    _by_access: dict[str, Tokens] = field(default_factory=dict)
    _by_refresh: dict[str, Tokens] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def issue(self, client_id: str, user_id: int, at: float) -> Tokens:
        """A new pair for this person and application."""
        pair = Tokens(self._secret(), self._secret(), client_id, user_id, at + self.life_seconds)
        self._by_access[pair.access_token] = self._by_refresh[pair.refresh_token] = pair
        return pair

    def expire_all(self) -> None:
        """Every access token has run out; each may still be refreshed."""
        for pair in list(self._by_access.values()):
            old = replace(pair, expires_at=0.0)
            self._by_access[pair.access_token] = self._by_refresh[pair.refresh_token] = old

    def revoke(self, user_id: int) -> None:
        """The person throws all applications out: every token dies."""
        for pair in [pair for pair in self._by_access.values() if pair.user_id == user_id]:
            self._forget(pair)

    def user_id(self, access_token: str, client_id: str, at: float) -> int:
        """Whose token this is. Raises Failed with code 12."""
        pair = self._by_access.get(access_token)
        if pair is None or pair.client_id != client_id:
            raise Failed(Code.ACCESS_TOKEN, "The access token provided is invalid")
        if at >= pair.expires_at:
            raise Failed(Code.ACCESS_TOKEN, "The access token provided has expired")
        return pair.user_id

    def answer(self, request: Request) -> Response:
        """`/oauth/authorize` and `/oauth/grant`."""
        try:
            if request.path.rstrip("/") == "/oauth/authorize" and request.method == "GET":
                return self._authorize(dict(request.params), request.at)
            if request.path.rstrip("/") == "/oauth/grant" and request.method == "POST":
                return self._grant(dict(parse_qsl(request.body.decode("utf-8", "replace"))), request.at)
        except _Refused as refused:
            return json_response({"error": refused.error, "error_description": str(refused)}, refused.status)
        return json_response({"error": "invalid_request", "error_description": "No such method"}, 404)

    def _authorize(self, sent: Mapping[str, str], at: float) -> Response:
        """The browser's visit: back at once, with a code, `access_denied`, or what is wrong with the request."""
        app = self._app(sent)
        target = sent.get("redirect_uri", app.redirect_uri)
        if not target.startswith(app.redirect_uri) or "#" in target:
            raise _Refused("redirect_uri_mismatch", "The redirect URI is not under the registered one")
        said = {"error": error} if (error := self._objection(sent)) else {"code": self._code(app, sent, at)}
        state = {"state": sent["state"]} if "state" in sent else {}
        joint = "&" if "?" in target else "?"
        return Response(status=302, headers={"Location": f"{target}{joint}{urlencode({**said, **state})}"})

    def _objection(self, sent: Mapping[str, str]) -> str | None:
        if sent.get("response_type", "code") != "code":
            return "unsupported_response_type"
        if sent.get("scope", "music") != "music":
            return "invalid_scope"
        return None if self.logged_in is not None else "access_denied"

    def _code(self, app: JamendoApp, sent: Mapping[str, str], at: float) -> str:
        assert self.logged_in is not None  # without a person, _objection said so
        code = self._secret()
        self._codes[code] = _Code(app.client_id, self.logged_in, sent.get("redirect_uri"), at + CODE_LIFE_SECONDS)
        return code

    def _grant(self, sent: Mapping[str, str], at: float) -> Response:
        app = self._app(sent)
        if sent.get("client_secret") != app.client_secret:
            raise _Refused("invalid_client", "The client credentials are invalid", 401)
        match sent.get("grant_type"):
            case "authorization_code":
                user_id = self._spend_code(app, sent, at)
            case "refresh_token":
                user_id = self._spend_refresh(app, sent)
            case None:
                raise _Refused("invalid_request", "The grant type was not specified in the request")
            case _:
                raise _Refused("unsupported_grant_type", "The grant type is not supported")
        return self._granted(self.issue(app.client_id, user_id, at))

    def _spend_code(self, app: JamendoApp, sent: Mapping[str, str], at: float) -> int:
        """A code serves once, for 30 seconds, and only with the redirect address it was asked with."""
        code = self._codes.pop(sent.get("code", ""), None)
        if code is None or code.client_id != app.client_id:
            raise _Refused("invalid_grant", "Authorization code doesn't exist or is invalid for the client")
        if at >= code.expires_at:
            raise _Refused("invalid_grant", "The authorization code has expired")
        if sent.get("redirect_uri") != code.redirect_uri:
            raise _Refused("invalid_grant", "The redirect URI is missing or does not match")
        return code.user_id

    def _spend_refresh(self, app: JamendoApp, sent: Mapping[str, str]) -> int:
        pair = self._by_refresh.get(sent.get("refresh_token", ""))
        if pair is None or pair.client_id != app.client_id:
            raise _Refused("invalid_grant", "Invalid refresh token")
        self._forget(pair)
        return pair.user_id

    def _granted(self, pair: Tokens) -> Response:
        body: dict[str, Any] = {
            "access_token": pair.access_token,
            "expires_in": int(self.life_seconds),
            "token_type": "bearer",
            "scope": "music",
            "refresh_token": pair.refresh_token,
        }
        # A client that keeps cookies will say this person's name in another person's calls (§8, 20).
        cookie = f"jamuserid={pair.user_id}; Path=/"
        return json_response(body, headers={"Cache-Control": "no-store, no-cache", "Set-Cookie": cookie})

    def _app(self, sent: Mapping[str, str]) -> JamendoApp:
        app = self.apps.get(sent.get("client_id", ""))
        if app is None:
            raise _Refused("invalid_client", "The client id supplied is invalid")
        return app

    def _forget(self, pair: Tokens) -> None:
        self._by_access.pop(pair.access_token, None)
        self._by_refresh.pop(pair.refresh_token, None)

    def _secret(self) -> str:
        secret = sha256(f"{self.seed}|{next(self._numbers)}".encode()).hexdigest()[:40]
        self.secrets.add(secret)
        return secret

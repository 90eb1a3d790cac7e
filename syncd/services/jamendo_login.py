"""Jamendo's tokens: they live two hours, and each refresh replaces both of them (`apis/jamendo.md` §3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from syncd.domain.errors import Rejected, Unauthorised, Unavailable, Unreadable
from syncd.services.http import Answer, Endpoint, Host, clean, judge_status
from syncd.services.masking import without
from syncd.services.tokens import TokenKeeper, Tokens, is_token, lifetime_of

__all__ = ["JamendoApp", "JamendoLogin", "TokenKeeper", "Tokens", "authorize_url", "exchange", "refresh"]

_GRANT = Endpoint("POST", "/oauth/grant")  # changes no account: a dry run may refresh too

_DEAD_CODE = "does not take the code that the browser brought; it lives 30 seconds, and serves once"

_OPERATORS = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch", "invalid_uri"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoApp:
    """What Jamendo knows of this program; `like_as` is which of its two lists is ours: like or favorite."""

    client_id: str
    client_secret: str = field(repr=False)
    like_as: str = "like"


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoLogin:
    """One account's way to a token that works."""

    host: Host
    app: JamendoApp
    keeper: TokenKeeper
    now: Callable[[], datetime]
    account: str

    def token(self, refused: str = "") -> str:
        """An access token, refreshed where it is due or where `refused` is the one we have.

        Raises Unauthorised where only a human can log in again.
        """
        tokens = self._load()
        if not self._must_refresh(tokens, refused):
            return tokens.access
        with self.keeper.refreshing():
            tokens = self._load()  # another may have refreshed while we waited for the lock
            if self._must_refresh(tokens, refused):
                tokens = refresh(self.host, self.app, tokens, self.now(), self.account)
                self.keeper.save(tokens)
        return tokens.access

    def _load(self) -> Tokens:
        tokens = self.keeper.load()
        if tokens is None:
            raise _log_in_again(self.host, self.account, "there is no login yet")
        return tokens

    def _must_refresh(self, tokens: Tokens, refused: str) -> bool:
        return tokens.access == refused or tokens.is_stale(self.now())


def refresh(host: Host, app: JamendoApp, tokens: Tokens, now: datetime, account: str) -> Tokens:
    """The next pair; the old one is dead. Raises Unauthorised where the refresh token has died (`§3.3`)."""
    if not tokens.refresh:
        raise _log_in_again(host, account, "the login cannot renew itself and has run out")
    return _grant(host, app, {"grant_type": "refresh_token", "refresh_token": tokens.refresh}, now, account)


def authorize_url(base_url: str, app: JamendoApp, redirect_uri: str, state: str) -> str:
    """Where a browser asks the human (`§3.1`); the scope is the only one there is, and lets us write."""
    wanted = {
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "music",
        "state": state,
    }
    return f"{base_url}/oauth/authorize?{urlencode(wanted)}"


def exchange(host: Host, app: JamendoApp, code: str, redirect_uri: str, now: datetime, account: str) -> Tokens:  # noqa: PLR0913, PLR0917  # the parts of one request
    """The first pair for a code from the browser, which lives 30 seconds (`§3.2`)."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return _grant(host, app, form, now, account)


def _grant(host: Host, app: JamendoApp, form: dict[str, str], now: datetime, account: str) -> Tokens:
    whole = {"client_id": app.client_id, "client_secret": app.client_secret, **form}

    def judge(answer: Answer) -> None:
        _judge(answer, host, account, whole.values(), is_code="code" in form)

    body = host.read(_GRANT, judge=judge, form=whole).object()
    lifetime = timedelta(seconds=lifetime_of(body.get("expires_in")))
    return Tokens(access=body["access_token"], refresh=body["refresh_token"], issued_at=now, expires_at=now + lifetime)


def _judge(answer: Answer, host: Host, account: str, sent: Iterable[str], *, is_code: bool) -> None:
    """OAuth answers have no envelope: an `error` where it failed, whatever the status (`apis/jamendo.md` §8, 21)."""
    body = _object_in(answer)
    error = clean(body.get("error"))
    if error == "invalid_grant":
        raise _log_in_again(host, account, _DEAD_CODE if is_code else "no longer accepts this login")
    if error in _OPERATORS:
        raise Unauthorised(host.name, f"says {error}", remedy="check client_id, client_secret and redirect_uri")
    if error == "server_error":
        raise Unavailable(host.name, "cannot give tokens now")
    if error:
        raise Rejected(host.name, f"refuses to give tokens: {clean(without(str(body['error']), sent))}")
    judge_status(answer)
    if not all(is_token(body.get(name)) for name in ("access_token", "refresh_token")):
        raise Unreadable(host.name, "answered a refresh without a pair of tokens")


def _object_in(answer: Answer) -> dict[str, Any]:
    try:
        return answer.object()
    except Unreadable:
        return {}


def _log_in_again(host: Host, account: str, what: str) -> Unauthorised:
    return Unauthorised(host.name, what, remedy=f"run: syncd login {account}")

"""Jamendo's tokens: they live two hours, and each refresh replaces both of them (`apis/jamendo.md` §3)."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from syncd.domain.errors import Rejected, Unauthorised, Unavailable, Unreadable
from syncd.services.http import Answer, Endpoint, Host, clean, judge_status
from syncd.services.masking import without

LIFETIME = 7200
"""Seconds that an access token lives where the answer does not say (`apis/jamendo.md` §3.4)."""

LONGEST_LIFETIME = 366 * 86400
"""Seconds beyond which a stated life is taken for nonsense."""

FRESH_SHARE = 0.9
"""The share of its life after which a token is refreshed ahead of time (`apis/jamendo.md` §8, 17)."""

_GRANT = Endpoint("POST", "/oauth/grant")  # changes no account: a dry run may refresh too

_OPERATORS = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch", "invalid_uri"})


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoApp:
    """What Jamendo knows of this program; `like_as` is which of its two lists is ours: like or favorite."""

    client_id: str
    client_secret: str = field(repr=False)
    like_as: str = "like"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A pair of tokens. `refresh` is empty where the login cannot renew itself, the times None where unknown."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    issued_at: datetime | None = None
    expires_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether to refresh before the next use; a pair from the configuration, of unknown age, always is."""
        if not self.refresh:
            return False
        if self.issued_at is None or self.expires_at is None:
            return True
        return now - self.issued_at >= (self.expires_at - self.issued_at) * FRESH_SHARE


class TokenKeeper(Protocol):
    """Where one account's tokens live."""

    def load(self) -> Tokens | None:
        """The newest pair, also where another process has just refreshed it; None without a login."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Make a pair durable before it returns: the old one is dead already."""
        ...

    def refreshing(self) -> AbstractContextManager[object]:
        """A lock that one thread of one process holds at a time, for this account."""
        ...


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


def exchange(host: Host, app: JamendoApp, code: str, redirect_uri: str, now: datetime, account: str) -> Tokens:  # noqa: PLR0913, PLR0917  # the parts of one request
    """The first pair for a code from the browser, which lives 30 seconds (`§3.2`)."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return _grant(host, app, form, now, account)


def _grant(host: Host, app: JamendoApp, form: dict[str, str], now: datetime, account: str) -> Tokens:
    whole = {"client_id": app.client_id, "client_secret": app.client_secret, **form}

    def judge(answer: Answer) -> None:
        _judge(answer, host, account, whole.values())

    body = host.read(_GRANT, judge=judge, form=whole).object()
    lifetime = timedelta(seconds=_lifetime(body.get("expires_in")))
    return Tokens(access=body["access_token"], refresh=body["refresh_token"], issued_at=now, expires_at=now + lifetime)


def _judge(answer: Answer, host: Host, account: str, sent: Iterable[str]) -> None:
    """OAuth answers have no envelope: an `error` where it failed, whatever the status (`apis/jamendo.md` §8, 21)."""
    body = _object_in(answer)
    error = clean(body.get("error"))
    if error == "invalid_grant":
        raise _log_in_again(host, account, "no longer accepts this login")
    if error in _OPERATORS:
        raise Unauthorised(host.name, f"says {error}", remedy="check client_id, client_secret and redirect_uri")
    if error == "server_error":
        raise Unavailable(host.name, "cannot give tokens now")
    if error:
        raise Rejected(host.name, f"refuses to give tokens: {clean(without(str(body['error']), sent))}")
    judge_status(answer)
    if not all(isinstance(body.get(name), str) and body[name] for name in ("access_token", "refresh_token")):
        raise Unreadable(host.name, "answered a refresh without a pair of tokens")


def _object_in(answer: Answer) -> dict[str, Any]:
    try:
        return answer.object()
    except Unreadable:
        return {}


def _lifetime(value: object) -> int:
    """Whole seconds, of any spelling; a nonsense value is the documented one."""
    seconds = int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0
    return seconds if 0 < seconds <= LONGEST_LIFETIME else LIFETIME


def _log_in_again(host: Host, account: str, what: str) -> Unauthorised:
    return Unauthorised(host.name, what, remedy=f"put new tokens into accounts.{account} of the configuration")

"""Boomplay's user tokens: short-lived, and renewed only where the configuration says how (`apis/boomplay.md` §2).

What is not documented is a setting. The forms sent are those of OAuth in JSON, the answers read in both documented shapes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode

from syncd.domain.errors import LoginEnded, Unauthorised, Unreadable
from syncd.services.answer import Answer, clean, judge_status
from syncd.services.http import Endpoint, Host
from syncd.services.masking import without
from syncd.services.tokens import TokenKeeper, Tokens, is_token, lifetime_of


class Login(Protocol):
    """One account's way to a token that works."""

    def token(self) -> str:
        """The token to ask with. Raises Unauthorised where there is none."""
        ...

    def after(self, token: str, refusal: Unauthorised) -> str:
        """Another token, to ask once more in place of a refused one. Raises `refusal`, or LoginEnded."""
        ...

    def worked(self, token: str) -> None:
        """Boomplay accepted this token."""
        ...


class Experience(Protocol):
    """What is remembered of one account's logins."""

    def worked(self, token: str) -> None:
        """This one works."""
        ...

    def has_ended(self, token: str) -> bool:
        """This one was refused; whether it ever worked."""
        ...


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token that somebody holds in hand, and nothing is remembered of."""

    text: str

    def token(self) -> str:
        """The token."""
        return self.text

    def after(self, token: str, refusal: Unauthorised) -> str:
        """Always `refusal`: there is no other."""
        del token
        raise refusal

    def worked(self, token: str) -> None:
        """Nothing is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAddress:
    """One full address of the configuration, as a host and the call that it is; it changes no account."""

    host: Host
    endpoint: Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class BoomplayLogin:
    """An account's login as it is kept; renewed at `renewal`, where there is such a place."""

    keeper: TokenKeeper
    experience: Experience
    account: str
    app_id: str
    now: Callable[[], datetime]
    renewal: LoginAddress | None = None

    def token(self) -> str:
        """The token to ask with, renewed ahead of time where that is possible."""
        tokens = self._load()
        return self._renewed(tokens).access if self.renewal and tokens.is_stale(self.now()) else tokens.access

    def after(self, token: str, refusal: Unauthorised) -> str:
        """The token that another process has got meanwhile, else a renewed one."""
        tokens = self._load()
        if tokens.access != token:
            return tokens.access
        if self.renewal and tokens.refresh:
            return self._renewed(tokens).access
        if self.experience.has_ended(token):
            raise LoginEnded(refusal.where, "the login has run out", remedy=f"run: syncd login {self.account}")
        raise refusal

    def worked(self, token: str) -> None:
        """Boomplay accepted this token."""
        self.experience.worked(token)

    def _renewed(self, tokens: Tokens) -> Tokens:
        """The next pair, durable before it is used; another process may have got it while we waited for the lock."""
        assert self.renewal is not None, "asked for only where there is such a place"
        with self.keeper.refreshing():
            newest = self._load()
            if newest.access == tokens.access:
                newest = refresh(self.renewal, self.app_id, newest, self.now(), self.account)
                self.keeper.save(newest)
        return newest

    def _load(self) -> Tokens:
        tokens = self.keeper.load()
        if tokens is None:
            raise Unauthorised(self.account, "there is no login yet", remedy=f"run: syncd login {self.account}")
        return tokens


def consent_address(consent_url: str, app_id: str, redirect_uri: str, state: str, *, has_code: bool) -> str:
    """Where a browser asks the human; every parameter as the page says it, the odd ones too (§2.2)."""
    wanted = {
        "grant_type": "authorization_code",
        "app_id": app_id,
        "response_type": "code" if has_code else "token",
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{consent_url}{'&' if '?' in consent_url else '?'}{urlencode(wanted)}"


def exchange(door: LoginAddress, app_id: str, code: str, redirect_uri: str, now: datetime, account: str) -> Tokens:  # noqa: PLR0913, PLR0917  # the parts of one request
    """The tokens for a code from the browser."""
    form = {"grant_type": "authorization_code", "app_id": app_id, "code": code, "redirect_uri": redirect_uri}
    return _granted(door, form, now, account)


def refresh(door: LoginAddress, app_id: str, tokens: Tokens, now: datetime, account: str) -> Tokens:
    """The next tokens. An answer without a new refresh token leaves the old one in force."""
    form = {"grant_type": "refresh_token", "app_id": app_id, "refresh_token": tokens.refresh}
    return _granted(door, form, now, account, tokens.refresh)


def tokens_in(said: Mapping[str, Any], now: datetime, kept: str = "") -> Tokens | None:
    """The tokens in an answer or a redirect, by either of the documented spellings; None where there are none (§2.1)."""
    inner = said.get("data")
    fields = inner if isinstance(inner, Mapping) else said
    access = _text(fields, "access_token", "accessToken")
    if not access:
        return None
    lifetime = timedelta(seconds=lifetime_of(fields.get("expires_in", fields.get("expiresIn"))))
    renewing = _text(fields, "refresh_token", "refreshToken") or kept
    return Tokens(access=access, refresh=renewing, issued_at=now, expires_at=now + lifetime)


def _granted(door: LoginAddress, form: Mapping[str, str], now: datetime, account: str, kept: str = "") -> Tokens:
    def judge(answer: Answer) -> None:
        _judge(answer, form, account)

    headers = {"Content-Type": "application/json", "Accept-Language": "en", "app_id": form["app_id"]}
    answer = door.host.read(door.endpoint, judge=judge, json=dict(form), headers=headers)
    tokens = tokens_in(answer.object(), now, kept)
    if tokens is None:
        raise Unreadable(answer.host, f"{answer.path} answered without a token")
    return tokens


def _judge(answer: Answer, form: Mapping[str, str], account: str) -> None:
    """No error form is documented: whatever is below 500 and holds no token is a refusal."""
    try:
        body = answer.object()
    except Unreadable:
        judge_status(answer)
        raise
    is_refused = answer.status // 100 == 4 or body.get("code", 0) != 0  # noqa: PLR2004  # the 4xx
    if is_refused and answer.status != HTTPStatus.TOO_MANY_REQUESTS:  # that is about pace
        said = clean(without(str(body.get("desc") or body.get("error") or answer.status), form.values()))
        raise Unauthorised(answer.host, f"refuses to give a token: {said}", remedy=f"run: syncd login {account}")
    judge_status(answer)


def _text(fields: Mapping[str, Any], *names: str) -> str:
    return next((fields[name] for name in names if is_token(fields.get(name))), "")

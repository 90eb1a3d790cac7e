"""From what a human's browser brought, or what was pasted, to tokens whose user is known."""

from contextlib import nullcontext
from dataclasses import dataclass

from syncd.daemon import settings as config
from syncd.daemon.login_door import Redirect
from syncd.daemon.redaction import redactor
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import Program, jamendo_app
from syncd.domain.errors import ConfigError, Unauthorised
from syncd.domain.track import Service
from syncd.services import boomplay_login, jamendo_login
from syncd.services.boomplay import Boomplay
from syncd.services.boomplay_login import GivenToken
from syncd.services.jamendo import Jamendo
from syncd.services.listenbrainz_wire import login, user_name
from syncd.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens that were just tried, and whose they are: `whoami` as the account will say it, `name` for people."""

    tokens: Tokens
    whoami: str
    name: str


class InHand:
    """Fresh tokens that are not kept yet; satisfies `TokenKeeper`. They are too young to be renewed."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def load(self) -> Tokens:
        """The tokens."""
        return self._tokens

    def save(self, tokens: Tokens) -> None:
        """Hold these instead."""
        self._tokens = tokens

    def refreshing(self) -> nullcontext[None]:
        """Nobody else knows them."""
        return nullcontext()


def jamendo_page(settings: Settings) -> tuple[Redirect, str]:
    """Where a browser goes, and comes back to. Raises ConfigError without the application's secret."""
    app = settings.apps.jamendo
    assert app is not None, "the settings demand it"
    if app.client_secret is None:
        raise ConfigError(
            f"{settings.file}: to log in, apps.jamendo.client_secret must be set",
            remedy="copy it from Jamendo's portal",
        )
    app.client_secret.read()  # whatever is wrong with it is better known before a code lives its 30 seconds
    redirect, wire = Redirect(app.redirect_uri), jamendo_login.JamendoApp(client_id=app.client_id, client_secret="")
    return redirect, jamendo_login.authorize_url(settings.hosts.jamendo.base_url, wire, redirect.uri, redirect.state)


def jamendo_grant(built: Program, account: str, jamendo: config.JamendoAccount, said: dict[str, str]) -> Grant:
    """The pair for a code, which lives 30 seconds, and whose it is."""
    app, host, now = built.settings.apps.jamendo, built.hosts[Service.JAMENDO], built.clock.now
    assert app is not None, "the settings demand it"
    wire = jamendo_app(built.settings, jamendo)
    tokens = jamendo_login.exchange(host, wire, _code(said, account), app.redirect_uri, now(), account)
    _learn(tokens)
    whoami = Jamendo(host, wire, InHand(tokens), now, account=account).whoami()
    return Grant(tokens, whoami, f"user {whoami.partition(' ')[0]}")


def boomplay_page(settings: Settings) -> tuple[Redirect, str] | None:
    """Where a browser goes, and comes back to; None where the configuration knows no consent page."""
    app = settings.apps.boomplay
    assert app is not None, "the settings demand it"
    if not app.consent_url:
        return None
    redirect, has_code = Redirect(app.redirect_uri), bool(app.token_url)
    return redirect, boomplay_login.consent_address(
        app.consent_url, app.app_id, redirect.uri, redirect.state, has_code=has_code
    )


def boomplay_grant(built: Program, account: str, said: dict[str, str]) -> Grant:
    """A pasted token, the one that the consent page gave, or the one for its code; and whose it is."""
    assert built.builder is not None, "a command's program is built whole"
    now, app = built.clock.now, built.builder.boomplay_app()
    tokens = _boomplay_tokens(built, account, said)
    _learn(tokens)
    service = Boomplay(built.hosts[Service.BOOMPLAY], app, GivenToken(tokens.access), now, account=account)
    whoami = service.whoami()
    return Grant(tokens, whoami, f"user {whoami}")


def token_grant(built: Program, account: str, token: str) -> Grant:
    """A ListenBrainz token, and whose it is. Raises Unauthorised where it is not valid."""
    name = user_name(built.hosts[Service.LISTENBRAINZ], login(token), account)
    return Grant(Tokens(access=token, issued_at=built.clock.now()), name, name)


def _boomplay_tokens(built: Program, account: str, said: dict[str, str]) -> Tokens:
    now = built.clock.now()
    if "access_token" in said:
        # A base64 token that a page did not encode lost its pluses to the form's blanks.
        whole = {name: text.replace(" ", "+") if "token" in name else text for name, text in said.items()}
        tokens = boomplay_login.tokens_in(whole, now)
        if tokens is not None:
            return tokens if "state" in said else Tokens(access=tokens.access, issued_at=now)
    app = built.settings.apps.boomplay
    assert app is not None, "the settings demand it"
    assert built.builder is not None, "a command's program is built whole"
    if not app.token_url:
        what = "the consent page gave a code, and no address is known that takes it"
        raise Unauthorised(account, what, remedy="set apps.boomplay.token_url, or log in with --token-file -")
    door = built.builder.door(Service.BOOMPLAY, app.token_url)
    return boomplay_login.exchange(door, app.app_id, _code(said, account), app.redirect_uri, now, account)


def _code(said: dict[str, str], account: str) -> str:
    if "code" not in said:
        raise Unauthorised(account, "the browser brought no code", remedy=f"run again: syncd login {account}")
    return said["code"]


def _learn(tokens: Tokens) -> None:
    redactor.learn(tokens.access)
    redactor.learn(tokens.refresh)

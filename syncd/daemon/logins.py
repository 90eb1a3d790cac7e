"""Each account's login: which token it uses, since when it works, until when, and what its human is to be told of it."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syncd.daemon import settings as config
from syncd.daemon.logs import log
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.daemon.settings import ConfiguredAccount
from syncd.daemon.spelling import advice
from syncd.daemon.tokens import StoredTokens
from syncd.domain.account import Label
from syncd.domain.errors import UsageError
from syncd.services.tokens import Tokens
from syncd.store.database import Database
from syncd.store.logins import LoginRow, begin_login, end_login, logins, note_told

WARNED_AT = 0.1
"""The share of its life that a login still has when its human is warned, where only a human can renew it."""

REMINDED_EVERY = timedelta(days=7)
"""How often a human is reminded of an account that is asleep."""

LOOKED_AT_EVERY = timedelta(minutes=5)
"""How often a daemon looks whether there is anything to tell."""


class LoginWord(StrEnum):
    """What a human is to be told of a login."""

    ENDS = "ends"  #: it soon runs out, and only he can renew it
    ASLEEP = "asleep"  #: it has run out


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginState:
    """How an account is logged in. `ends_at` None is not known; `is_learned` says that it is only experience."""

    since: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None = None
    renews: bool = False
    is_learned: bool = False
    told_at: datetime | None = None

    def word(self, now: datetime) -> LoginWord | None:
        """What is to be told now, if anything: once at a tenth of its life, and once a week when it is over."""
        if self.renews:
            return None
        if self.ended_at is not None:
            was_told = self.told_at is not None and self.ended_at <= self.told_at
            return None if was_told and now - (self.told_at or now) < REMINDED_EVERY else LoginWord.ASLEEP
        return LoginWord.ENDS if self.told_at is None and self.is_ending(now) else None

    def is_ending(self, now: datetime) -> bool:
        """Whether it soon runs out, and only a human can renew it."""
        if self.renews or self.ended_at is not None or self.ends_at is None or self.since is None:
            return False
        return self.ends_at - (self.ends_at - self.since) * WARNED_AT <= now

    def ending(self, name: str, now: datetime) -> str:
        """What an account's human is to know while it soon runs out, in one line; else nothing."""
        if self.ends_at is None or not self.is_ending(now):
            return ""
        what = "login ends on" if self.ends_at > now else "login should have ended on"
        about = "about " if self.is_learned else ""
        return f"{name}'s {what} {self.ends_at:%Y-%m-%d} at {about}{self.ends_at:%H:%M} UTC: syncd login {name}"


def label_of(account: ConfiguredAccount) -> Label:
    """Whose login it is; pins are read by the login of their account."""
    is_pins = isinstance(account.settings, config.ListenBrainzPins)
    return Label(account.profile, account.name.removesuffix(".pins") if is_pins else account.name)


def account_to_log_in(settings: config.Settings, name: str) -> ConfiguredAccount:
    """The account of this name. Raises UsageError where there is none, or where it needs no login."""
    known = {each.name: each for each in settings.all_accounts() if label_of(each).account == each.name}
    if name not in known:
        raise UsageError(f"there is no account {name}{advice(name, known)}")
    if isinstance(known[name].settings, config.FileAccount):
        raise UsageError(f"{name} is a file, which needs no login")
    return known[name]


def secrets_of(account: ConfiguredAccount) -> dict[str, Secret]:
    """The secrets that the configuration names for an account's login, by their settings."""
    match account.settings:
        case config.ListenBrainzAccount(token=token) | config.BoomplayAccount(token=token):
            named = {"token": token}
        case config.JamendoAccount(access_token=access, refresh_token=refresh):
            named = {"access_token": access, "refresh_token": refresh}
        case _:
            named = {}
    return {name: secret for name, secret in named.items() if secret is not None}


def tokens_of(database: Database, account: ConfiguredAccount) -> StoredTokens:
    """Where an account's tokens are kept."""
    named = secrets_of(account)
    access = named.get("token") or named.get("access_token")
    return StoredTokens(database, label_of(account), access, named.get("refresh_token"))


def token_of(database: Database, account: ConfiguredAccount) -> str:
    """The one token of an account at ListenBrainz or Boomplay. Raises SecretMissing where there is none."""
    name = label_of(account).account
    if not database.path.exists():  # nobody has ever logged in by command
        named = secrets_of(account)
        known = Tokens(access=named["token"].read()) if named else None
    else:
        known = tokens_of(database, account).known()
    if known is None:
        raise SecretMissing(f"{label_of(account).key}.token is not set", remedy=f"run: syncd login {name}")
    return known.access


def lookup_token(database: Database, settings: config.Settings) -> str:
    """A token for look-ups at ListenBrainz: the configured one, else that of the first account that has one."""
    if (secret := settings.hosts.listenbrainz.token) is not None:
        with suppress(SecretMissing):
            return secret.read()
    for account in settings.all_accounts():
        if isinstance(account.settings, config.ListenBrainzAccount) and account.settings.enabled:
            with suppress(SecretMissing):
                return token_of(database, account)
    return ""


def account_mark(database: Database, account: ConfiguredAccount) -> str:
    """A ListenBrainz token is one user for ever, whatever he is called (`apis/listenbrainz.md` §1).

    His pins are an account beside his feedback. Other services' tokens are no mark.
    """
    if not isinstance(account.settings, config.ListenBrainzAccount):
        return ""
    kind = "pins " if isinstance(account.settings, config.ListenBrainzPins) else ""
    return mark_of(f"{kind}{token_of(database, account)}")


def mark_of(token: str) -> str:
    """A fingerprint, which shows nothing of the token."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


class Remembered:
    """What the database knows of one account's logins; satisfies Boomplay's `Experience`."""

    def __init__(self, database: Database, label: Label, now: Callable[[], datetime]) -> None:
        self._database, self._label, self._now = database, label, now
        self._works = ""

    def worked(self, token: str) -> None:
        """It works; written once, and not again by each request."""
        mark = mark_of(token)
        if mark == self._works:
            return
        known = self._login()
        if known is None or known.mark != mark or known.ended_at is not None:
            begin_login(self._database, self._label, mark, self._now())
        self._works = mark

    def has_ended(self, token: str) -> bool:
        """It was refused; whether it ever worked."""
        self._works, known = "", self._login()
        if known is None or known.mark != mark_of(token):
            return False
        if known.ended_at is None:
            end_login(self._database, self._label, known.mark, self._now())
        return True

    def _login(self) -> LoginRow | None:
        with self._database.reading() as connection:
            return logins(connection).get(self._label)


def login_states(
    database: Database, settings: config.Settings
) -> Iterator[tuple[ConfiguredAccount, LoginState | None]]:
    """Each enabled account that logs in, and how; None where it never did."""
    with database.reading() as connection:
        known = logins(connection)
    for account in settings.all_accounts():
        is_own = label_of(account).account == account.name
        if account.settings.enabled and is_own and not isinstance(account.settings, config.FileAccount):
            yield account, _state(database, account, known.get(label_of(account)))


def _state(database: Database, account: ConfiguredAccount, row: LoginRow | None) -> LoginState | None:
    try:
        tokens = tokens_of(database, account).known()
    except SecretMissing:
        return None
    if tokens is None:
        return None
    if not isinstance(account.settings, config.BoomplayAccount):
        renews = bool(tokens.refresh) or isinstance(account.settings, config.ListenBrainzAccount)
        return LoginState(since=tokens.issued_at, ends_at=tokens.expires_at, renews=renews)
    mine = row if row is not None and row.mark == mark_of(tokens.access) else None
    return _of_boomplay(tokens, mine)


def _of_boomplay(tokens: Tokens, row: LoginRow | None) -> LoginState:
    """What an answer said of its end, else what the last one taught."""
    since = tokens.issued_at or (row.began_at if row else None)
    learned = since + row.life if since and row and row.life else None
    return LoginState(
        since=since,
        ends_at=tokens.expires_at or learned,
        ended_at=row.ended_at if row else None,
        renews=bool(tokens.refresh),
        is_learned=tokens.expires_at is None and learned is not None,
        told_at=row.told_at if row else None,
    )


class LoginWatch:
    """Tells humans of logins that end, each once; an account that sleeps, once a week."""

    def __init__(self, database: Database, settings: config.Settings) -> None:
        self._database, self._settings = database, settings
        self._next_at: datetime | None = None

    def look(self, now: datetime) -> None:
        """Tell what is to be told now; costs nothing more often than every few minutes."""
        if self._next_at is not None and now < self._next_at <= now + LOOKED_AT_EVERY:
            return
        self._next_at = now + LOOKED_AT_EVERY
        for account, state in login_states(self._database, self._settings):
            word = state.word(now) if state else None
            if state is not None and word is not None:
                _tell(account.name, word, state)
                note_told(self._database, label_of(account), now)


def _tell(name: str, word: LoginWord, state: LoginState) -> None:
    run = f"syncd login {name}"
    if word is LoginWord.ENDS and state.ends_at is not None:
        log.warning(
            "a login soon runs out, and only you can renew it",
            account=name,
            at=f"{state.ends_at:%Y-%m-%d %H:%M} UTC",
            run=run,
        )
    else:
        log.warning("an account sleeps until you log in; nothing is lost", account=name, run=run)

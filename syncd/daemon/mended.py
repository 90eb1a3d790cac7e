"""Secrets that a human puts right by hand while the daemon runs: nobody tells it, so it looks itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from syncd.daemon.logins import mark_of, secrets_of
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.daemon.settings import ConfiguredAccount, JamendoAccount
from syncd.daemon.wiring import Program
from syncd.domain.account import AccountState, Label
from syncd.engine.world import Polled

LOOKED_AT_EVERY = timedelta(minutes=1)
"""How often the secrets of an account that needs a login are looked at; its own next poll may be a day away."""


class Mended:
    """The accounts that need a login, and what their secrets looked like when they were refused."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._next_at: datetime | None = None
        self._refused: dict[Label, tuple[str, ...]] = {}
        # A program that was not built from a configuration has no secrets to look at.
        accounts = program.settings.all_accounts() if program.builder is not None else ()
        self._accounts = {Label(each.profile, each.name): each for each in accounts}

    def note(self, polled: Collection[Polled]) -> None:
        """How these accounts fared."""
        for each in polled:
            label = each.member.label
            if each.state is AccountState.NEEDS_LOGIN and label in self._accounts:
                self._refused[label] = self._marks(self._accounts[label])
            elif each.state is not AccountState.RESTING:
                self._refused.pop(label, None)

    def look(self, now: datetime) -> frozenset[Label]:
        """Whose secrets have changed since they were refused; costs nothing more often than once a minute."""
        if not self._refused or (self._next_at is not None and now < self._next_at <= now + LOOKED_AT_EVERY):
            return frozenset()
        self._next_at = now + LOOKED_AT_EVERY
        marks = {label: self._marks(self._accounts[label]) for label in self._refused}
        changed = frozenset(label for label, seen in self._refused.items() if seen != marks[label])
        self._refused = marks
        return changed

    def read_again(self, due: Collection[Label]) -> None:
        """Those that need a login and are polled now are asked with the secrets as they stand now."""
        self._program.read_again(self._refused.keys() & due)

    def _marks(self, account: ConfiguredAccount) -> tuple[str, ...]:
        app = self._program.settings.apps.jamendo if isinstance(account.settings, JamendoAccount) else None
        shared = [app.client_secret] if app and app.client_secret else []
        return tuple(_mark(secret) for secret in [*secrets_of(account).values(), *shared])


def _mark(secret: Secret) -> str:
    """A fingerprint of a secret, or why it cannot be read."""
    try:
        return mark_of(secret.read())
    except SecretMissing as error:
        return str(error)

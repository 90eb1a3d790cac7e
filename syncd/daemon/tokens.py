"""Where the tokens of a Jamendo account live: in the database, and at first in the configuration."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.domain.errors import Unauthorised
from syncd.services.jamendo_login import Tokens
from syncd.store.database import Database
from syncd.store.lock import lock_file
from syncd.store.tokens import TokenRow, load_tokens, save_tokens


class StoredTokens:
    """One account's tokens. Once the database holds a pair, it wins until the configured value changes."""

    def __init__(self, database: Database, account: str, access: Secret | None, refresh: Secret | None) -> None:
        self._database, self._account = database, account
        self._access, self._refresh = access, refresh
        self._configured = ""

    def load(self) -> Tokens | None:
        """The newest pair, also where another process has just refreshed it; None without a login."""
        try:
            configured = self._from_config()
        except SecretMissing as error:
            raise Unauthorised(self._account, str(error), remedy="put it there, or name the right place") from None
        row = load_tokens(self._database, self._account)
        if row is not None and (configured is None or row.configured == self._configured):
            return _known(
                Tokens(
                    access=row.access_token,
                    refresh=row.refresh_token,
                    issued_at=row.issued_at,
                    expires_at=row.expires_at,
                )
            )
        return configured

    def save(self, tokens: Tokens) -> None:
        """Make a pair durable before this returns; the old one is dead already."""
        _known(tokens)
        row = TokenRow(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            issued_at=tokens.issued_at,
            expires_at=tokens.expires_at,
            configured=self._configured,
        )
        save_tokens(self._database, self._account, row)

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """One thread of one process at a time; the kernel frees the lock however the process ends."""
        path = lock_file(self._database.path).with_suffix(f".{self._account}.login")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _from_config(self) -> Tokens | None:
        access = self._access.read() if self._access else ""
        refresh = self._refresh.read() if self._refresh else ""
        self._configured = hashlib.sha256(f"{access}\n{refresh}".encode()).hexdigest()
        return Tokens(access=access, refresh=refresh) if access or refresh else None


def _known(tokens: Tokens) -> Tokens:
    redactor.learn(tokens.access)
    redactor.learn(tokens.refresh)
    return tokens

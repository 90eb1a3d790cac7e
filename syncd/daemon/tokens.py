"""Where the tokens of a Jamendo account live: in the database, and at first in the configuration."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.domain.errors import Unauthorised
from syncd.services.jamendo_login import Tokens
from syncd.store.database import Database
from syncd.store.disk import refused
from syncd.store.lock import opened
from syncd.store.tokens import Label, TokenRow, load_tokens, save_tokens


class StoredTokens:
    """One account's tokens. Once the database holds a pair, it wins until the configured value changes."""

    def __init__(self, database: Database, label: Label, access: Secret | None, refresh: Secret | None) -> None:
        self._database, self._label = database, label
        self._access, self._refresh = access, refresh
        self._configured = ""

    def load(self) -> Tokens | None:
        """The newest pair, also where another process has just refreshed it; None without a login."""
        try:
            configured = self._from_config()
        except SecretMissing as error:
            remedy = "put it there, or name the right place"
            raise Unauthorised(self._label.account, str(error), remedy=remedy) from None
        row = load_tokens(self._database, self._label, self._configured)
        return configured if row is None else _tokens_of(row)

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
        save_tokens(self._database, self._label, row)

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """One thread of one process at a time; the kernel frees the lock however the process ends.

        The pair that is about to die is written once more: a disk that would refuse the next one refuses now, while
        nothing is lost. Raises StoreFailed.
        """
        path = self._lock_file()
        with opened(path) as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
            except OSError as error:
                raise refused(path, error) from None
            tokens = self.load()
            if tokens is not None:
                self.save(tokens)
            yield

    def _lock_file(self) -> Path:
        """Named by a fingerprint: a label may hold what no file name may."""
        label = hashlib.sha256(f"{self._label.profile}\n{self._label.account}".encode()).hexdigest()[:16]
        return self._database.path.with_name(f"{self._database.path.name}.{label}.login")

    def _from_config(self) -> Tokens | None:
        access = self._access.read() if self._access else ""
        refresh = self._refresh.read() if self._refresh else ""
        if not (access or refresh):
            return None
        self._configured = hashlib.sha256(f"{access}\n{refresh}".encode()).hexdigest()
        return Tokens(access=access, refresh=refresh)


def _tokens_of(row: TokenRow) -> Tokens:
    return _known(
        Tokens(access=row.access_token, refresh=row.refresh_token, issued_at=row.issued_at, expires_at=row.expires_at)
    )


def _known(tokens: Tokens) -> Tokens:
    redactor.learn(tokens.access)
    redactor.learn(tokens.refresh)
    return tokens

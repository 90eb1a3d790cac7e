"""Where the tokens of an account live: in the database, by login or refresh, and at first in the configuration."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from syncd.daemon.redaction import redactor
from syncd.daemon.secrets import Secret, SecretMissing
from syncd.domain.account import Label
from syncd.domain.errors import Unauthorised
from syncd.services.tokens import Tokens
from syncd.store.database import Database
from syncd.store.disk import refused
from syncd.store.lock import opened
from syncd.store.tokens import TokenRow, forget_tokens, load_tokens, save_tokens


class StoredTokens:
    """One account's tokens. Once the database holds a pair, it wins until the configured value changes."""

    def __init__(self, database: Database, label: Label, access: Secret | None, refresh: Secret | None) -> None:
        self._database, self._label = database, label
        self._access, self._refresh = access, refresh
        self._configured = ""

    def load(self) -> Tokens | None:
        """The newest pair, also where another process has just refreshed it; None without a login.

        A configured secret that cannot be read is Unauthorised, unless there was a login while it could not be.
        """
        try:
            return self.known()
        except SecretMissing as error:
            remedy = error.remedy or "put it there, or name the right place"
            raise Unauthorised(self._label.account, str(error.args[0]), remedy=remedy) from None

    def known(self) -> Tokens | None:
        """The same. Raises SecretMissing."""
        try:
            configured = self._from_config()
        except SecretMissing:
            self._configured = ""
            row = load_tokens(self._database, self._label, "")
            if row is None or row.configured:
                raise
            return _tokens_of(row)
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
        with opened(path, self._database.path) as handle:
            _lock(handle, path)
            tokens = self.load()
            if tokens is not None:
                self.save(tokens)
            yield

    def replace(self, tokens: Tokens) -> None:
        """A human logged in: this is the pair from now on, also for whoever refreshes the old one at this moment."""
        path = self._lock_file()
        with opened(path, self._database.path) as handle:
            _lock(handle, path)
            with suppress(SecretMissing):
                self.known()  # so that it is known whose heir the new pair is
            self.save(tokens)

    def forget(self) -> bool:
        """Forget what is stored; whether there was anything. What stands in the configuration is not ours."""
        path = self._lock_file()
        with opened(path, self._database.path) as handle:
            _lock(handle, path)
            return forget_tokens(self._database, self._label)

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


def _lock(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        raise refused(path, error) from None


def _tokens_of(row: TokenRow) -> Tokens:
    return _known(
        Tokens(access=row.access_token, refresh=row.refresh_token, issued_at=row.issued_at, expires_at=row.expires_at)
    )


def _known(tokens: Tokens) -> Tokens:
    redactor.learn(tokens.access)
    redactor.learn(tokens.refresh)
    return tokens

"""Tokens of a login, whichever service gave them: how long they live, and who keeps them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeGuard

from syncd.domain.errors import Unauthorised

LIFETIME = 7200
"""Seconds that a token lives where its answer does not say (`apis/jamendo.md` §3.4, `apis/boomplay.md` §2)."""

LONGEST_LIFETIME = 366 * 86400
"""Seconds beyond which a stated life is taken for nonsense."""

FRESH_SHARE = 0.9
"""The share of its life after which a token is refreshed ahead of time (`apis/jamendo.md` §8, 17)."""


class TokenRefused(Unauthorised):
    """An access token is invalid or has expired; once it is refreshed, or with another one, the call may be made again."""


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


def is_token(value: object) -> TypeGuard[str]:
    """Whether an answer holds a token there: one is made of printable ASCII (RFC 6749, appendix A.12)."""
    return isinstance(value, str) and value != "" and value.isascii() and value.isprintable()


def lifetime_of(value: object) -> int:
    """Whole seconds, of any spelling; a nonsense value is the documented one."""
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) <= len(str(LONGEST_LIFETIME)) else 0
    seconds = value if isinstance(value, int) else 0
    return seconds if 0 < seconds <= LONGEST_LIFETIME else LIFETIME

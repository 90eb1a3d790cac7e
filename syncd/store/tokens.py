"""The tokens of logins that renew themselves."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A pair of tokens; `configured` tells from which configured value it descends."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    issued_at: datetime | None
    expires_at: datetime | None
    configured: str


def load_tokens(database: Database, account: str) -> TokenRow | None:
    """The newest pair of an account."""
    with database.reading() as connection:
        row = connection.execute(select(t.tokens).where(t.tokens.c.account == account)).one_or_none()
    if row is None:
        return None
    return TokenRow(
        access_token=row.access_token,
        refresh_token=row.refresh_token,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        configured=row.configured,
    )


def save_tokens(database: Database, account: str, tokens: TokenRow) -> None:
    """Make a pair durable before this returns; the old one is dead already."""
    values = {
        "account": account,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "issued_at": tokens.issued_at,
        "expires_at": tokens.expires_at,
        "configured": tokens.configured,
    }
    with database.writing() as connection:
        upsert(connection, t.tokens, [values])
        connection.commit()

"""The tokens of logins, as `syncd login` or a refresh got them."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from syncd.domain.account import Label
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.logins import forget_login
from syncd.store.rows import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A pair of tokens; `configured` is the fingerprint of the configured pair that it descends from, or empty."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    issued_at: datetime | None
    expires_at: datetime | None
    configured: str


def load_tokens(database: Database, label: Label, configured: str) -> TokenRow | None:
    """The newest pair of an account; None where it has none, or where the configured pair is another one by now.

    An account that bears a new label is known by what its pair descends from.
    """
    mine = (t.tokens.c.profile == label.profile) & (t.tokens.c.account == label.account)
    akin = t.tokens.c.configured == configured
    with database.reading() as connection:
        row = connection.execute(select(t.tokens).where(mine & akin if configured else mine)).one_or_none()
        if row is None and configured:
            row = connection.execute(select(t.tokens).where(akin).order_by(t.tokens.c.issued_at.desc())).first()
    if row is None:
        return None
    return TokenRow(
        access_token=row.access_token,
        refresh_token=row.refresh_token,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        configured=row.configured,
    )


def save_tokens(database: Database, label: Label, tokens: TokenRow) -> None:
    """Make a pair durable before this returns; the old one is dead already, under whatever label it stood.

    `saves` counts, so that saving the same pair again writes, too: SQLite leaves alone what does not change.
    """
    mine = (t.tokens.c.profile == label.profile) & (t.tokens.c.account == label.account)
    akin = (t.tokens.c.configured == tokens.configured) & (t.tokens.c.configured != "")
    with database.writing() as connection:
        saves = connection.scalar(select(t.tokens.c.saves).where(mine)) or 0
        values = {
            "profile": label.profile,
            "account": label.account,
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "issued_at": tokens.issued_at,
            "expires_at": tokens.expires_at,
            "configured": tokens.configured,
            "saves": saves + 1,
        }
        upsert(connection, t.tokens, [values])
        connection.execute(delete(t.tokens).where(akin & ~mine))
        connection.commit()


def forget_tokens(database: Database, label: Label) -> bool:
    """An account's login is over; whether it had one."""
    mine = (t.tokens.c.profile == label.profile) & (t.tokens.c.account == label.account)
    with database.writing() as connection:
        found = connection.execute(delete(t.tokens).where(mine)).rowcount
        forget_login(connection, label)
        connection.commit()
    return bool(found)

"""The tokens of logins that renew themselves."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from syncd.store.database import Database
from syncd.store.tokens import TokenRow, load_tokens, save_tokens
from tests.store.people import NOON

PAIR = TokenRow(
    access_token="access-canary",
    refresh_token="refresh-canary",
    issued_at=NOON,
    expires_at=NOON + timedelta(hours=2),
    configured="abc",
)


def test_a_pair_is_durable_when_save_returns(database: Database) -> None:
    """The old pair is dead already at the service, so the next process must find the new one."""
    save_tokens(database, "my-jamendo", PAIR)
    database.close()

    with closing(Database(database.path)) as next_process:
        assert load_tokens(next_process, "my-jamendo") == PAIR


def test_a_new_pair_takes_the_old_ones_place(database: Database) -> None:
    """One pair per account; others have their own."""
    save_tokens(database, "my-jamendo", PAIR)
    save_tokens(database, "her-jamendo", replace(PAIR, access_token="hers"))
    newer = replace(PAIR, access_token="newer", issued_at=None, expires_at=None)
    save_tokens(database, "my-jamendo", newer)

    assert load_tokens(database, "my-jamendo") == newer
    assert load_tokens(database, "nobody") is None


def test_a_pair_does_not_show_its_secrets() -> None:
    """Neither in a log nor in a traceback (I17)."""
    assert "canary" not in repr(PAIR)

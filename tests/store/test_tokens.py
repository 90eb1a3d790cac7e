"""The tokens of logins that renew themselves."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from syncd.domain.account import Label
from syncd.store import tables as t
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
MINE = Label("default", "my-jamendo")


def test_a_pair_is_durable_when_save_returns(database: Database) -> None:
    """The old pair is dead already at the service, so the next process must find the new one."""
    save_tokens(database, MINE, PAIR)
    database.close()

    with closing(Database(database.path)) as next_process:
        assert load_tokens(next_process, MINE, "abc") == PAIR


def test_a_new_pair_takes_the_old_ones_place(database: Database) -> None:
    """One pair per account; others have their own."""
    save_tokens(database, MINE, PAIR)
    save_tokens(database, Label("default", "her-jamendo"), replace(PAIR, access_token="hers", configured="def"))
    newer = replace(PAIR, access_token="newer", issued_at=None, expires_at=None)
    save_tokens(database, MINE, newer)

    assert load_tokens(database, MINE, "abc") == newer
    assert load_tokens(database, Label("default", "nobody"), "") is None


@pytest.mark.parametrize("configured", ["abc", ""])
def test_two_profiles_with_one_label_have_two_logins(database: Database, configured: str) -> None:
    """Ann's `jamendo` is not Ben's, with or without a pair in the configuration."""
    ann, ben = (Label(profile, "jamendo") for profile in ("ann", "ben"))
    hers = replace(PAIR, configured=configured and "hers")
    his = replace(PAIR, access_token="his", configured=configured and "his")
    save_tokens(database, ann, hers)
    save_tokens(database, ben, his)

    assert load_tokens(database, ann, hers.configured) == hers
    assert load_tokens(database, ben, his.configured) == his


def test_a_new_label_keeps_its_login(database: Database) -> None:
    """The configured pair is dead since the first refresh: its heir is found under the label of those days."""
    save_tokens(database, MINE, PAIR)
    renamed = Label("default", "jamendo")
    assert load_tokens(database, renamed, "abc") == PAIR

    newer = replace(PAIR, access_token="newer")
    save_tokens(database, renamed, newer)

    assert load_tokens(database, renamed, "abc") == newer
    with database.reading() as connection:
        assert connection.scalars(select(t.tokens.c.account)).all() == ["jamendo"]


def test_two_labels_that_change_places_keep_their_logins(database: Database) -> None:
    """A label says nothing about who logs in."""
    one, two = Label("default", "one"), Label("default", "two")
    save_tokens(database, one, PAIR)
    save_tokens(database, two, replace(PAIR, access_token="other", configured="def"))

    assert load_tokens(database, two, "abc") == PAIR


def test_another_configured_pair_is_another_login(database: Database) -> None:
    """What a human has put into the configuration since then wins; without one, the database's pair does."""
    save_tokens(database, MINE, PAIR)

    assert load_tokens(database, MINE, "another") is None
    assert load_tokens(database, MINE, "") == PAIR


def test_a_pair_does_not_show_its_secrets() -> None:
    """Neither in a log nor in a traceback (I17)."""
    assert "canary" not in repr(PAIR)

"""Where the tokens of a Jamendo account live."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from syncd.daemon.secrets import PlainSecret
from syncd.daemon.tokens import StoredTokens
from syncd.domain.account import Label
from syncd.domain.errors import StoreFailed
from syncd.services.jamendo_login import Tokens
from syncd.store.database import Database
from syncd.store.schema import upgrade

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEXT = Tokens(access="next-access", refresh="next-refresh", issued_at=NOON, expires_at=NOON + timedelta(hours=2))
Make = Callable[..., StoredTokens]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "syncd.db")) as database:
        upgrade(database, NOON)
        yield database


@pytest.fixture
def stored(database: Database) -> Make:
    """The tokens of an account whose configured pair begins so."""

    def make(name: str = "jamendo", profile: str = "default", configured: str = "first") -> StoredTokens:
        pair = (PlainSecret(f"{configured}-access"), PlainSecret(f"{configured}-refresh"))
        return StoredTokens(database, Label(profile, name), *(pair if configured else (None, None)))

    return make


def test_the_databases_pair_wins_until_the_configured_one_changes(stored: Make) -> None:
    """`contract.md` §1: a first run takes the configured pair, later ones its heir; a human's new pair wins again."""
    before = stored().load()
    stored_now = stored()
    stored_now.load()
    stored_now.save(NEXT)

    assert before == Tokens(access="first-access", refresh="first-refresh")
    assert stored().load() == NEXT
    assert stored(configured="").load() == NEXT
    assert stored(configured="second").load() == Tokens(access="second-access", refresh="second-refresh")


def test_a_renamed_account_keeps_its_login(stored: Make) -> None:
    """Its label is nobody's identity."""
    mine = stored("old name")
    mine.load()
    mine.save(NEXT)

    assert stored("new name").load() == NEXT
    assert stored("old name", configured="hers").load() == Tokens(access="hers-access", refresh="hers-refresh")


def test_two_profiles_share_a_label_and_no_login(stored: Make) -> None:
    """Without anything in the configuration, too."""
    mine = stored(configured="")
    mine.save(NEXT)

    assert stored(profile="ann", configured="").load() is None


def test_a_disk_that_refuses_says_so_before_the_old_pair_dies(database: Database, stored: Make) -> None:
    """Nothing is asked of Jamendo where the next pair could not be kept: the login is not lost."""
    mine = stored()
    mine.load()
    event.listen(database._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    database.close()

    with pytest.raises(StoreFailed, match="let syncd's user write"), mine.refreshing():
        pytest.fail("a refresh whose outcome nobody could keep")

    assert mine.load() == Tokens(access="first-access", refresh="first-refresh")


def test_every_refresh_proves_the_disk_anew(database: Database, stored: Make) -> None:
    """SQLite writes nothing where nothing changes, so each proof changes something, whatever came of the one before."""
    mine = stored()
    written: list[bytes] = []
    for _ in range(3):
        with mine.refreshing():
            written.append(database.path.read_bytes())

    assert len(set(written)) == 3
    assert mine.load() == Tokens(access="first-access", refresh="first-refresh")


@pytest.mark.parametrize("name", ["jamendo", "a/b", "..", "x" * 300, "мой"])
def test_the_lock_of_a_refresh_has_a_name_that_any_disk_takes(database: Database, stored: Make, name: str) -> None:
    """A label may hold what no file name may."""
    with stored(name).refreshing():
        locks = [path.name for path in database.path.parent.iterdir() if path.suffix == ".login"]

    assert len(locks) == 1
    assert len(os.fsencode(locks[0])) < 100


def test_a_lock_that_cannot_be_made_is_the_disks_failure(database: Database, stored: Make) -> None:
    """Exit 74 with its remedy, not a traceback."""
    mine = stored()
    with mine.refreshing():
        lock = next(path for path in database.path.parent.iterdir() if path.suffix == ".login")
    lock.unlink()
    lock.mkdir()

    with pytest.raises(StoreFailed, match=os.strerror(errno.EISDIR)), mine.refreshing():
        pytest.fail("a refresh without its lock")

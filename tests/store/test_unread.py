"""What stays known of accounts that were asked in vain and never read."""

from sqlalchemy import func, select

from syncd.domain.account import AccountState, Label
from syncd.domain.track import Service
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.unread import Try, load_tries, save_tries

ADA, BOB = Label("ada", "mine"), Label("bob", "mine")
DOWN = Try(Service.BOOMPLAY, AccountState.UNREACHABLE, "boomplay: no connection")
SHUT = Try(Service.JAMENDO, AccountState.NEEDS_LOGIN, "jamendo: log in")


def test_the_latest_try_of_each_account_is_kept(database: Database) -> None:
    """By profile and name; who was read since, or is gone, is forgotten, and nobody else with him."""
    save_tries(database, {ADA: DOWN, BOB: DOWN}, ())
    save_tries(database, {BOB: SHUT}, ())
    assert load_tries(database) == {ADA: DOWN, BOB: SHUT}

    save_tries(database, {}, [ADA])
    assert load_tries(database) == {BOB: SHUT}


def test_such_a_note_is_no_news_for_anybody(database: Database) -> None:
    """Profiles at rest stay at rest, and no plan is kept in its place."""
    save_tries(database, {ADA: DOWN}, ())
    with database.reading() as connection:
        assert connection.scalar(select(func.max(t.revisions.c.number))) is None
        assert connection.scalar(select(func.count()).select_from(t.plans)) == 0

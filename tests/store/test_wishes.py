"""Wishes: left once, carried out once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from syncd.store import tables as t, wishes
from syncd.store.database import Database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def waiting(database: Database) -> list[wishes.Wish]:
    """What waits."""
    with database.reading() as connection:
        return wishes.waiting(connection)


def in_vain(database: Database) -> list[str]:
    """Why what failed did."""
    with database.reading() as connection:
        return [wish.trouble for wish in wishes.failed(connection)]


def test_wishes_wait_in_their_order(database: Database) -> None:
    """Each with its own parameters."""
    for text in ("boomplay:1", "boomplay:2"):
        wishes.leave(database, "wrong", {"text": text}, NOW)

    assert [(wish.verb, wish.details["text"], wish.wished_at) for wish in waiting(database)] == [
        ("wrong", "boomplay:1", NOW),
        ("wrong", "boomplay:2", NOW),
    ]


def test_a_wish_is_taken_back_once(database: Database) -> None:
    """Whoever takes back what was carried out already is told so."""
    number = wishes.leave(database, "wrong", {}, NOW)

    assert [wishes.take_back(database, number) for _ in range(2)] == [True, False]


def test_a_wish_goes_with_the_first_commit_that_it_causes(database: Database) -> None:
    """Effect and wish move together: a commit inside takes the wish along, a rollback leaves both as they were."""
    wishes.leave(database, "wrong", {}, NOW)
    wish = waiting(database)[0]

    with database.along(lambda connection: wishes.forget(connection, wish)):
        with database.writing() as connection:
            connection.execute(insert(t.recordings).values())
        assert waiting(database) == [wish]
        with database.reading() as connection:
            connection.execute(select(t.recordings))
        assert waiting(database) == [wish]
        with database.writing() as connection:
            connection.execute(insert(t.recordings).values())
            connection.commit()
        assert waiting(database) == []


def test_what_was_not_needed_goes_along_with_nothing_later(database: Database) -> None:
    """After its block no commit takes the wish along any more."""
    wishes.leave(database, "wrong", {}, NOW)
    wish = waiting(database)[0]
    with pytest.raises(KeyError), database.along(lambda connection: wishes.forget(connection, wish)):
        raise KeyError("a bug")

    wishes.leave(database, "wrong", {}, NOW)

    assert len(waiting(database)) == 2


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_failed_wish_says_why_and_is_not_tried_again(database: Database, *, is_gone: bool) -> None:
    """Whether or not it had caused a commit already; a later success of its kind settles it."""
    wishes.leave(database, "wrong", {}, NOW)
    wish = waiting(database)[0]
    if is_gone:
        wishes.take_back(database, wish.id)

    wishes.fail(database, wish, "nothing is known of it")

    assert (waiting(database), in_vain(database)) == ([], ["nothing is known of it"])
    wishes.leave(database, "wrong", {}, NOW)
    wishes.succeed(database, waiting(database)[0])
    assert (waiting(database), in_vain(database)) == ([], [])


def test_what_its_human_did_himself_is_settled(database: Database) -> None:
    """Only under the same verb, and nothing that still waits."""
    for verb in ("import", "wrong"):
        wishes.leave(database, verb, {}, NOW)
        wishes.fail(database, waiting(database)[0], f"{verb} failed")
    wishes.leave(database, "import", {}, NOW)

    wishes.settle(database, "import")

    assert in_vain(database) == ["wrong failed"]
    assert [wish.verb for wish in waiting(database)] == ["import"]

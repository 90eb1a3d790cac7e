"""Wishes: left once, carried out once."""

from datetime import UTC, datetime, timedelta

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

    wishes.settle(database, "import", None)

    assert in_vain(database) == ["wrong failed"]
    assert [wish.verb for wish in waiting(database)] == ["import"]


@pytest.mark.parametrize("fails", [False, True])
def test_what_failed_is_told_until_the_same_is_done(database: Database, *, fails: bool) -> None:
    """Another song's success, or failure, under the same verb settles nothing of it."""
    for number in (1, 2):
        wishes.leave(database, "wrong", {"about": f"boomplay:{number}"}, NOW)
    first, second = waiting(database)
    wishes.fail(database, first, "it is down")

    if fails:
        wishes.fail(database, second, "it is down still")
    else:
        wishes.succeed(database, second)

    assert in_vain(database) == ["it is down", *(["it is down still"] * fails)]
    wishes.settle(database, "wrong", "boomplay:1")
    assert in_vain(database) == ["it is down still"] * fails


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_left_while_another_is_carried_out_still_waits(database: Database, *, fails: bool) -> None:
    """The one at work is gone from the table by then: its number is not given again, and its end is not the other's."""
    wishes.leave(database, "pin", {}, NOW)
    at_work = waiting(database)[0]
    with database.writing() as connection:
        wishes.forget(connection, at_work)
        connection.commit()
    wishes.leave(database, "wrong", {}, NOW + timedelta(seconds=1))

    if fails:
        wishes.fail(database, at_work, "it is down")
    else:
        wishes.succeed(database, at_work)

    assert [wish.verb for wish in waiting(database)] == ["wrong"]
    with database.reading() as connection:
        assert [wish.verb for wish in wishes.failed(connection)] == ["pin"] * fails

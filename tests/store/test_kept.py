"""What was read in one transaction is kept until something is written to its tables."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from syncd.domain.account import Score
from syncd.domain.answer import Amends
from syncd.domain.memory import Love
from syncd.domain.plan import Ruling
from syncd.domain.track import Service, TrackRef
from syncd.store import tables
from syncd.store.database import Database
from syncd.store.notices import Notice, keep_notices
from tests.hearing import heard
from tests.store.people import M1, NOON, People, boomplay


@pytest.fixture
def line(people: People) -> Love:
    return Love(account=people.me.id, ref=TrackRef(Service.LISTENBRAINZ, M1), score=Score.LOVE, since=1)


def test_what_was_read_is_not_read_again(people: People) -> None:
    """Lines, rows, amends, records and who a track is: one question each, however often they are wanted."""
    people.learn(boomplay("1"))
    ids = [people.me.id, people.other.id]
    with heard() as asked, people.store.reading() as tx:
        for _ in range(3):
            tx.memory.loves(ids)
            tx.memory.loves([people.me.id])
            tx.outbox.rows(ids)
            tx.answers.amends(ids, Score.NONE)
            tx.answers.amends(ids, Score.LOVE)
            tx.memory.record(people.me.id)
            tx.identity.recordings_of_refs([boomplay("1").ref])

    assert len(asked) == 5


def test_what_is_written_is_seen_at_once(people: People, line: Love) -> None:
    """In the transaction that writes it, whatever was read there before."""
    with people.store.writing() as tx:
        assert tx.memory.loves([people.me.id])[people.me.id] == {}
        tx.memory.remember([line])
        assert tx.memory.loves([people.me.id])[people.me.id] == {line.ref: line}
        tx.memory.forget(people.me.id, [line.ref])
        assert tx.memory.loves([people.me.id])[people.me.id] == {}


def test_a_write_to_one_account_leaves_the_others_known(people: People, line: Love) -> None:
    """Only what the write is about is read again; of what another wrote to the same tables, nobody knows the keys."""
    people.learn(boomplay("1"))
    me, other = people.me.id, people.other.id
    with heard() as asked, people.store.writing() as tx:
        for _ in range(2):
            tx.memory.loves([me, other])
            tx.memory.rulings([me, other])
        before = len(asked)
        tx.memory.remember([line])
        tx.memory.forget(me, [])
        tx.memory.rule(me, [line.ref], Ruling.KEEP)
        asked.clear()
        assert tx.memory.loves([other])[other] == {}
        assert tx.memory.rulings([other])[other] == {}
        assert (before, asked) == (2, [])
        assert tx.memory.loves([me, other])[me] == {line.ref: line}
        assert tx.memory.rulings([me, other])[me] == {line.ref: Ruling.KEEP}
        tx._connection.execute(delete(tables.loves))
        assert tx.memory.loves([me, other]) == {me: {}, other: {}}


def test_what_was_noted_of_an_account_is_known(people: People) -> None:
    """And so is what was read of it among others."""
    with heard() as asked, people.store.writing() as tx:
        first, second = tx.memory.records()
        noted = replace(first, trouble="out of reach", last_whole_look=NOON)
        tx.memory.note(noted)

        assert tx.memory.record(first.account.id) == noted
        assert tx.memory.record(second.account.id) == second
        assert len(asked) == 1
        tx.commit()
    assert people.read(lambda tx: tx.memory.record(first.account.id)) == noted


def test_amends_are_told_by_what_is_to_stand_there(people: People, line: Love) -> None:
    """Both kinds are read at once, and told apart."""
    people.learn(boomplay("1"))
    recording = people.recording(boomplay("1").ref)
    back = Amends(account=people.me.id, ref=line.ref, recording=recording, score=Score.LOVE)
    with people.store.writing() as tx:
        assert tx.answers.amends([people.me.id], Score.NONE) == {people.me.id: {}}
        tx.answers.note_amends([back])

        assert tx.answers.amends([people.me.id], Score.NONE) == {people.me.id: {}}
        assert tx.answers.amends([people.me.id], Score.LOVE) == {people.me.id: {line.ref: back}}


def test_what_another_writes_is_seen_by_the_next_transaction(people: People, line: Love) -> None:
    """Nothing is kept beyond a transaction, not even where the connection is the same."""
    with people.store.reading() as tx:
        assert tx.memory.loves([people.me.id])[people.me.id] == {}
    people.write(lambda tx: tx.memory.remember([line]))

    assert people.read(lambda tx: tx.memory.loves([people.me.id]))[people.me.id] == {line.ref: line}


def test_a_transaction_after_a_commit_reads_anew(people: People, line: Love) -> None:
    """A commit lets others write: what was read before it proves nothing."""
    with people.store.writing() as tx:
        assert tx.memory.loves([people.me.id])[people.me.id] == {}
        tx.commit()
        people.write(lambda other: other.memory.remember([line]))

        assert tx.memory.loves([people.me.id])[people.me.id] == {line.ref: line}


def test_what_humans_were_told_is_no_revision(people: People, database: Database) -> None:
    """A notice is a book: nobody thinks again because of it."""
    before = people.read(lambda tx: tx.history.revision())
    keep_notices(database, [Notice("k", "something", NOON, NOON + timedelta(hours=1))])

    assert people.read(lambda tx: tx.history.revision()) == before

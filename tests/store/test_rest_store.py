"""What the store counts, and what it knows of waits and rests."""

from dataclasses import replace
from datetime import timedelta

from syncd.domain.account import AccountState, Score
from syncd.domain.memory import Love, Miss, Rest
from syncd.domain.outbox import Row, RowState
from syncd.domain.snapshot import Fingerprint
from syncd.domain.track import RecordingId, Service, TrackRef
from tests.store.people import M1, NOON, People, boomplay, login


def revision(people: People) -> int:
    """How often anything moved."""
    return int(people.read(lambda tx: tx.history.revision()))


def test_what_a_turn_goes_by_is_counted(people: People) -> None:
    """A love, an answer, a row: each change is a revision more, and one that is rolled back is none."""
    before = revision(people)
    line = Love(account=people.me.id, ref=TrackRef(Service.LISTENBRAINZ, M1), score=Score.LOVE, since=1)
    with people.store.writing() as tx:
        tx.memory.remember([line])
    assert revision(people) == before

    people.write(lambda tx: tx.memory.remember([line]))
    loved = revision(people)
    people.write(lambda tx: tx.memory.forget(people.me.id, [line.ref]))

    assert before < loved < revision(people)


def test_books_are_not_counted(people: People) -> None:
    """How an account fared, that a cycle began, who rests, and what was said already: nothing has moved."""
    people.learn(boomplay("1"))
    before = revision(people)
    people.write(lambda tx: tx.history.end_cycle(tx.history.begin_cycle(NOON), NOON))
    people.write(lambda tx: tx.memory.note(replace(tx.memory.record(people.me.id), state=AccountState.READ)))
    people.write(lambda tx: tx.memory.account(login()))
    people.write(lambda tx: tx.memory.distrust(people.me.id))
    people.write(lambda tx: tx.memory.forget(people.me.id, [TrackRef(Service.LISTENBRAINZ, M1)]))
    people.write(lambda tx: tx.history.note_rest(_rest(people)))

    assert revision(people) == before


def test_a_track_that_is_described_as_before_is_not_written(people: People) -> None:
    """A list of thousands is learnt at every look; only what is new moves anything."""
    people.learn(boomplay("1"), boomplay("2"))
    before = revision(people)
    people.learn(boomplay("1"), boomplay("2"))
    assert revision(people) == before

    people.learn(boomplay("1", title="Harbour II"))

    assert revision(people) > before
    assert people.read(lambda tx: tx.identity.described([boomplay("1").ref])[0].title) == "Harbour II"


def test_a_rest_is_kept(people: People) -> None:
    """As it was noted, one a profile."""
    rest = _rest(people)
    people.write(lambda tx: tx.history.note_rest(replace(rest, revision=1)))
    people.write(lambda tx: tx.history.note_rest(rest))

    assert people.read(lambda tx: tx.history.rest("default")) == rest
    assert people.read(lambda tx: tx.history.rest("alice")) is None


def test_the_next_wait_that_ends_is_found(people: People) -> None:
    """Misses, rows and facts that grow old; what is over already is no wait."""
    people.learn(boomplay("1"), boomplay("2"))
    one, two = (people.recording(boomplay(id_).ref) for id_ in ("1", "2"))
    assert people.read(lambda tx: tx.history.falls_due(NOON)) is None
    people.write(lambda tx: tx.identity.miss({one: Miss(1, NOON - timedelta(hours=1))}, Service.MUSICBRAINZ))
    people.write(lambda tx: tx.identity.miss({two: Miss(1, NOON + timedelta(days=9))}, Service.MUSICBRAINZ))
    assert people.read(lambda tx: tx.history.falls_due(NOON)) == NOON + timedelta(days=9)
    people.write(lambda tx: tx.identity.merge(M1, M1))
    row = _row(people, one, RowState.PENDING)
    people.write(lambda tx: tx.outbox.put([replace(row, not_before=NOON + timedelta(hours=3))]))

    assert people.read(lambda tx: tx.history.falls_due(NOON)) == NOON + timedelta(hours=3)


def test_an_absence_and_an_unseen_write_wait_for_a_look(people: People) -> None:
    """Nothing else does: a row that never left, or was seen, asks for no whole list."""
    people.learn(boomplay("1"))
    recording = people.recording(boomplay("1").ref)
    row, me = _row(people, recording, RowState.PENDING), people.me.id
    waits = []
    for each in (row, replace(row, state=RowState.SENT, sent_at=NOON), replace(row, state=RowState.DONE, sent_at=NOON)):
        people.write(lambda tx, each=each: tx.outbox.put([each]))
        waits.append(people.read(lambda tx: me in tx.memory.waiting([me])))
    assert waits == [False, True, False]

    line = Love(account=me, ref=row.ref, score=Score.LOVE, since=1, missing_since=2)
    people.write(lambda tx: tx.memory.remember([line]))

    assert people.read(lambda tx: tx.memory.waiting([me, people.other.id])) == {me}


def test_a_fingerprint_ends_with_our_own_write(people: People) -> None:
    """The list that was last read whole is not what stands there now."""
    shown = replace(people.read(lambda tx: tx.memory.record(people.me.id)), fingerprint=Fingerprint("abc"))
    people.write(lambda tx: tx.memory.note(shown))
    assert people.read(lambda tx: tx.memory.record(people.me.id)) == shown

    people.write(lambda tx: tx.memory.distrust(people.me.id))

    assert people.read(lambda tx: tx.memory.record(people.me.id)).fingerprint is None


def test_records_of_some_profiles_are_theirs_alone(people: People) -> None:
    """A command for one profile reads nothing of the others."""
    people.write(lambda tx: tx.memory.account(login("alice", profile="alice")))

    found = people.read(lambda tx: [tx.memory.records(), tx.memory.records(["alice"]), tx.memory.records([])])

    assert [[each.account.whoami for each in records] for records in found] == [["me", "other", "alice"], ["alice"], []]


def _row(people: People, recording: RecordingId, state: RowState) -> Row:
    ref = TrackRef(Service.LISTENBRAINZ, M1)
    return Row(account=people.me.id, ref=ref, recording=recording, score=Score.LOVE, state=state)


def _rest(people: People) -> Rest:
    ready = frozenset({people.me.id, people.other.id})
    until = NOON + timedelta(hours=1)
    return Rest(profile="default", revision=3, terms="abc", ready=ready, since=NOON, until=until)

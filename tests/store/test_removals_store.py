"""What the database keeps of unloves that travel, and of what humans said of what the guard held."""

import pytest

from syncd.domain.account import Score
from syncd.domain.match import Decider
from syncd.domain.memory import Love, Tombstone
from syncd.domain.plan import Ruling
from syncd.domain.track import Service, TrackRef
from tests.store.people import M1, NOON, People, boomplay, candidate, known

ONE, TWO = (TrackRef(Service.LISTENBRAINZ, name) for name in ("one", "two"))
B1, B2 = (TrackRef(Service.BOOMPLAY, name) for name in ("1", "2"))


def test_a_ruling_is_of_one_account_and_the_last_one_counts(people: People) -> None:
    """The same ref at another account is another case; what is forgotten is as if never said."""
    people.write(lambda tx: tx.memory.rule(people.me.id, [ONE, TWO], Ruling.ALLOW))
    people.write(lambda tx: tx.memory.rule(people.me.id, [ONE], Ruling.KEEP))
    people.write(lambda tx: tx.memory.rule(people.other.id, [ONE], Ruling.HEAR))

    found = people.read(lambda tx: tx.memory.rulings([people.me.id, people.other.id]))
    assert found == {people.me.id: {ONE: Ruling.KEEP, TWO: Ruling.ALLOW}, people.other.id: {ONE: Ruling.HEAR}}

    people.write(lambda tx: tx.memory.forget_rulings(people.me.id, [ONE, TWO]))
    assert people.read(lambda tx: tx.memory.rulings([people.me.id])) == {people.me.id: {}}
    assert people.read(lambda tx: tx.memory.rulings([people.other.id]))[people.other.id] == {ONE: Ruling.HEAR}


def test_what_goes_for_the_profile_is_told_apart(people: People) -> None:
    """What went for a profile may hold for its account only from some time on; a later one of the account's own lifts nothing."""
    people.learn(boomplay("1"), boomplay("2"))
    one, two = people.recording(B1), people.recording(B2)
    stones = [
        Tombstone(account=people.me.id, recording=one, cycle=3, carries=True),
        Tombstone(account=people.me.id, recording=two, cycle=4),
    ]
    people.write(lambda tx: tx.memory.bury(stones))
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {one: 3, two: 4}}
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id], carrying=True)) == {people.me.id: {one: 3}}

    people.write(lambda tx: tx.memory.bury([Tombstone(account=people.me.id, recording=one, cycle=5)]))
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {one: 5, two: 4}}
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id], carrying=True)) == {people.me.id: {one: 3}}

    people.write(lambda tx: tx.memory.lift(stones[:1]))
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {one: 5, two: 4}}
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id], carrying=True)) == {}


def test_the_end_of_a_hate_is_no_unlove(people: People) -> None:
    """Both may stand of one song at one account, and each is asked for by itself."""
    people.learn(boomplay("1"))
    one = people.recording(B1)
    stones = [
        Tombstone(account=people.me.id, recording=one, cycle=cycle, score=score)
        for cycle, score in ((3, Score.LOVE), (4, Score.HATE))
    ]
    people.write(lambda tx: tx.memory.bury(stones))

    assert people.read(lambda tx: tx.memory.tombstones([people.me.id])) == {people.me.id: {one: 3}}
    assert people.read(lambda tx: tx.memory.tombstones([people.me.id], Score.HATE)) == {people.me.id: {one: 4}}


@pytest.mark.parametrize(
    ("one", "two", "united"),
    [
        ((3, True), (7, False), {(3, True), (7, False)}),
        ((3, False), (7, True), {(7, True)}),
        ((7, True), (3, False), {(7, True)}),
        ((3, True), (7, True), {(7, True)}),
        ((3, False), (7, False), {(7, False)}),
        ((5, True), (5, False), {(5, True)}),
        ((5, False), (5, True), {(5, True)}),
    ],
)
def test_where_two_recordings_are_one_the_later_unlove_of_each_reach_stands(
    people: People, one: tuple[int, bool], two: tuple[int, bool], united: set[tuple[int, bool]]
) -> None:
    """What holds for the account alone ends nothing that goes for its profile."""
    people.learn(boomplay("1"), boomplay("2"))
    for ref, (cycle, carries) in ((B1, one), (B2, two)):
        stone = Tombstone(account=people.me.id, recording=people.recording(ref), cycle=cycle, carries=carries)
        people.write(lambda tx, each=stone: tx.memory.bury([each]))
    for ref in (B1, B2):
        number = people.recording(ref)
        people.write(lambda tx, n=number: tx.identity.identify(n, candidate(known(M1)), Decider.ISRC, NOON))

    rows = people.table("tombstones")
    assert {(account, recording) for account, recording, *_ in rows} == {(people.me.id, people.recording(B1))}
    assert {(cycle, carries) for *_, cycle, carries in rows} == united
    assert len(rows) == len(united)


def test_what_a_service_took_down_is_counted_by_account(people: People) -> None:
    """An account that lacks nothing is missing."""
    lines = [
        Love(account=people.me.id, ref=ref, score=Score.LOVE, since=1, is_taken_down=is_taken_down)
        for ref, is_taken_down in ((ONE, True), (TWO, False))
    ]
    people.write(lambda tx: tx.memory.remember(lines))

    assert people.read(lambda tx: tx.memory.taken_down([people.me.id, people.other.id])) == {people.me.id: 1}


def test_a_guarded_line_is_remembered_as_one(people: People) -> None:
    """It is held line by line."""
    line = Love(account=people.me.id, ref=ONE, score=Score.LOVE, since=1, missing_since=4, is_guarded=True)
    people.write(lambda tx: tx.memory.remember([line]))

    assert people.read(lambda tx: tx.memory.loves([people.me.id])) == {people.me.id: {ONE: line}}

"""The journal: what was there before, what is kept of it, and what can still be undone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from syncd.domain.account import Score
from syncd.domain.answer import Amends
from syncd.domain.journal import Span
from syncd.domain.memory import Love
from syncd.domain.outbox import Row, RowState
from syncd.domain.track import Mbid, Service, TrackRef
from syncd.store.past import begun_lately, failed, forget_before, latest
from syncd.store.store import SqlTransaction
from tests.store.people import M1, M2, NOON, People, listed

S1, S2 = TrackRef(Service.LISTENBRAINZ, M1), TrackRef(Service.LISTENBRAINZ, M2)


def row(people: People, mbid: Mbid = M1, score: Score = Score.LOVE, state: RowState = RowState.DONE) -> Row:
    ref = TrackRef(Service.LISTENBRAINZ, mbid)
    return Row(account=people.me.id, ref=ref, recording=people.recording(ref), score=score, state=state, sent_at=NOON)


@pytest.fixture
def songs(people: People) -> People:
    people.learn(listed(M1), listed(M2, "Lantern"))
    return people


@pytest.mark.parametrize(
    ("line", "wanted", "before"),
    [
        (None, Score.LOVE, Score.NONE),
        (Score.LOVE, Score.NONE, Score.LOVE),
        (None, Score.NONE, Score.LOVE),
        (Score.HATE, Score.NONE, Score.HATE),
        (Score.LOVE, Score.HATE, Score.LOVE),
        (None, Score.HATE, Score.NONE),
        (Score.LOVE, Score.LOVE, Score.NONE),
    ],
)
def test_the_journal_knows_what_was_there_before(
    songs: People, line: Score | None, wanted: Score, before: Score
) -> None:
    """The remembered line says it; where none does, or one that shows the change already, it was the opposite."""
    if line is not None:
        songs.write(lambda tx: tx.memory.remember([Love(account=songs.me.id, ref=S1, score=line, since=0)]))
    songs.write(lambda tx: tx.history.note(tx.history.begin_cycle(NOON), [row(songs, score=wanted)], NOON))

    [deed] = songs.read(lambda tx: tx.history.deeds(Span()))

    assert (deed.old, deed.new, deed.ref) == (before, wanted, S1)


def test_what_is_older_than_the_journal_is_kept_goes_and_numbers_go_on_rising(songs: People) -> None:
    """Old deeds and cycles are dropped, younger ones stay, and the newest cycle is never dropped, however old it is."""
    for days in (3, 2, 1):
        at = NOON - timedelta(days=days)
        songs.write(lambda tx, at=at: tx.history.note(tx.history.begin_cycle(at), [row(songs)], at))

    forget_before(songs.database, NOON, timedelta(days=1, hours=1), lambda: True)

    assert [deed.cycle for deed in songs.read(lambda tx: tx.history.deeds(Span()))] == [3]
    assert [each[0] for each in songs.table("cycles")] == [3]
    forget_before(songs.database, NOON + timedelta(days=900), timedelta(days=400), lambda: True)
    assert songs.table("journal") == []
    assert [each[0] for each in songs.table("cycles")] == [3]
    songs.write(lambda tx: tx.history.begin_cycle(NOON))
    assert [each[0] for each in songs.table("cycles")] == [3, 4]


def test_what_was_undone_stays_with_what_followed_on_its_track(songs: People) -> None:
    """Three old loves were undone: the one that nothing followed goes, so does the one whose unlove is as old; and as long as
    the one whose unlove is young stays, that is no reason to ask what time it is.
    """
    other = replace(row(songs), account=songs.other.id)
    _did(songs, 9, row(songs), row(songs, M2), other)
    songs.write(lambda tx: tx.history.mark_undone(tx.history.deeds(Span()), _days_ago(9)))
    _did(songs, 8, replace(other, score=Score.NONE))
    _did(songs, 3, row(songs, score=Score.NONE))
    _did(songs, 1, row(songs, M2))

    forget_before(songs.database, NOON, timedelta(days=5), lambda: True)

    kept = [(deed.account, deed.ref, deed.cycle) for deed in songs.read(lambda tx: tx.history.deeds(Span()))]
    assert kept == [(songs.me.id, S1, 1), (songs.me.id, S2, 1), (songs.me.id, S1, 3), (songs.me.id, S2, 4)]
    forget_before(songs.database, NOON, timedelta(days=5), lambda: pytest.fail("there is nothing to forget"))
    forget_before(songs.database, NOON, timedelta(hours=30), lambda: True)
    assert [deed.ref for deed in songs.read(lambda tx: tx.history.deeds(Span()))] == [S2, S2]


def test_what_was_undone_is_as_young_as_the_undo(songs: People) -> None:
    """What that undo has to write may still come, and is to be known by the deed that it takes back."""
    _did(songs, 9, row(songs), row(songs, M2))
    songs.write(lambda tx: tx.history.mark_undone(tx.history.deeds(Span())[:1], _days_ago(1)))

    forget_before(songs.database, NOON, timedelta(days=5), lambda: True)

    assert [deed.ref for deed in songs.read(lambda tx: tx.history.deeds(Span()))] == [S1]


def test_a_track_that_was_touched_is_told_whole_and_others_are_not(songs: People) -> None:
    """Whether it was touched by a deed or by an undo: all that is kept of it is told, and nobody else's."""
    _did(songs, 3, row(songs), row(songs, M2), replace(row(songs), account=songs.other.id))
    _did(songs, 1, row(songs, score=Score.NONE))

    def touched() -> list[tuple[int, TrackRef]]:
        deeds = songs.read(lambda tx: tx.history.touched([songs.me.id], _days_ago(1)))
        return [(deed.cycle, deed.ref) for deed in deeds]

    assert touched() == [(1, S1), (2, S1)]
    songs.write(lambda tx: tx.history.mark_undone(tx.history.deeds(Span(cycle=1))[1:], NOON))
    assert touched() == [(1, S1), (1, S2), (2, S1)]
    assert songs.read(lambda tx: tx.history.touched([], _days_ago(9))) == []


def _days_ago(days: int) -> datetime:
    return NOON - timedelta(days=days)


def _did(people: People, days_ago: int, *rows: Row) -> None:
    """A cycle of so many days ago, and its deeds."""
    at = _days_ago(days_ago)
    people.write(lambda tx: tx.history.note(tx.history.begin_cycle(at), rows, at))


def test_nothing_is_forgotten_while_nobody_confirms_the_clock(songs: People) -> None:
    """Nobody is asked for the sake of less than a day."""
    songs.write(lambda tx: tx.history.note(tx.history.begin_cycle(NOON), [row(songs)], NOON))
    asked: list[timedelta] = []

    def passes(time: timedelta) -> None:
        def is_confirmed() -> bool:
            asked.append(time)
            return False

        forget_before(songs.database, NOON + time, timedelta(days=400), is_confirmed)

    for days in (1, 400, 401):
        passes(timedelta(days=days))
    passes(timedelta(days=401, seconds=1))
    passes(timedelta(days=4000))

    assert asked == [timedelta(days=401, seconds=1), timedelta(days=4000)]
    assert len(songs.read(lambda tx: tx.history.deeds(Span()))) == 1


def test_a_cycle_is_open_until_all_of_it_is_undone(songs: People) -> None:
    """What somebody undid is not offered again; what is left of the cycle is."""
    songs.write(lambda tx: tx.history.note(tx.history.begin_cycle(NOON), [row(songs), row(songs, M2)], NOON))
    deeds = songs.read(lambda tx: tx.history.deeds(Span(cycle=1)))

    def open_cycles() -> dict[int, datetime]:
        with songs.database.reading() as connection:
            return begun_lately(connection, [songs.me.id], 5)

    assert open_cycles() == {1: NOON}
    songs.write(lambda tx: tx.history.mark_undone(deeds[:1], NOON))
    assert open_cycles() == {1: NOON}
    songs.write(lambda tx: tx.history.mark_undone(deeds[1:], NOON))
    assert open_cycles() == {}


def test_each_account_has_its_own_past(songs: People) -> None:
    """The newest deeds come first, and nobody is shown another's, nor another's failures."""
    songs.write(lambda tx: tx.history.note(tx.history.begin_cycle(NOON), [row(songs), row(songs, M2)], NOON))
    songs.write(lambda tx: tx.outbox.put([row(songs, state=RowState.FAILED)]))

    with songs.database.reading() as connection:
        assert [deed.ref for deed in latest(connection, [songs.me.id], 5)] == [S2, S1]
        assert [deed.ref for deed in latest(connection, [songs.me.id], 1)] == [S2]
        assert latest(connection, [songs.other.id], 5) == []
        assert [each.ref for each in failed(connection, [songs.me.id])] == [S1]
        assert failed(connection, [songs.other.id]) == []


def test_a_span_of_time_begins_with_its_instant(songs: People) -> None:
    """`--since` takes what was done at that very moment, too, and nothing before it."""
    for hours, mbid in ((2, M1), (1, M2)):
        at = NOON - timedelta(hours=hours)
        songs.write(lambda tx, at=at, mbid=mbid: tx.history.note(tx.history.begin_cycle(at), [row(songs, mbid)], at))

    found = songs.read(lambda tx: tx.history.deeds(Span(since=NOON - timedelta(hours=1))))

    assert [deed.ref for deed in found] == [S2]


def test_a_span_of_time_holds_nothing_older_that_is_dated_later(songs: People) -> None:
    """The clock was days ahead when the first was done, and right when the second was; a day has only what is dated on it."""
    _did(songs, -9, row(songs))
    _did(songs, 3, row(songs, M2))
    _did(songs, 1, row(songs, score=Score.NONE))

    def cycles(span: Span) -> list[int]:
        return [deed.cycle for deed in songs.read(lambda tx: tx.history.deeds(span))]

    assert cycles(Span(since=_days_ago(2))) == [3]
    assert cycles(Span(since=_days_ago(4))) == [1, 2, 3]
    assert [cycles(Span(day=_days_ago(days).date())) for days in (-9, 3, 2, 1, 0)] == [[1], [2], [], [3], []]
    assert cycles(Span(first=2)) == [2, 3]
    assert songs.read(lambda tx: tx.history.touched([songs.me.id], _days_ago(0))) == []


def test_amends_say_what_is_to_stand_there(songs: People) -> None:
    """What is to be taken back and what is to be brought back are two lists, and a track is in one of them at most."""
    one = Amends(account=songs.me.id, ref=S1, recording=songs.recording(S1))
    songs.write(lambda tx: tx.answers.note_amends([one]))
    assert _amends(songs) == ({S1}, set())
    back = Amends(account=songs.me.id, ref=S1, recording=songs.recording(S1), score=Score.LOVE)
    songs.write(lambda tx: tx.answers.note_amends([back]))

    assert _amends(songs) == (set(), {S1})


def _amends(people: People) -> tuple[set[TrackRef], set[TrackRef]]:
    def of(tx: SqlTransaction, score: Score) -> set[TrackRef]:
        return set(tx.answers.amends([people.me.id], score)[people.me.id])

    return people.read(lambda tx: (of(tx, Score.NONE), of(tx, Score.LOVE)))  # type: ignore[no-any-return]  # as `read` is

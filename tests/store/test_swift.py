"""What every request asks the database, past SQLAlchemy's own ways."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, bindparam, event, func, insert, select, update

from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.paces import Budget, SqlPace
from syncd.store.revision import changes_of
from syncd.store.swift import alter, look_up, swiftly
from tests.store.people import NOON

_NEXT = select(t.paces.c.next_at, t.paces.c.host).where(t.paces.c.host == bindparam("of"))
_DUE = (
    select(t.misses, func.length(t.misses.c.place))
    .where(
        t.misses.c.place.in_(bindparam("places")),
        t.misses.c.recording_id.in_(bindparam("recordings")),
        t.misses.c.tries.in_([1, 2]),
        t.misses.c.not_before <= bindparam("now"),
        t.misses.c.not_before >= bindparam("now"),
    )
    .order_by(t.misses.c.recording_id)
)
_TRACKS = select(t.tracks).where(t.tracks.c.told_by_file.is_(bindparam("told"))).order_by(t.tracks.c.ref)
_BOOK = update(t.paces).where(t.paces.c.host == bindparam("of")).values(next_at=bindparam("at"))


@pytest.fixture
def made_much_of() -> Iterator[list[str]]:
    """The statements that SQLAlchemy executes itself meanwhile."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


def test_a_slot_costs_no_statement_of_sqlalchemys(database: Database, made_much_of: list[str]) -> None:
    """A quiet cycle asks for a slot before each of its hundreds of requests: that alone was a fifth of its cost."""
    pace = SqlPace(database, "boomplay", Budget(1.0), lambda: NOON)
    assert pace.reserve() == 0.0
    made_much_of.clear()

    assert pace.reserve() == 1.0
    assert made_much_of == []


def test_values_stand_in_their_places(database: Database) -> None:
    """Whatever order a statement names its values in, and whatever else is given."""
    with database.writing() as connection:
        connection.execute(t.paces.insert().values(host="boomplay", next_at=1.0))
        assert swiftly(connection, _BOOK, {"of": "boomplay", "at": 2.0, "else": None}) == []
        assert swiftly(connection, _NEXT, {"of": "boomplay"}) == [(2.0, "boomplay")]
        assert swiftly(connection, _NEXT, {"of": "jamendo"}) == []


def test_what_was_not_committed_is_taken_back(database: Database) -> None:
    """The driver's own statements belong to the transaction around them."""
    with database.writing() as connection:
        connection.execute(t.paces.insert().values(host="boomplay", next_at=1.0))
        connection.commit()
    with database.writing() as connection:
        swiftly(connection, _BOOK, {"of": "boomplay", "at": 2.0})

    with database.reading() as connection:
        assert swiftly(connection, _NEXT, {"of": "boomplay"}) == [(1.0, "boomplay")]


@pytest.mark.parametrize("count", range(10))
def test_a_list_of_any_length_is_looked_up(database: Database, made_much_of: list[str], count: int) -> None:
    """As SQLAlchemy would, to the very instant and with names, but for a tenth of what it makes of it."""
    recordings = list(range(1, 10))
    with database.writing() as connection:
        connection.execute(insert(t.recordings), [{"id": each} for each in recordings])
        rows = [{"recording_id": each, "place": "names", "tries": each % 4, "not_before": NOON} for each in recordings]
        connection.execute(insert(t.misses), rows)
        values = {"places": ["names", "alike"], "recordings": recordings[:count], "now": NOON}
        theirs = connection.execute(_DUE, values).all()
        made_much_of.clear()
        ours = look_up(connection, _DUE, values)

    assert ours == [tuple(row) for row in theirs]
    assert [row.recording_id for row in ours] == [each for each in recordings[:count] if each % 4 in {1, 2}]
    assert made_much_of == []


@pytest.mark.parametrize("told", [False, True])
def test_what_is_looked_up_is_converted(database: Database, *, told: bool) -> None:
    """Lists are lists, and what is true is True, in both directions."""
    names = {"title": "Harbour", "artist": "Nina Holm", "album": "", "version": ""}
    more = {"isrcs": ["QZAAA2600001"], "artist_ids": [], "links": [], "seconds": None, "mbid": None}
    rows = [{"service": "boomplay", "ref": each, **names, **more, "told_by_file": each == "2"} for each in ("1", "2")]
    with database.writing() as connection:
        connection.execute(insert(t.tracks), rows)
        [found] = look_up(connection, _TRACKS, {"told": told})

    assert found._asdict() == rows[told]
    assert found.told_by_file is told


def test_what_is_altered_counts(database: Database, made_much_of: list[str]) -> None:
    """Each row is given its own values, beside those that the statement names; the rows that are others now are told."""
    moved = update(t.mbids).where(t.mbids.c.recording_id == bindparam("lose")).values(is_current=False)
    rows = [{"mbid": f"m{each}", "recording_id": each, "is_current": each < 3, "known_at": NOON} for each in (1, 2, 3)]
    with database.writing() as connection:
        connection.execute(insert(t.recordings), [{"id": each} for each in (1, 2, 3)])
        before = changes_of(connection).to[t.mbids]
        made_much_of.clear()
        assert alter(connection, insert(t.mbids), rows) == 3
        assert alter(connection, moved, [{"lose": 1}, {"lose": 9}]) == 1
        assert made_much_of == []
        assert changes_of(connection).to[t.mbids] == before + 2
        found = connection.execute(select(t.mbids.c.is_current, t.mbids.c.known_at).order_by(t.mbids.c.mbid)).all()

    assert [tuple(row) for row in found] == [(False, NOON), (True, NOON), (False, NOON)]


def test_the_first_change_of_a_transaction_is_a_revision(database: Database) -> None:
    """Whoever words it, and only where a row is another one now."""
    revision = select(t.revisions.c.number)
    gone = update(t.mbids).where(t.mbids.c.recording_id == bindparam("lose")).values(is_current=False)
    with database.writing() as connection:
        before = look_up(connection, revision)
        alter(connection, gone, [{"lose": 9}])
        unchanged = look_up(connection, revision)
        alter(connection, insert(t.recordings), [{"id": 1}])
        alter(connection, insert(t.recordings), [{"id": 2}])
        [after] = look_up(connection, revision)

    assert unchanged == before
    assert after.number == sum(row.number for row in before) + 1


@pytest.mark.parametrize("after_commit", [False, True])
def test_what_is_altered_belongs_to_a_transaction(database: Database, *, after_commit: bool) -> None:
    """It is taken back where nobody commits it, whether something was committed before it or not."""
    number = select(t.recordings.c.id)
    with database.writing() as connection:
        alter(connection, insert(t.recordings), [{"id": 1}])
        if after_commit:
            connection.commit()
            assert [row.id for row in look_up(connection, number)] == [1]
            alter(connection, insert(t.recordings), [{"id": 2}])

    with database.reading() as connection:
        assert [row.id for row in look_up(connection, number)] == ([1] if after_commit else [])

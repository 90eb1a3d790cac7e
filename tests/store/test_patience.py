"""Other programs that hold the database: they are waited for, within reason."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from sqlalchemy import func, insert, select, text

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.database import A_MINUTE, Database, Patience, journal_mode

HAS_WAL = journal_mode(sqlite3.sqlite_version_info) == "WAL"


class Pauses:
    """Sleeps in no time, and lets something happen in the second one."""

    def __init__(self, event: Callable[[], object]) -> None:
        self.taken: list[float] = []
        self._event = event

    def __call__(self, seconds: float) -> None:
        """Take a pause."""
        self.taken.append(seconds)
        if len(self.taken) == 2:
            self._event()


@pytest.fixture
def other(database: Database) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the same file."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        yield other


def patient(database: Database, sleep: Callable[[float], None], tries: int = 5) -> Database:
    """The same file, waited for without losing time."""
    return Database(database.path, Patience(tries=tries, seconds=0.001, sleep=sleep))


@pytest.mark.skipif(HAS_WAL, reason="with WAL no reader stands in a writer's way")
@pytest.mark.parametrize("reads", ["select * from recordings", ""])
def test_a_commit_outwaits_a_reader(database: Database, reads: str) -> None:
    """Whoever reads at leisure ends no sync: the commit is tried until the reader is gone, and nothing of it is lost."""
    with closing(Database(database.path)) as readers, ExitStack() as reading:
        connection = reading.enter_context(readers.reading())
        if reads:
            connection.execute(text(reads)).all()
        pauses = Pauses(reading.close)
        with closing(patient(database, pauses)) as writer:
            _write(writer)

    assert pauses.taken == [0.5, 0.5]
    assert _count(database) == 1


@pytest.mark.skipif(HAS_WAL, reason="with WAL no reader stands in a writer's way")
def test_a_commit_that_gives_up_says_so_and_frees_the_lock(database: Database, other: sqlite3.Connection) -> None:
    """After the patience is over the failure names another program, nothing is written, and others may write."""
    other.execute("BEGIN")
    other.execute("SELECT * FROM recordings").fetchall()
    pauses = Pauses(lambda: None)

    with closing(patient(database, pauses, tries=4)) as writer:
        with pytest.raises(StoreFailed, match="another program holds the database"):
            _write(writer)
        other.execute("COMMIT")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")

    assert len(pauses.taken) == 3
    assert _count(database) == 0


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_whoever_comes_waits_until_the_file_is_free(
    database: Database, other: sqlite3.Connection, *, writes: bool, is_open: bool
) -> None:
    """Opening the file, a transaction's begin and a first look are tried again while another program holds it."""
    pauses = Pauses(lambda: other.execute("ROLLBACK"))
    with closing(patient(database, pauses)) as comer:
        if is_open:
            _count(comer)
        other.execute("BEGIN EXCLUSIVE")
        with comer.writing() if writes else comer.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(t.recordings)) == 0

    assert len(pauses.taken) == (0 if HAS_WAL and not writes else 2)


def test_a_held_lock_says_so(database: Database, other: sqlite3.Connection) -> None:
    """Another program that never lets go is named as the trouble, after the patience is over."""
    other.execute("BEGIN EXCLUSIVE")

    with (
        closing(patient(database, Pauses(lambda: None))) as writer,
        pytest.raises(StoreFailed, match="another program holds the database"),
        writer.writing(),
    ):
        pytest.fail("two writers at once")


def test_the_patience_is_about_a_minute() -> None:
    """Long enough for a backup, short enough to be told of a program that hangs."""
    assert A_MINUTE.tries * A_MINUTE.seconds + (A_MINUTE.tries - 1) * A_MINUTE.pause == pytest.approx(60)


def _write(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        connection.commit()


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(t.recordings)) or 0

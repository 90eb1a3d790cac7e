"""Other programs that hold the database: they are waited for, within reason."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress

import pytest
from sqlalchemy import func, insert, select, text

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.database import Database, journal_mode
from syncd.store.holders import holders_of, lockers
from syncd.store.paces import Budget, SqlPace
from syncd.store.patience import A_MINUTE, Patience
from tests.store.people import NOON

HAS_WAL = journal_mode(sqlite3.sqlite_version_info) == "WAL"


class Pauses:
    """Sleeps in no time, and lets something happen in the second one. No other time goes by than that."""

    def __init__(self, event: Callable[[], object]) -> None:
        self.taken: list[float] = []
        self._event = event

    def now(self) -> float:
        """What was slept so far."""
        return sum(self.taken)

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


def patient(database: Database, pauses: Pauses, total: float = 2.0) -> Database:
    """The same file, waited for without losing time."""
    return Database(
        database.path, Patience(tries_begin_for=total, told=0.5, seconds=0.001, sleep=pauses, now=pauses.now)
    )


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

    with closing(patient(database, pauses, total=1.5)) as writer:
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
    assert A_MINUTE.tries_begin_for + A_MINUTE.seconds == 60


def test_who_comes_after_one_gave_up_waits_no_other_minute(database: Database, other: sqlite3.Connection) -> None:
    """Lanes that queue for one database have its patience together: when one has given up, each of the others tries once."""
    pauses = Pauses(lambda: None)
    other.execute("BEGIN IMMEDIATE")
    with closing(patient(database, pauses)) as lanes:
        for _ in range(3):
            _count(lanes)  # reading goes on meanwhile, and proves nothing about writing
            with pytest.raises(StoreFailed, match="another program holds"):
                _write(lanes)
        assert pauses.now() == 2

        other.execute("ROLLBACK")
        _write(lanes)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="another program holds"):
            _write(lanes)

    assert pauses.now() == 4, "what was free meanwhile is waited for anew"


@pytest.mark.skipif(HAS_WAL, reason="with WAL no reader stands in a writer's way")
def test_a_commit_that_gave_up_is_not_waited_for_again(database: Database, other: sqlite3.Connection) -> None:
    """To begin is no success where what cannot be had is the commit."""
    pauses = Pauses(lambda: None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM recordings").fetchall()
    with closing(patient(database, pauses)) as lanes:
        for _ in range(3):
            with pytest.raises(StoreFailed, match="another program holds"):
                _write(lanes)

    assert pauses.now() == 2


def test_a_wait_is_told_once_with_who_is_waited_for(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """After the first seconds a line names the process that holds the file; one more only when it is held once more."""
    hold = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)"
    wait = f"{hold}; c.execute('BEGIN IMMEDIATE'); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-I", "-S", "-c", wait, str(database.path)]
    pauses = Pauses(lambda: None)
    with (
        closing(patient(database, pauses)) as lanes,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder,
    ):
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        for _ in range(2):
            with suppress(StoreFailed):
                _write(lanes)
        holder.stdin.close()
        holder.wait()
        _write(lanes)

    (line,) = caplog.messages
    assert line.startswith(f"waiting for process {holder.pid} (python")
    assert str(database.path) in line


def test_our_own_locks_are_nobody_elses(database: Database, other: sqlite3.Connection) -> None:
    """A process that waits for itself is not named to itself; to look for others costs it no lock."""
    other.execute("BEGIN IMMEDIATE")

    assert holders_of(database.path) == []
    with pytest.raises(sqlite3.OperationalError), closing(sqlite3.connect(database.path, timeout=0)) as third:
        third.execute("BEGIN IMMEDIATE")


def test_of_all_locks_only_sqlites_on_this_file_count() -> None:
    """A lock of another kind, on another file, or one that is only waited for, tells nothing."""
    locks = """\
1: POSIX  ADVISORY  READ 11 fe:00:42 1073741826 1073742335
2: FLOCK  ADVISORY  WRITE 12 fe:00:42 0 EOF
3: POSIX  ADVISORY  WRITE 13 fe:00:43 1073741824 1073742335
3: -> POSIX  ADVISORY  WRITE 14 fe:00:42 1073741824 1073742335
4: OFDLCK ADVISORY  READ -1 fe:00:42 1073741826 1073742335
5: POSIX  ADVISORY  WRITE 0 fe:00:42 1073741826 1073742335
6: POSIX  ADVISORY  WRITE 15 fe:00:44 124 125
"""
    assert lockers(locks, {"fe:00:42", "fe:00:44"}) == {11, 15}
    assert lockers("", {"fe:00:42"}) == set()


def test_who_is_about_to_end_waits_a_moment(database: Database, other: sqlite3.Connection) -> None:
    """Whatever the patience was; two seconds in all, however many come."""
    pauses = Pauses(lambda: None)
    other.execute("BEGIN IMMEDIATE")
    with closing(patient(database, pauses, total=55.0)) as ending:
        ending.hurry()
        for _ in range(3):
            with pytest.raises(StoreFailed, match="another program holds"):
                _write(ending)

    assert pauses.now() == 2


def test_a_file_that_is_gone_is_waited_for_by_nobody(database: Database, other: sqlite3.Connection) -> None:
    """Whoever holds what is left of it gives nothing back by letting go: the trouble is that it is gone."""
    pauses = Pauses(lambda: None)
    with closing(patient(database, pauses)) as lanes:
        _count(lanes)
        other.execute("BEGIN IMMEDIATE")
        database.path.rename(database.path.with_name("elsewhere"))
        with pytest.raises(StoreFailed, match="the database is gone"):
            _write(lanes)

    assert pauses.taken == []


def test_what_failed_holds_nobody_up(database: Database, other: sqlite3.Connection) -> None:
    """A statement that failed stands in its traceback, where nobody shall find the lock that it had."""
    with closing(patient(database, Pauses(lambda: None))) as lanes:
        pace = SqlPace(lanes, "musicbrainz", Budget(1.0), lambda: NOON)
        pace.reserve()
        other.execute("PRAGMA busy_timeout=0")
        database.path.rename(database.path.with_name("elsewhere"))
        with pytest.raises(StoreFailed, match="the database is gone") as failed:
            pace.reserve()

        assert failed.tb is not None
        other.execute("BEGIN IMMEDIATE")


def _write(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        connection.commit()


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(t.recordings)) or 0

"""The database file: pragmas, transactions, and what its failures mean."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.database import Database, journal_mode
from tests.haste import at_leisure

SECRET = "a-title-that-nobody-else-shall-read"


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 7, 0), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_only_where_its_bug_is_mended(version: tuple[int, ...], mode: str) -> None:
    """The WAL-reset bug lived from 3.7.0 to 3.51.2 but for two backports (`reliability.md` fact 1)."""
    assert journal_mode(version) == mode


def test_the_pragmas_are_in_force(database: Database) -> None:
    """On every connection: full durability, foreign keys, patience, no trust in the schema."""
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    for _ in range(2):
        with at_leisure(), database.reading() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
            }
        assert found == {
            "journal_mode": journal_mode(version).lower(),
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 5000,
            "trusted_schema": 0,
        }


def test_a_transaction_rolls_back_unless_it_is_committed(database: Database) -> None:
    """Leaving it is not enough, with an error or without one."""
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
    with pytest.raises(KeyError):
        _write_and_break(database)
    assert _count(database) == 0

    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        connection.commit()

    assert _count(database) == 1


def test_two_processes_that_read_and_then_write_never_die_of_a_lock(database: Database) -> None:
    """A writer says BEGIN IMMEDIATE: with a plain BEGIN most of these died in spite of the busy timeout."""
    with database.writing() as connection:
        connection.execute(insert(t.paces).values(host="x", next_at=0.0))
        connection.commit()
    begins: list[str] = []
    failures: list[Exception] = []

    def count_up() -> None:
        with closing(Database(database.path)) as own:
            event.listen(own._engine, "connect", lambda driver, _: driver.set_trace_callback(begins.append))
            for _ in range(20):
                try:
                    _count_one_up(own)
                except StoreFailed as error:
                    failures.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert begins.count("BEGIN IMMEDIATE") == 80
    with database.reading() as connection:
        assert connection.scalar(select(t.paces.c.next_at)) == 80


def test_a_reader_sees_one_moment_and_blocks_nobody_for_long(database: Database) -> None:
    """What was not committed is not seen, and what a reader holds open does not stop its own process' next writer."""
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        with closing(Database(database.path)) as other:
            assert _count(other) == 0
        connection.commit()

    assert _count(database) == 1


def test_a_full_disk_says_so(database: Database) -> None:
    """SQLITE_FULL becomes StoreFailed with a remedy, and nothing of the transaction stays (I16)."""
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    with pytest.raises(StoreFailed, match="make room on the disk") as failed:
        _fill(database, pages)

    assert SECRET not in str(failed.value)
    assert str(database.path) in str(failed.value)
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(t.paces)) == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_says_so(database: Database) -> None:
    """The remedy is about permissions."""
    database.close()
    database.path.chmod(0o400)

    with pytest.raises(StoreFailed, match="let syncd's user write"):
        _write(database)


def test_a_connection_that_may_not_write_says_so(database: Database) -> None:
    """As a read-only file does, whoever asks."""
    event.listen(database._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))

    with pytest.raises(StoreFailed, match="let syncd's user write"):
        _write(database)


@pytest.mark.parametrize(
    ("spoil", "remedy"),
    [
        (lambda content: b"this is no database at all".ljust(4096), "the file is no database"),
        (lambda content: content[:100] + b"\xff" * (len(content) - 100), "put a copy in its place"),
    ],
)
def test_a_damaged_file_says_so(database: Database, spoil: Any, remedy: str) -> None:
    """What is no database, or a broken one, is never written to; a backup is the remedy."""
    database.close()
    spoilt = spoil(database.path.read_bytes())
    database.path.write_bytes(spoilt)

    with pytest.raises(StoreFailed, match=remedy):
        _write(database)

    assert database.path.read_bytes() == spoilt


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    """It may be that of a disk that is not mounted."""
    nowhere = Database(tmp_path / "missing" / "syncd.db")

    with closing(nowhere), pytest.raises(StoreFailed, match=r"is gone: .*syncd\.db.*mount it"), nowhere.reading():
        pass


def test_a_database_that_vanishes_is_not_made_anew(database: Database) -> None:
    """Whoever had it open says what is missing, at each try, and nothing new stands in its place."""
    _write(database)
    database.path.unlink()

    for _ in range(2):
        with pytest.raises(StoreFailed, match=r"the database is gone: .*mount it, or restore a copy: syncd db restore"):
            _write(database)

    assert not database.path.exists()


def test_an_empty_file_says_which_command_mends_it(tmp_path: Path) -> None:
    """No table yet: `syncd db upgrade`."""
    (tmp_path / "empty.db").touch()
    with closing(Database(tmp_path / "empty.db")) as empty, pytest.raises(StoreFailed, match="syncd db upgrade"):
        _write(empty)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("insert into recordings (id) values (1), (1)", IntegrityError),
        ("select nonsense from recordings", OperationalError),
        ("selekt", OperationalError),
    ],
)
def test_a_bug_of_ours_is_not_told_as_the_disks(database: Database, statement: str, kind: type[Exception]) -> None:
    """A broken constraint or a wrong statement goes up as it is: exit 1, please report it."""
    with pytest.raises(kind), database.writing() as connection:
        connection.execute(text(statement))

    assert _count(database) == 0


def test_no_failure_tells_what_was_to_be_written(database: Database) -> None:
    """A broken constraint says which, and not with which values (I17)."""
    row = {
        "profile": "default",
        "account": SECRET,
        "access_token": SECRET,
        "refresh_token": SECRET,
        "configured": "",
        "saves": 1,
    }
    with pytest.raises(IntegrityError, match=r"UNIQUE.*tokens") as failed, database.writing() as connection:
        connection.execute(insert(t.tokens), [row, row])

    assert SECRET not in str(failed.value)


def _write(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        connection.commit()


def _write_and_break(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(t.recordings).values())
        raise KeyError("a bug")


def _fill(database: Database, pages: int) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(200):
            connection.execute(insert(t.paces).values(host=f"{number} {SECRET * 20}", next_at=0.0))
        connection.commit()


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(t.recordings)) or 0


def _count_one_up(database: Database) -> None:
    with database.writing() as connection:
        value = connection.execute(select(t.paces.c.next_at)).scalar_one()
        connection.execute(update(t.paces).values(next_at=value + 1))
        connection.commit()

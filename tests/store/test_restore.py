"""A copy takes the database's place."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syncd.domain.errors import StoreFailed
from syncd.store import schema
from syncd.store.copies import copy, faults
from syncd.store.database import Database
from syncd.store.home import home_of
from syncd.store.restore import restore

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
DYING = Path(__file__).with_name("dying.py")


def ask(path: Path, statement: str, *values: Any) -> list[Any]:
    """One statement, behind syncd's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def token(path: Path, account: str, access: str) -> None:
    """A login of that day."""
    values = "'default', ?, ?, 'r', null, null, '', 1"
    ask(path, f"insert or replace into tokens values ({values})", account, access)  # noqa: S608  # our own words


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one recording."""
    path = tmp_path / "syncd.db"
    with closing(Database(path)) as database:
        schema.upgrade(database, NOW)
    ask(path, "insert into recordings (id) values (1)")
    return path


@pytest.fixture
def file(path: Path) -> Path:
    """A copy of it; since then there is a second recording."""
    file = path.with_name("copy")
    copy(path, file)
    ask(path, "insert into recordings (id) values (2)")
    return file


def recordings(path: Path) -> int:
    return len(ask(path, "select id from recordings"))


def test_a_copy_takes_the_place_and_the_database_is_kept(path: Path, file: Path) -> None:
    """Both are sound and for their owner only, the copy itself is as it was, and nothing else is left about."""
    before = file.read_bytes()

    restored = restore(path, file, NOW)

    assert restored.kept == path.with_name("syncd.db.20261122T123000.before-restore")
    assert (recordings(path), recordings(restored.kept)) == (1, 2)
    assert [faults(each) for each in (path, restored.kept)] == [[], []]
    assert {each.stat().st_mode & 0o777 for each in (path, restored.kept)} == {0o600}
    assert file.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {path.name, file.name, restored.kept.name}


def test_a_restored_database_is_ready_for_work(path: Path, file: Path) -> None:
    """It speaks our schema, is at home where it was, and says of when it is and what may have arrived."""
    ask(file, "insert into cycles (started_at) values ('2026-11-20 08:00:00.000000')")
    ask(
        file,
        "insert into accounts (profile, service, whoami, name, role, can, state) values ('p','s','w','n','both',1,'read')",
    )
    row = "insert into outbox (account_id, ref, recording_id, score, state, attempts, is_ours_to_wait, sent_at, error)"
    ask(file, f"{row} values (1, 'r', 1, 1, 'sent', 1, 1, '2026-11-20 08:00:00', '')")

    restored = restore(path, file, NOW)

    assert restored.last_cycle_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert restored.sent == 1
    assert not restored.is_elsewhere
    assert ask(path, "select state from outbox") == [("sent",)]
    with closing(Database(path)) as database:
        schema.check(database)


def test_logins_and_budgets_are_of_today_and_wishes_are_not_granted_twice(path: Path, file: Path) -> None:
    """A renewed login would be dead in the copy; a login that only the copy has stays; requests made stay made."""
    for where, access in ((file, "old"), (path, "renewed")):
        token(where, "jamendo", access)
        ask(where, "insert into paces (host, next_at, asked_this_month) values ('jamendo', 0, ?)", len(access))
    token(file, "boomplay", "only here")
    ask(file, "insert into wishes (verb, details, wished_at) values ('retry', '{}', '2026-11-20 08:00:00')")

    restore(path, file, NOW)

    assert ask(path, "select account, access_token from tokens order by account") == [
        ("boomplay", "only here"),
        ("jamendo", "renewed"),
    ]
    assert ask(path, "select asked_this_month from paces") == [(len("renewed"),)]
    assert ask(path, "select * from wishes") == []


def test_the_next_look_at_each_account_is_whole(path: Path, file: Path) -> None:
    """Whatever the memory of that day called unchanged may have changed twice since."""
    ask(
        file,
        "insert into accounts (profile, service, whoami, name, role, can, state, fingerprint) values"
        " ('p', 's', 'w', 'n', 'both', 1, 'read', 'as it was')",
    )

    restore(path, file, NOW)

    assert ask(path, "select whoami, fingerprint from accounts") == [("w", None)]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content[:5000], "malformed|damaged"),
        (lambda content: content[:8192] + b"\xff" * (len(content) - 8192), "malformed|damaged"),
        (lambda _content: b"a letter to a friend " * 300, "not a database"),
        (lambda _content: b"", "holds nothing of syncd"),
    ],
)
def test_what_is_no_sound_copy_is_refused(path: Path, file: Path, spoil: Any, words: str) -> None:
    """The database is left exactly as it is."""
    before = path.read_bytes()
    file.write_bytes(spoil(file.read_bytes()))

    with pytest.raises(StoreFailed, match=rf"copy: .*({words}).*left as it is"):
        restore(path, file, NOW)

    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {path.name, file.name}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update alembic_version set version_num = '9999'", "newer syncd"),
        ("update alembic_version set version_num = '0000'", "no way to schema"),
        ("delete from alembic_version", "number of one schema"),
    ],
)
def test_a_copy_that_we_cannot_speak_is_refused(path: Path, file: Path, statement: str, words: str) -> None:
    """A newer schema cannot go back; the words name the copy, not what we made of it."""
    ask(file, statement)

    with pytest.raises(StoreFailed, match=rf"copy: .*{words}"):
        restore(path, file, NOW)

    assert recordings(path) == 2
    assert {each.name for each in path.parent.iterdir()} == {path.name, file.name}


def test_a_damaged_database_is_kept_byte_by_byte(path: Path, file: Path) -> None:
    """Somebody may want to save what is in it; the logins are then the copy's."""
    ruin = path.read_bytes()[:8192] + b"\xff" * 8192
    path.write_bytes(ruin)
    token(file, "jamendo", "old")

    restored = restore(path, file, NOW)

    assert restored.was_damaged
    assert restored.kept is not None
    assert restored.kept.read_bytes() == ruin
    assert recordings(path) == 1
    assert ask(path, "select access_token from tokens") == [("old",)]


def test_where_no_database_is_there_is_nothing_to_keep(path: Path, file: Path) -> None:
    """A new machine begins with a copy; the folder is made."""
    there = path.parent / "new" / "syncd.db"

    restored = restore(there, file, NOW)

    assert restored.kept is None
    assert recordings(there) == 1
    assert there.stat().st_mode & 0o777 == 0o600


def leave_a_journal(path: Path) -> None:
    """A writer is killed."""
    half_way = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA cache_size=1');"
        " c.execute('BEGIN'); c.execute('create table junk as with recursive n(i) as (values(1) union all"
        " select i+1 from n where i<20000) select i, randomblob(50) from n'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", half_way, str(path)], check=False)
    assert path.with_name("syncd.db-journal").stat().st_size > 0


def test_a_journal_of_the_old_database_does_not_ruin_the_new_one(path: Path, file: Path) -> None:
    """A writer that was killed leaves a journal; it belongs to the file that is gone."""
    leave_a_journal(path)

    restored = restore(path, file, NOW)

    assert restored.kept is not None
    assert not path.with_name("syncd.db-journal").exists()
    assert (recordings(path), recordings(restored.kept)) == (1, 2)
    assert [faults(each) for each in (path, restored.kept)] == [[], []]


def test_a_journal_without_its_database_does_not_ruin_the_new_one(path: Path, file: Path) -> None:
    """Somebody took the database away by hand, and nothing else: SQLite would play the old pages back into the new one."""
    leave_a_journal(path)
    path.unlink()

    restored = restore(path, file, NOW)

    assert restored.kept is None
    assert not path.with_name("syncd.db-journal").exists()
    assert recordings(path) == 1
    assert faults(path) == []


def test_a_copy_of_another_machine_says_so(path: Path, file: Path) -> None:
    """It stays that machine's until somebody adopts it."""
    ask(file, "update home set machine = 'another'")

    assert restore(path, file, NOW).is_elsewhere

    with closing(Database(path)) as database, database.reading() as connection:
        home = home_of(connection)
        assert home is not None
        assert home.machine == "another"


def test_killed_at_any_step_the_old_or_the_new_one_stands_there(path: Path, file: Path) -> None:
    """Real processes, killed before operations on files and statements of SQL: never a mixture, never nothing."""
    before, after = "ok made 2", "ok made 1"

    said = _deaths("restore", path, file)

    assert len(said) > 20
    assert set(said) == {before, after}
    assert said == sorted(said, reverse=True), "once it is the new one it stays the new one"


@pytest.mark.parametrize("verb", ["make", "migrate"])
def test_a_schema_that_is_killed_at_any_step_is_there_whole_or_not_at_all(tmp_path: Path, verb: str) -> None:
    """Real processes again: a new database, and migrations from the oldest one on; whoever comes next finishes it."""
    said = _deaths(verb, tmp_path / "new" / "syncd.db")

    assert len(said) > 20
    assert set(said) == {"ok empty 0", "ok made 0"}
    assert said == sorted(said)


def _deaths(verb: str, path: Path, *more: Path) -> list[str]:
    """What stood there after each death."""
    command = [sys.executable, str(DYING), verb, str(path), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()

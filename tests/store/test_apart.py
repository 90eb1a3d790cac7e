"""Migrations in a process of their own."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from syncd.domain.errors import StoreFailed
from syncd.store import apart
from syncd.store.apart import migrate_apart
from syncd.store.database import Database
from syncd.store.schema import HEAD, version_of

_MADE = """
import sys; from contextlib import closing; from datetime import UTC, datetime; from pathlib import Path
from syncd.store.apart import migrate_apart; from syncd.store.database import Database; from syncd.store.schema import upgrade
upgraded, migrated = (Path(each) for each in sys.argv[1:])
with closing(Database(upgraded)) as database:
    upgrade(database, datetime.now(UTC))
migrated.touch()
with closing(Database(migrated)) as database:
    migrate_apart(database)
print("alembic" in sys.modules)
"""


def test_databases_are_made_and_migrated_without_what_it_takes(tmp_path: Path) -> None:
    """Whoever asks for it keeps nothing of Alembic in his memory, and has a database of our schema, new or migrated."""
    paths = [tmp_path / "new.db", tmp_path / "old.db"]

    told = subprocess.run(
        [sys.executable, "-c", _MADE, *map(str, paths)], stdout=subprocess.PIPE, check=True, text=True
    )

    for path in paths:
        with closing(Database(path)) as database:
            assert version_of(database) == HEAD
    assert told.stdout == "False\n"


def test_what_the_other_process_cannot_do_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be started, and where one fails without a word, the migration is made all the same."""
    for name, command in (
        ("no.db", (str(tmp_path / "nobody"),)),
        ("mute.db", (sys.executable, "-c", "raise SystemExit(1)")),
    ):
        monkeypatch.setattr(apart, "_COMMAND", command)
        (tmp_path / name).touch()
        with closing(Database(tmp_path / name)) as database:
            migrate_apart(database)
            assert version_of(database) == HEAD


def test_a_failure_is_told_by_whoever_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is mute; its reason is found out again, here."""
    monkeypatch.setattr(apart, "_COMMAND", (sys.executable, "-c", ""))
    path = tmp_path / "syncd.db"
    path.touch()
    with closing(Database(path)) as database, database.writing() as connection:
        connection.exec_driver_sql("create table alembic_version (version_num text)")
        connection.exec_driver_sql("insert into alembic_version values ('0001x')")
        connection.commit()

    with closing(Database(path)) as database, pytest.raises(StoreFailed, match="no way to schema"):
        migrate_apart(database)

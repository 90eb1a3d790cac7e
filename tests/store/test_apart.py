"""Migrations in a process of their own."""

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncd.domain.errors import StoreFailed
from syncd.store import apart
from syncd.store.apart import migrate_apart
from syncd.store.database import Database
from syncd.store.schema import HEAD, upgrade, version_of

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
_MADE = """
import sys; from contextlib import closing; from datetime import UTC, datetime; from pathlib import Path
from syncd.store.apart import migrate_apart; from syncd.store.database import Database; from syncd.store.schema import upgrade
with closing(Database(Path(sys.argv[1]))) as database:
    upgrade(database, datetime.now(UTC), migrate_apart)
print("alembic" in sys.modules)
"""


def test_a_database_is_made_without_what_it_takes(tmp_path: Path) -> None:
    """Whoever asks for it keeps nothing of Alembic in his memory, and has a database of our schema."""
    path = tmp_path / "syncd.db"

    told = subprocess.run([sys.executable, "-c", _MADE, str(path)], stdout=subprocess.PIPE, check=True, text=True)

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
        with closing(Database(tmp_path / name)) as database:
            upgrade(database, NOW, migrate_apart)
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

"""`syncd db upgrade`."""

from pathlib import Path

from syncd.cli.upgrade import outcome
from syncd.store.lock import only_writer
from syncd.store.schema import HEAD
from tests.cli.scene import Scene


def test_a_new_database_is_made_once(fresh: Scene) -> None:
    """Where there is none it is made, for its owner only; the second time there is nothing to do."""
    first, second = fresh.run("db", "upgrade"), fresh.run("db", "upgrade")
    assert (first.code, second.code) == (0, 0)
    assert "made anew" in first.out
    assert f"already up to date, schema {HEAD}" in second.out
    assert fresh.database.stat().st_mode & 0o777 == 0o600


def test_nothing_is_done_beside_another_syncd(synced: Scene) -> None:
    """While another process holds the writer's lock it exits 75 and says so."""
    with only_writer(synced.database):
        said = synced.run("db", "upgrade")
    assert said.code == 75
    assert "another syncd" in said.err


def test_a_newer_database_is_left_alone(synced: Scene) -> None:
    """A database from the future is neither changed nor copied: exit 74."""
    synced.execute("update alembic_version set version_num = '9999'")
    before = synced.database.read_bytes()
    said = synced.run("db", "upgrade")
    assert said.code == 74
    assert "update syncd" in said.err
    assert synced.database.read_bytes() == before
    assert not list(synced.database.parent.glob("*.before-*"))


def test_an_upgrade_says_where_the_copy_is() -> None:
    """From which schema, to which, and where the old database still stands."""
    said = outcome("0000", Path("syncd.db.20261122T080000.before-0001"))
    assert said == f"upgraded from schema 0000 to {HEAD}; a copy of the old one is syncd.db.20261122T080000.before-0001"

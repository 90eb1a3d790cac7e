"""Several programs at one database at once, as processes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.system.conftest import Stage

Make = Callable[..., Stage]


def test_upgrades_at_once_make_one_database(stage: Make) -> None:
    """Whoever comes second waits for nobody: exit 75; one of them makes it, and it is sound."""
    here = stage(favourites=5)

    started = [here.start("db", "upgrade", "-q") for _ in range(3)]
    codes = []
    for process in started:
        process.communicate(timeout=60)
        codes.append(process.returncode)

    assert 0 in codes
    assert set(codes) <= {0, 75}
    assert here.run("db", "check", "-q").returncode == 0
    assert "already up to date" in here.run("db", "upgrade", "-q").stdout


def test_a_held_database_is_told_to_everybody(stage: Make) -> None:
    """A shell that holds the file: exit 74 within seconds, with what to do, and no service is asked anything."""
    here = stage(favourites=5)
    here.run("db", "upgrade", "-q")
    with closing(sqlite3.connect(here.config.with_suffix(".db"), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        started = [here.start(*command, "-q") for command in (["status"], ["review", "list"], ["wrong", "boomplay:1"])]
        ends = [(process.communicate(timeout=60)[1], process.returncode) for process in started]

    assert [code for _, code in ends] == [74] * 3
    assert all("another program holds the database" in said for said, _ in ends)
    assert here.sandbox.journal()["counts"] == {}

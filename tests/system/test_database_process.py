"""Several programs at one database at once, as processes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]


def test_upgrades_at_once_make_one_database(stage: Make) -> None:
    """Whoever comes second waits for nobody: exit 75; one of them makes it, and it is sound."""
    here = stage(favourites=5)

    started = [here.start("db", "upgrade", "-q") for _ in range(3)]
    codes = []
    for process in started:
        process.communicate(timeout=ENOUGH)
        codes.append(process.returncode)

    assert 0 in codes
    assert set(codes) <= {0, 75}
    assert here.asked("db", "check", "-q").code == 0
    assert "already up to date" in here.asked("db", "upgrade", "-q").out


def test_a_held_database_is_told_to_everybody(stage: Make) -> None:
    """A shell that holds the file: exit 74 within seconds, with what to do, and no service is asked anything."""
    here = stage(favourites=5)
    here.asked("db", "upgrade", "-q")
    with closing(sqlite3.connect(here.config.with_suffix(".db"), isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        process = here.run("status", "-q")
        told = [here.asked(*command, "-q") for command in (["status"], ["review", "list"], ["wrong", "boomplay:1"])]

    assert [process.returncode, *(each.code for each in told)] == [74] * 4
    assert all("another program holds the database" in said for said in (process.stderr, *(each.err for each in told)))
    assert here.sandbox.journal()["counts"] == {}

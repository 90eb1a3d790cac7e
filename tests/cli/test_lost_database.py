"""The database is gone, and what stands beside its place says that it was there."""

import re

import pytest

from tests.cli.scene import Scene


@pytest.fixture
def lost(synced: Scene) -> Scene:
    """A memory of which only the day's copy is left."""
    assert synced.run("sync", "-q").code == 0
    synced.database.unlink()
    return synced


def test_nothing_is_asked_or_forgotten(lost: Scene) -> None:
    """Whoever would begin with an empty memory ends with 74 and says the way back; which is gone, and leads there."""
    asked, lists = lost.requests(), lost.sandbox.control.holdings()
    commands = (["sync"], ["daemon"], ["plan"], ["status"], ["approve", "list"], ["db", "upgrade"], ["db", "check"])
    said = [lost.run(*command) for command in commands]

    assert [each.code for each in said] == [74] * len(commands)
    assert all(f"the database is gone: {lost.database}" in each.out + each.err for each in said)
    assert (lost.requests(), lost.sandbox.control.holdings()) == (asked, lists)
    assert not lost.database.exists()

    [copy] = set(re.findall(r"syncd db restore (\S+?)[;\s]", said[0].err))
    back, again = lost.run("db", "restore", copy), lost.run("sync", "--json", "-q")
    assert (back.code, again.code) == (0, 0), back.err + again.err
    assert {row["sent"] for row in again.json()["profiles"]["default"]["targets"].values()} == {0}


def test_the_doctor_names_it(lost: Scene) -> None:
    """With both remedies, and the code of a database that failed."""
    said = lost.run("doctor")

    [line] = [each for each in said.out.splitlines() if "is gone" in each]
    assert said.code == 74
    assert line.startswith("fail  database")
    assert "syncd db restore" in line
    assert "syncd db upgrade --fresh" in line


def test_a_fresh_start_has_to_be_meant(lost: Scene) -> None:
    """One command says so; where there is a database it is refused, and changes nothing."""
    fresh = lost.run("db", "upgrade", "--fresh")
    held = lost.database.read_bytes()
    again = lost.run("db", "upgrade", "--fresh")

    assert (fresh.code, "made anew" in fresh.out) == (0, True)
    assert (again.code, "is for one that is gone" in again.err) == (2, True)
    assert lost.database.read_bytes() == held
    assert lost.run("db", "check", "-q").code == 0

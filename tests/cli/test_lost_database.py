"""The database is gone, and what stands beside its place says that it was there; or its whole disk is."""

import re
from dataclasses import dataclass
from pathlib import Path

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
    commands = [["sync"], ["daemon"], ["plan"], ["status"], ["approve", "list"]]
    commands += [["db", "upgrade"], ["db", "check"], ["db", "backup"], ["db", "adopt"]]
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


@dataclass(frozen=True)
class Apart(Scene):
    """A configuration whose database stands on a disk of its own."""

    disk: Path

    @property
    def database(self) -> Path:
        """Where the database is, or will be."""
        return self.disk / "syncd.db"


@pytest.fixture
def apart(synced: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apart:
    """A synced scene with its database elsewhere, on which one command has worked since."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (disk := tmp_path / "disk").mkdir()
    synced.database.rename(disk / "syncd.db")
    synced.rewrite(str(synced.database), str(disk / "syncd.db"))
    there = Apart(synced.sandbox, synced.config, disk)
    assert there.run("sync", "-q").code == 0
    return there


@pytest.mark.parametrize("is_mount_point_left", [True, False])
def test_a_disk_that_is_not_mounted_is_no_empty_memory(apart: Apart, *, is_mount_point_left: bool) -> None:
    """Nobody asks, writes or makes anything; once the disk is back, all goes on as if nothing had been."""
    away = apart.disk.rename(apart.disk.with_name("away"))
    if is_mount_point_left:
        apart.disk.mkdir()
    asked = apart.requests()
    commands = ["sync", "daemon", "plan", "status", "approve list", "retry", "undo"]
    commands += ["db upgrade", "db check", "db backup", "db adopt"]
    said = {command: apart.run(*command.split()) for command in commands}
    assert apart.requests() == asked
    doctor = apart.run("doctor")

    words = f"the database is gone: {apart.database}; it was here, as {apart.config.parent}/state/syncd/databases tells"
    assert {command: each.code for command, each in said.items()} == dict.fromkeys(said, 74)
    assert [command for command, each in said.items() if words not in each.out + each.err] == []
    assert (doctor.code, words in doctor.out) == (74, True)
    assert list(apart.disk.iterdir() if is_mount_point_left else []) == []
    assert apart.disk.exists() == is_mount_point_left

    if is_mount_point_left:
        apart.disk.rmdir()
    away.rename(apart.disk)
    assert apart.run("sync", "--json", "-q").code == 0


def test_an_empty_memory_on_a_new_disk_has_to_be_meant(apart: Apart) -> None:
    """`--fresh` begins anew there, and so does a copy; another place that nobody has seen needs no such word."""
    apart.disk.rename(apart.disk.with_name("away"))

    assert apart.run("db", "upgrade").code == 74
    assert apart.run("db", "upgrade", "--fresh").code == 0
    assert apart.run("status", "-q").code != 74
    apart.rewrite(str(apart.database), str(apart.disk / "other.db"))
    assert apart.run("db", "upgrade").code == 0

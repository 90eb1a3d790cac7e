"""A disk without room: the daemon ends with 74 at each start, as its unit wants it, and goes on once there is room again."""

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.system.conftest import ENOUGH, Stage, staged
from tests.system.test_daemon_process import daemon, loves, settled

_SIZE = 32_000_000


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Stage]:
    """A configuration on a small disk of its own."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=700", "tmpfs", str(tmp_path)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("not run: only root may mount a small disk here")
    try:
        with Sandbox(SandboxSettings(favourites=10, speedup=200.0)) as sandbox:
            yield staged(sandbox, tmp_path / "config.toml")
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Take all room, but so many bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(bytes(4096)):
                pass
        file.truncate(file.tell() - left)
    return filler


@pytest.mark.parametrize("left", [0, 4_000_000])
def test_a_full_disk_is_waited_for(here: Stage, left: int) -> None:
    """As often as systemd starts it: nobody is asked anything meanwhile, and nothing is lost; then it goes on by itself."""
    before = loves(here)
    assert here.run("plan", "-q").returncode in {0, 3}
    asked = sum(here.sandbox.journal()["counts"].values())
    filler = fill(here.config.parent, left)
    starts = [here.run("daemon") for _ in range(2)]
    assert sum(here.sandbox.journal()["counts"].values()) == asked

    filler.unlink()
    with daemon(here) as running:
        settled(running)
        code = running.end()

    assert [each.returncode for each in starts] == [74, 74]
    assert all("make room on the disk" in each.stderr for each in starts)
    assert code == 0
    assert loves(here) > before


def test_a_disk_that_fills_up_ends_it(here: Stage) -> None:
    """At the first write that finds no room; what was sent is remembered, and nothing comes twice."""
    with daemon(here) as running:
        assert here.sandbox.wait_for_requests(20, ENOUGH)
        filler = fill(here.config.parent, 0)
        ended = running.process.wait(timeout=ENOUGH)
        told = running.rest()
    filler.unlink()
    with daemon(here) as again:
        settled(again)
        code = again.end()

    assert (ended, code) == (74, 0)
    assert "make room on the disk" in told[-1]
    assert here.sandbox.journal()["violations"] == []

"""A disk that is mounted read-only, as Linux does by itself after an error of the disk."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.conftest import ENOUGH, Stage

_MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def on_a_read_only_disk(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run it where nobody can write in this folder, in a world of mounts of its own."""
    asked = ["unshare", "--mount", "sh", "-c", _MOUNTED, str(folder), *command]
    return subprocess.run(asked, capture_output=True, text=True, timeout=ENOUGH, check=False)


def demand_mounts(folder: Path) -> None:
    """Most machines let only root do this, and some containers not even him."""
    if os.geteuid() != 0 or shutil.which("unshare") is None or on_a_read_only_disk(folder, "true").returncode != 0:
        pytest.skip("nobody lets us mount anything here")


@pytest.mark.parametrize("command", [("db", "check"), ("doctor",)], ids=" ".join)
def test_it_is_told_as_what_it_is(stage: Callable[..., Stage], command: tuple[str, ...]) -> None:
    """Root may write everything else; to be told to be root would not help him. 74, as sync ends there."""
    here = stage(speedup=1000)
    folder = here.config.parent
    demand_mounts(folder)
    assert here.asked("sync", "-q").code == 0
    words = [*command, "--json", "--config", str(here.config)]
    said = on_a_read_only_disk(folder, sys.executable, "-m", "syncd", *words)
    [found] = [each for each in json.loads(said.stdout) if each["check"] == "database" and "mode" in each["detail"]]

    assert said.returncode == 74
    assert (found["state"], found["remedy"]) == ("fail", "mount it for writing, too")
    assert "stands on a disk that is mounted read-only" in found["detail"]

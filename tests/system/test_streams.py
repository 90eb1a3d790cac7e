"""Where results go: pipes whose reader has gone, and disks that are full."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from tests.system.conftest import ENOUGH, Stage

Make = Callable[..., Stage]
FULL = Path("/dev/full")
NOTHING_YET = "syncd: no favourites are remembered yet; run `syncd sync` first\n"


def told(stage: Stage, *arguments: str, out: int | IO[Any]) -> tuple[int, str]:
    """Exit code and stderr of `syncd …` that tells its results there."""
    command, environment = (
        [sys.executable, "-m", "syncd", *arguments, "-q"],
        {**os.environ, "SYNCD_CONFIG": str(stage.config)},
    )
    error, limit = subprocess.PIPE, ENOUGH
    done = subprocess.run(command, stdout=out, stderr=error, text=True, timeout=limit, check=False, env=environment)
    return done.returncode, done.stderr.replace(NOTHING_YET, "")


def gone() -> IO[bytes]:
    """A pipe that nobody reads any more."""
    process = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    process.wait(timeout=ENOUGH)
    assert process.stdin is not None
    return process.stdin


@pytest.mark.parametrize("options", [("sync",), ("sync", "--json"), ("status",), ("export",), ("--help",)])
def test_a_reader_that_has_gone_changes_nothing(stage: Make, options: tuple[str, ...]) -> None:
    """`syncd … | true` says nothing and ends with the code that the command has earned."""
    here = stage(favourites=24)
    with gone() as pipe:
        assert told(here, *options, out=pipe) == (0, "")


def test_trouble_is_told_by_its_code_though_nobody_reads(stage: Make) -> None:
    """A command that ends in trouble does so before a closed pipe, too."""
    here = stage(favourites=24)
    with gone() as pipe:
        assert told(here, "plan", out=pipe) == (3, "")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("options", [("status",), ("status", "--json"), ("export",), ("--version",)])
def test_results_that_cannot_be_written_are_told(stage: Make, options: tuple[str, ...]) -> None:
    """A full disk behind standard output is no bug of syncd: one sentence, exit 74."""
    here = stage(favourites=24)
    with FULL.open("wb") as full:
        code, said = told(here, *options, out=full)
    assert code == 74
    assert said.startswith("syncd: standard output: No space left on device")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("options", [("status",), ("sync", "--json"), ("--help",), ("--version",)])
def test_a_closed_standard_output_changes_nothing(stage: Make, options: tuple[str, ...]) -> None:
    """`syncd status >&-` is quiet like a reader that has gone, and no bug."""
    here = stage(favourites=24)
    command = [sys.executable, "-m", "syncd", *options, "-q", "--config", str(here.config)]
    closing = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    done = subprocess.run(closing, stderr=subprocess.PIPE, text=True, timeout=ENOUGH, check=False)
    assert (done.returncode, done.stderr) == (0, "")

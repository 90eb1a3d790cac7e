"""The program as its users run it: processes, signals, streams and exit codes."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.canaries import assert_no_leak
from tests.cli.scene import Said, run

ENOUGH = 120
"""Seconds after which a process that hangs is given up; never waited for otherwise."""

_PATIENT = """
from syncd.cli import main, session

session._GRACE = 3600.0
main.main()
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A sandbox and the configuration that points at it."""

    sandbox: Sandbox
    config: Path

    def start(self, *arguments: str, stdin: int | None = None, is_patient: bool = False) -> "subprocess.Popen[str]":
        """Start `syncd …` with this configuration.

        One that is patient ends by itself or hangs, however busy the machine is: it is never given up amid something slow.
        """
        program = ["-c", _PATIENT] if is_patient else ["-m", "syncd"]
        command, environment = (
            [sys.executable, *program, *arguments],
            {**_environment(), "SYNCD_CONFIG": str(self.config)},
        )
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, text=True, env=environment)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `syncd …` to its end, as a process."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=ENOUGH)
        assert_no_leak(self.sandbox, out, err)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def asked(self, *arguments: str) -> Said:
        """The same command line in this process: half a second less, where no signal, stream or death is in question."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SYNCD_CONFIG", str(self.config))
            said = run(*arguments)
        assert_no_leak(self.sandbox, said.out, said.err)
        return said

    def report(self) -> dict[str, Any]:
        """What `syncd sync --json` says, in this process; it must exit with 0."""
        said = self.asked("sync", "--json", "-q")
        assert said.code == 0, said.err
        report: dict[str, Any] = said.json()
        return report

    def holdings(self) -> dict[str, Any]:
        """What every account holds now, as the stand-ins tell over HTTP."""
        with urllib.request.urlopen(f"{self.sandbox.url}/_sandbox/holdings") as answer:  # noqa: S310  # loopback
            holdings: dict[str, Any] = json.load(answer)
        return holdings

    def loves(self) -> dict[str, set[str]]:
        """What the two targets love now."""
        held = self.holdings()
        return {
            service: {item for item, score in held[service][account].items() if score == 1}
            for service, account in (("listenbrainz", "alice"), ("jamendo", "972174"))
        }


def staged(sandbox: Sandbox, config: Path) -> Stage:
    """Write the configuration that points at a sandbox; the database will stand beside it."""
    config.touch(mode=0o600)
    config.write_text(sandbox.config_toml(config.with_suffix(".db")), encoding="utf-8")
    return Stage(sandbox, config)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SYNCD_")}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Makes stages: `stage(favourites=60, seed=3)`; 30 favourites unless told."""
    opened: list[Sandbox] = []

    def make(**settings: Any) -> Stage:
        sandbox = Sandbox(SandboxSettings(**{"favourites": 30, "speedup": 200.0, **settings}))
        opened.append(sandbox.__enter__())
        return staged(sandbox, tmp_path / f"config-{len(opened)}.toml")

    yield make
    for sandbox in opened:
        sandbox.__exit__(None, None, None)

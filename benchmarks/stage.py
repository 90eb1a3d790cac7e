"""A stage for benchmarks: the stand-in services in one process, each command of syncd in another."""

import json
import math
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx

from benchmarks.cost import Cost
from syncd.sandbox import config
from syncd.sandbox.server import Sandbox
from syncd.sandbox.services import JAMENDO_CLIENT_ID
from syncd.sandbox.settings import SandboxSettings
from syncd.sandbox.world import World

UNHURRIED = 100_000.0
"""Requests a second that no lane reaches: our own pace then costs no time."""

_SPAWNED = multiprocessing.get_context("spawn")  # a fork would hand its parent's memory on


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The stand-ins of one sandbox, and a configuration and a database for them.

    `expected_writes` is how many loves a perfect syncd would write at each target; ours writes a little less.
    """

    url: str
    config: Path
    database: Path
    expected_writes: Mapping[str, int]

    def sync(self, *, windows: int = 1, push_window: timedelta | None = None, as_daemon: bool = False) -> Cost:
        """Run `syncd sync`, its push cut into so many windows; `push_window` is how long one lasts at most.

        Or one cycle of the daemon, which shows nobody how everything stands.
        """
        command = [sys.executable, "-m", "benchmarks.command", str(self.config)]
        command += ["--as-daemon"] if as_daemon else []
        if push_window is not None:
            command += ["--push-window", str(push_window.total_seconds())]
        if windows > 1:
            for host, writes in self.expected_writes.items():
                command += ["--window-writes", f"{host}={math.ceil(writes / windows)}"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603  # our own program
        return Cost(**json.loads(done.stdout))

    def bare_cpu_seconds(self) -> float:
        """What it costs to read Boomplay's list by the HTTP library alone, in a process of its own."""
        command = [sys.executable, "-m", "benchmarks.bare", str(self.config)]
        return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)  # noqa: S603  # our own program

    def journal(self) -> list[dict[str, Any]]:
        """Every request that the sandbox saw since the journal was cleared."""
        rows: list[dict[str, Any]] = self._desk("GET", "journal").json()["requests"]
        return rows

    def holdings(self) -> dict[str, dict[str, dict[str, int]]]:
        """What every account at every service holds: `{service: {account: {id: score}}}`."""
        held: dict[str, dict[str, dict[str, int]]] = self._desk("GET", "holdings").json()
        return held

    def truth(self) -> list[dict[str, Any]]:
        """What a perfect syncd would do with each favourite."""
        lines: list[dict[str, Any]] = self._desk("GET", "truth").json()
        return lines

    def clear_journal(self) -> None:
        """Let the sandbox forget the requests so far."""
        self._desk("DELETE", "journal")

    def _desk(self, method: str, matter: str) -> httpx.Response:
        response = httpx.request(method, f"{self.url}/_sandbox/{matter}", trust_env=False, timeout=120)
        return response.raise_for_status()


@contextmanager
def staged(settings: SandboxSettings, *, pace: float = UNHURRIED) -> Iterator[Stage]:
    """A stage for as long as the context lasts; syncd is allowed `pace` requests a second at every host."""
    with tempfile.TemporaryDirectory(prefix="syncd-benchmark-") as folder:
        ours, theirs = _SPAWNED.Pipe()
        process = _SPAWNED.Process(target=_serve, args=(settings, pace, Path(folder), theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            yield ours.recv()
        finally:
            ours.close()
            process.join()


def _serve(settings: SandboxSettings, pace: float, folder: Path, pipe: Connection) -> None:
    """Be the stand-ins until the other end of the pipe closes."""
    with Sandbox(settings) as sandbox:
        stage = Stage(
            url=sandbox.url,
            config=folder / "config.toml",
            database=folder / "syncd.db",
            expected_writes=_expected_writes(sandbox.world),
        )
        stage.config.touch(mode=0o600)  # it holds the tokens
        stage.config.write_text(_configuration(sandbox, pace, stage.database), encoding="utf-8")
        pipe.send(stage)
        pipe.poll(None)


def _configuration(sandbox: Sandbox, pace: float, database: Path) -> str:
    """The sandbox's own, at our pace, and with a monthly budget that holds any benchmark."""
    tokens = sandbox.services.jamendo.issue(JAMENDO_CLIENT_ID, int(sandbox.world.jamendo.id), sandbox.clock.now())
    tables = config.tables(sandbox.world, sandbox.base_urls, pace, tokens.access_token, tokens.refresh_token)
    jamendo = {**tables["apps.jamendo"], "requests_per_month": 10**9}
    return config.written(f"sqlite:///{database}", {**tables, "apps.jamendo": jamendo}, {})


def _expected_writes(world: World) -> dict[str, int]:
    wanted = [line for line in world.truth if not line["vetoed"]]
    listed = {line["song"] for line in world.truth if line["service"] == "listenbrainz"}
    likeable = {line["jamendo"] for line in wanted} - {None, *world.jamendo.loves}
    return {
        "listenbrainz": len({line["song"] for line in wanted if line["mbids"]} - listed),
        "jamendo": len(likeable),
    }

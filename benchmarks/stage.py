"""A stage for benchmarks: the stand-in services in a process of their own, and each command of syncd in another."""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx

from syncd.sandbox import config
from syncd.sandbox.server import Sandbox
from syncd.sandbox.settings import SandboxSettings

DATABASE = "syncd.db"
CONFIG = "config.toml"
UNHURRIED = 100_000.0
"""Requests a second that no lane reaches: then our own pace costs no time."""

_SPAWNED = multiprocessing.get_context("spawn")  # a fork would bring the memory of its parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How the command of syncd is to run. `window_writes` is the most writes per host in one push window."""

    window_writes: Mapping[str, int] = field(default_factory=dict)
    push_window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one command cost its process, from the interpreter's start to the end of the sync."""

    cpu_seconds: float
    peak_mb: float
    seconds: float
    turns: int
    writes: int


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-ins of one sandbox, and a folder with a configuration and a database for them."""

    url: str
    folder: Path

    @property
    def database(self) -> Path:
        """The throw-away database."""
        return self.folder / DATABASE

    def sync(self, running: Running | None = None) -> Measured:
        """Run `syncd sync` in a fresh process."""
        with ProcessPoolExecutor(max_workers=1, mp_context=_SPAWNED) as pool:
            return pool.submit(_sync, self.folder / CONFIG, running or Running()).result()

    def journal(self) -> list[dict[str, Any]]:
        """Every request that the sandbox saw since the journal was cleared."""
        rows: list[dict[str, Any]] = self._desk("GET", "journal")["requests"]
        return rows

    def clear_journal(self) -> None:
        """Let the sandbox forget the requests so far."""
        self._desk("DELETE", "journal")

    def holdings(self) -> dict[str, dict[str, dict[str, int]]]:
        """What every account at every service holds now: `{service: {account: {id: score}}}`."""
        held: dict[str, dict[str, dict[str, int]]] = self._desk("GET", "holdings")
        return held

    def _desk(self, method: str, what: str) -> Any:
        response = httpx.request(method, f"{self.url}/_sandbox/{what}", trust_env=False, timeout=120)
        return response.raise_for_status().json()


@contextmanager
def staged(settings: SandboxSettings, *, pace: float = UNHURRIED) -> Iterator[Stage]:
    """A stage for as long as the context lasts; syncd is allowed `pace` requests a second at every host."""
    with tempfile.TemporaryDirectory(prefix="syncd-benchmark-") as folder:
        ours, theirs = _SPAWNED.Pipe()
        process = _SPAWNED.Process(target=_serve, args=(settings, pace, Path(folder), theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            yield Stage(ours.recv(), Path(folder))
        finally:
            ours.close()
            process.join()


def _serve(settings: SandboxSettings, pace: float, folder: Path, pipe: Connection) -> None:
    """Be the stand-ins until the other end of the pipe closes."""
    with Sandbox(settings) as sandbox:
        file = folder / CONFIG
        file.touch(mode=0o600)
        file.write_text(_configuration(sandbox, pace, folder / DATABASE), encoding="utf-8")
        pipe.send(sandbox.url)
        pipe.poll(None)


def _configuration(sandbox: Sandbox, pace: float, database: Path) -> str:
    """The sandbox's own, at our pace, and with a monthly budget that holds any benchmark."""
    tokens = sandbox.services.jamendo_tokens
    tables = config.tables(sandbox.world, sandbox.base_urls, pace, tokens.access_token, tokens.refresh_token)
    jamendo = {**tables["apps.jamendo"], "requests_per_month": 10**9}
    return config.written(f"sqlite:///{database}", {**tables, "apps.jamendo": jamendo}, {})


def _sync(file: Path, running: Running) -> Measured:
    from dataclasses import replace  # noqa: PLC0415

    from syncd.daemon.config_file import load
    from syncd.daemon.wiring import build
    from syncd.engine.cycle import Order, sync
    from syncd.store.database import Database
    from syncd.store.schema import upgrade

    began = time.monotonic()
    settings = load(file, os.environ)
    program = build(settings)
    upgrade(program.database, program.clock.now())
    world = program.world
    if os.environ.get("PROF"):
        import cProfile
        import threading

        prof = cProfile.Profile()
        prof.enable()
        threading.setprofile_all_threads if False else None
    outcome = sync(world, Order())
    if os.environ.get("PROF"):
        prof.disable()
        prof.dump_stats(os.environ["PROF"])
    program.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Measured(
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024,
        seconds=time.monotonic() - began,
        turns=len(outcome.cycles),
        writes=sum(p.sent for p in outcome.pushed.values()),
    )

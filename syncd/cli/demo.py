"""`syncd demo`: the main job on stand-in services, with nothing to set up."""

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from syncd.cli.exits import Exit
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.sandbox import write_config
from syncd.cli.session import prepare, program, run
from syncd.cli.show import console, counted, program_name, show_report
from syncd.daemon.config_file import load
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import rates_of
from syncd.engine.order import Order
from syncd.sandbox import Sandbox, SandboxSettings

SPEEDUP = 100.0
"""How many times faster than the real ones the stand-ins' limits run here, and our pace with them."""


def demo(asked: Common, *, favourites: int, seed: int, keep: bool) -> int:
    """Sync twice: the first time there is work, the second time there must be none."""
    out, folder = console(), Path(tempfile.mkdtemp(prefix="syncd-demo-"))
    try:
        with Sandbox(SandboxSettings(favourites=favourites, seed=seed, speedup=SPEEDUP)) as sandbox:
            settings = _settings(sandbox, folder)
            _introduce(out, favourites)
            first = _sync(settings, asked)
            show_report(out, first)
            _explain_doubles(out, first, favourites)
            out.print("\nThe same command again:")
            second = _sync(settings, asked)
            out.print(again(second))
            violations = sandbox.journal()["violations"]
        out.print(_manners(violations))
        if keep:
            _show_what_is_left(out, settings)
    finally:
        if not keep:
            shutil.rmtree(folder)
    return Exit.DONE if _is_good(first, second) and not violations else Exit.BUG


def _settings(sandbox: Sandbox, folder: Path) -> Settings:
    file = folder / "config.toml"
    write_config(sandbox, file)
    return load(file, os.environ)


def _introduce(out: Console, favourites: int) -> None:
    out.print(
        Text(
            f"A person has {favourites} favourites at Boomplay and ListenBrainz. syncd finds out which recording each one"
            " is,\nloves it at ListenBrainz, and likes it at Jamendo where Jamendo has it.\n"
            "The four services are stand-ins on this machine: no account, no key, nothing leaves it. They are as strict\n"
            f"as the real ones, but their limits run {SPEEDUP:.0f} times faster here, so that you need not wait.\n"
        )
    )


def _explain_doubles(out: Console, report: dict[str, Any], favourites: int) -> None:
    """A song in two places that no catalogue knows is two songs to us: better than to guess."""
    targets = report["profiles"]["default"]["targets"].values()
    doubles = max(target["favourites"] for target in targets) - favourites
    if doubles > 0:
        out.print(f"(Songs that stand in two places and that no catalogue knows count twice: {doubles} here.)")


def _sync(settings: Settings, asked: Common) -> dict[str, Any]:
    prepare(settings.database_path)
    with (
        watcher(rates_of(settings), is_quiet=asked.is_quiet, is_verbose=asked.is_verbose) as progress,
        program(settings, asked, dry_run=False, progress=progress) as built,
    ):
        return run(built, Order())[1]


def again(report: dict[str, Any]) -> str:
    """What the second run did. Whatever it wrote, the first should have written."""
    took = f"({counted(sum(report['requests'].values()), 'request')}, {report['took_seconds']:.1f} s)"
    if sent := _sent(report):
        return f"{counted(sent, 'write')} {took}, where nothing should have been left to do: this is a bug."
    return f"nothing to do, 0 writes {took}"


def _sent(report: dict[str, Any]) -> int:
    return sum(target["sent"] for profile in report["profiles"].values() for target in profile["targets"].values())


def _manners(violations: list[Any]) -> str:
    if violations:
        return f"The stand-ins noticed {len(violations)} violations of their rules: this is a bug."
    return "The stand-ins kept a journal of every request: no rule was broken."


def _is_good(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return first["balanced"] and second["balanced"] and _sent(first) > 0 and not _sent(second)


def _show_what_is_left(out: Console, settings: Settings) -> None:
    syncd, config = program_name(), f"--config {shlex.quote(str(settings.file))}"
    commands = (
        f"{syncd} status {config}",
        f"{syncd} status --state unavailable {config}",
        f"{syncd} status --json {config}",
        f"{syncd} export {config} {shlex.quote(str(settings.file.parent / 'favourites.csv'))}",
    )
    out.print(
        Text("\n".join(["\nLeft for you to look at (the stand-ins are gone):", *(f"  {each}" for each in commands)]))
    )

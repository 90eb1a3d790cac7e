"""The doctor's look at systemd: are our units installed, do they run, and which syncd do they start?"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from syncd import __version__
from syncd.cli.finding import Finding, fail, ok, warn
from syncd.daemon.locations import SYSTEM_STATE
from syncd.daemon.units import ONCE, SERVICE, TIMER

_ASKED = (
    *("Id", "LoadState", "ActiveState", "UnitFileState", "NeedDaemonReload", "ExecStart"),
    *("ProtectSystem", "ReadWritePaths"),
)
_STARTED = (SERVICE, TIMER)
"""What somebody enables; the one-shot is started by its timer."""
_PATIENCE = 20
"""Seconds for systemd, and for a program to say its version."""

Unit = Mapping[str, str]


def check_units(config: Path, database: Path) -> Iterator[Finding]:
    """A line or more for each unit of ours that is installed, for the system or for whoever calls."""
    installed = [(manager, unit) for manager in _managers() for unit in _units(manager)]
    if not installed:
        yield ok("units", "none installed; syncd service install writes them, where systemd runs")
    for manager, unit in installed:
        yield _check_state(manager, unit)
        if unit["ExecStart"]:
            yield from _check_program(manager, unit, config)
            yield from _check_place(unit, database)


def _managers() -> list[tuple[str, ...]]:
    if shutil.which("systemctl") is None:
        return []
    return [("systemctl",)] if os.geteuid() == 0 else [("systemctl",), ("systemctl", "--user")]


def _units(manager: Sequence[str]) -> list[Unit]:
    """What systemd knows of our units; nothing where it does not run."""
    asked = _run([*manager, "show", f"--property={','.join(_ASKED)}", SERVICE, TIMER, ONCE])
    units = [_unit(block) for block in asked.split("\n\n")]
    return [unit for unit in units if unit["LoadState"] not in {"", "not-found"}]


def _unit(block: str) -> Unit:
    said = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
    return {name: said.get(name, "") for name in _ASKED}


def _check_state(manager: Sequence[str], unit: Unit) -> Finding:
    name, control = unit["Id"], " ".join(manager)
    check = f"unit {name}"
    if unit["LoadState"] != "loaded":
        return fail(check, f"systemd cannot load it ({unit['LoadState']})", "write it anew: syncd service install")
    if unit["NeedDaemonReload"] == "yes":
        return warn(check, "was changed since systemd read it", f"{control} daemon-reload")
    if unit["ActiveState"] == "failed":
        return fail(check, "has failed", f"see why: journalctl {_users(manager)}-u {name}")
    if name in _STARTED and unit["ActiveState"] not in {"active", "activating", "reloading"}:
        return warn(check, "is installed and does not run", f"{control} enable --now {name}")
    if name in _STARTED and unit["UnitFileState"] == "disabled":
        return warn(check, "runs, but not after the next start of the machine", f"{control} enable {name}")
    return ok(check, f"is {unit['ActiveState']}")


def _users(manager: Sequence[str]) -> str:
    return "--user " if "--user" in manager else ""


def _check_program(manager: Sequence[str], unit: Unit, config: Path) -> Iterator[Finding]:
    """Whether what the unit starts is this syncd, with this configuration."""
    check, words = f"unit {unit['Id']}", _command(unit["ExecStart"])
    program = words[: next((at for at, word in enumerate(words) if word in {"daemon", "sync"}), 1)]
    version = _run([*program, "--version"]).strip()
    if not version:
        yield fail(check, f"starts {shlex.join(program)}, which does not run", "write it anew: syncd service install")
    elif version != f"syncd {__version__}":
        control = f"{' '.join(manager)} restart {unit['Id']}"
        yield warn(
            check, f"starts {version}, this is syncd {__version__}", f"install one version for both, then: {control}"
        )
    named = words[words.index("--config") + 1 :][:1] if "--config" in words else []
    if named and Path(named[0]) != config:
        yield warn(
            check, f"runs with {named[0]}, not with {config}", f"look at that one: syncd doctor --config {named[0]}"
        )


def _check_place(unit: Unit, database: Path) -> Iterator[Finding]:
    """Whether the unit lets its service write where the configuration has put the database by now."""
    open_to_it = [SYSTEM_STATE.resolve(), *map(Path, unit["ReadWritePaths"].split())]
    if unit["ProtectSystem"] == "strict" and not any(database.is_relative_to(folder) for folder in open_to_it):
        detail = f"does not let syncd write in {database.parent}, where the database is to be"
        yield fail(f"unit {unit['Id']}", detail, "write it anew: syncd service install")


def _command(exec_start: str) -> list[str]:
    """The command line inside `{ path=… ; argv[]=… ; ignore_errors=no ; … }`."""
    return exec_start.partition("argv[]=")[2].partition(" ; ")[0].split()


def _run(command: Sequence[str]) -> str:
    """What a command says, or nothing where it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # systemd's own command, and the program that it starts anyway
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""

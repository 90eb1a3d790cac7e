"""The systemd units as they are shipped, held against systemd itself, the program and what the README tells."""

import shlex
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from syncd.cli.exits import Exit
from syncd.daemon.units import CONFIG, ONCE, PROGRAM, SERVICE, SYSUSERS, TIMER, USER, UnitOrder, unit_files
from tests.system.conftest import ENOUGH

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (SERVICE, ONCE)
EXPOSURE = 12
"""Tenths, as systemd counts; what talks to the Internet cannot be below 11 (`reliability.md` C)."""

Analyze = Callable[..., "subprocess.CompletedProcess[str]"]


def settings(unit: str) -> dict[str, list[str]]:
    """What a shipped unit says, in all its sections; some keys stand more than once."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (ROOT / "systemd" / unit).read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[key].append(value)
    return found


@pytest.fixture
def analyze(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Analyze:
    """`systemd-analyze …` in a folder with all units; Python takes the place of a program that is not installed here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("not run: no systemd-analyze on this machine")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))  # the checks of a user's units ask for it

    def run(*command: str, users_folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
        for has_timer in (False, True):
            data = tmp_path if users_folder is None else None  # a database outside of the service's own folder
            order = UnitOrder(
                program=(sys.executable,), config=CONFIG, users_folder=users_folder, has_timer=has_timer, data=data
            )
            for unit in unit_files(order):
                (tmp_path / unit.path.name).write_text(unit.text, encoding="utf-8")
        line = ["systemd-analyze", *command]
        return subprocess.run(line, capture_output=True, text=True, timeout=ENOUGH, check=False, cwd=tmp_path)

    return run


@pytest.mark.parametrize("unit", SERVICES)
def test_the_unit_starts_what_there_is(unit: str, tmp_path: Path) -> None:
    """Its command line is one that syncd understands: only the configuration is missing here."""
    program, *given = shlex.split(settings(unit)["ExecStart"][0])
    nowhere = str(tmp_path / "config.toml")
    arguments = [nowhere if each == str(CONFIG) else each for each in given]
    command = [sys.executable, "-m", "syncd", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)

    assert program == PROGRAM
    assert nowhere in arguments
    assert done.returncode == 2
    assert f"{nowhere}: there is no such file" in done.stderr


def test_systemd_finds_nothing_wrong(analyze: Analyze, tmp_path: Path) -> None:
    """It reads the units without a word; what it does not know would cost a line, and no exit code."""
    done = analyze("verify", "--man=no", *(f"./{unit}" for unit in (*SERVICES, TIMER)))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = analyze("--user", "verify", "--man=no", *(f"./{unit}" for unit in (*SERVICES, TIMER)), users_folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", SERVICES)
def test_the_services_are_hardly_exposed(unit: str, analyze: Analyze) -> None:
    """By systemd's own count, both are at most 1.2 of 10."""
    done = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", f"./{unit}")
    print(done.stdout.splitlines()[-1])

    assert done.returncode == 0, done.stdout
    assert f"Overall exposure level for {unit}" in done.stdout


def test_systemd_makes_the_user_that_the_units_name(tmp_path: Path) -> None:
    """With the home where the units keep the database."""
    if shutil.which("systemd-sysusers") is None:
        pytest.skip("not run: no systemd-sysusers on this machine")
    (tmp_path / "etc").mkdir()
    command = ["systemd-sysusers", f"--root={tmp_path}", str(ROOT / "systemd" / SYSUSERS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)
    made = (tmp_path / "etc/passwd").read_text().strip().split(":")

    assert done.returncode == 0, done.stderr
    assert (made[0], made[5]) == (USER, "/var/lib/syncd")
    assert "nologin" in made[6]
    assert [settings(unit)["User"] for unit in SERVICES] == [[USER]] * 2


def test_both_services_stand_behind_the_same_sandbox() -> None:
    """The daemon and the one-shot differ in how they start and end, and in nothing that guards them."""
    daemon, once = (settings(unit) for unit in SERVICES)
    differing = {key for key in daemon.keys() | once.keys() if daemon.get(key) != once.get(key)}

    assert differing == {
        *("Description", "Type", "NotifyAccess", "ExecStart", "TimeoutStartSec", "WatchdogSec", "WantedBy"),
        *("StartLimitIntervalSec", "StartLimitBurst", "SuccessExitStatus"),
        *("RuntimeDirectory", "RuntimeDirectoryMode", "RuntimeDirectoryPreserve"),
        *("Restart", "RestartSec", "RestartForceExitStatus", "RestartPreventExitStatus"),
    }


def test_the_exit_codes_are_those_of_the_program() -> None:
    """What passes is no failure, and waited for; nor is a sync that is stopped; a wrong configuration stays down."""
    daemon = settings(SERVICE)
    passing = f"{Exit.TROUBLE:d} {Exit.UNREACHABLE:d} {Exit.LOCKED:d}"
    stopped = f"{128 + signal.SIGINT:d} {128 + signal.SIGTERM:d}"

    assert daemon["SuccessExitStatus"] == daemon["RestartForceExitStatus"] == [passing]
    assert settings(ONCE)["SuccessExitStatus"] == [f"{passing} {stopped}"]
    assert daemon["RestartPreventExitStatus"] == [f"{Exit.USAGE:d}"]


def _minutes(time: str) -> int:
    return int(time.removesuffix("h")) * 60 if time.endswith("h") else int(time.removesuffix("min"))


def test_what_lasts_long_is_waited_for() -> None:
    """A lock or a full disk may last for days: who ends at once, time and again, never meets the start limit."""
    daemon = settings(SERVICE)
    every, interval = (_minutes(daemon[key][0]) for key in ("RestartSec", "StartLimitIntervalSec"))

    assert every >= 2  # and bounds what crashes at once
    assert interval // every + 1 < int(daemon["StartLimitBurst"][0])
    assert f"{Exit.STORE:d}" not in " ".join(daemon["SuccessExitStatus"] + daemon["RestartPreventExitStatus"]).split()
    assert daemon["Restart"] == ["on-failure"]


def test_the_readme_installs_where_a_service_can_reach_it() -> None:
    """The commands to paste put the program where the refusal of `service install` says, and name both ways to run it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"PIPX_BIN_DIR={Path(PROGRAM).parent} pipx install ." in readme
    assert f"sudo {PROGRAM} service install" in readme
    assert "--timer" in readme


def test_what_cannot_boot_says_so(tmp_path: Path) -> None:
    """Without root or the tools to boot a systemd, that test names what is missing, and is no failure."""
    for tool in ("dirname", "id"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    command = ["/bin/sh", str(ROOT / "tests/systemd_boot/boot.sh")]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=ENOUGH, check=False, env={"PATH": str(tmp_path)}
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "not run: needs " in done.stdout

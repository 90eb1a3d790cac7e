"""The systemd units, held against the program and against what the README tells people to paste."""

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.conftest import ENOUGH

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "systemd").iterdir())


def service() -> configparser.SectionProxy:
    """What the one-shot's unit says of the service."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    parser.read(ROOT / "systemd" / "syncd-once.service")
    return parser["Service"]


def test_the_readme_makes_what_the_unit_needs() -> None:
    """The user, the place of the program, the configuration and both units stand in the commands to paste."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    program = Path(shlex.split(service()["ExecStart"])[0])
    assert f"PIPX_BIN_DIR={program.parent} pipx install ." in readme
    assert f"-o {service()['User']} " in readme
    assert f"--home-dir /var/lib/{service()['StateDirectory']} " in readme
    assert all(unit.name in readme for unit in UNITS)


def test_the_unit_starts_what_there_is(tmp_path: Path) -> None:
    """The unit's command line is one that syncd understands: only the configuration is missing here."""
    nowhere = tmp_path / "config.toml"
    arguments = [str(nowhere) if each.endswith(".toml") else each for each in shlex.split(service()["ExecStart"])[1:]]
    command = [sys.executable, "-m", "syncd", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)
    assert done.returncode == 2
    assert f"{nowhere}: there is no such file" in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    """Systemd itself reads the units without a word, given a program in the place of ours."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/usr/local/bin/syncd", sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ENOUGH, check=False)
    assert (done.returncode, done.stderr) == (0, "")

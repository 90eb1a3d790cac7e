"""`syncd service`: shown, asked, written into another root, and taken away again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syncd.cli.options import Common
from syncd.cli.service import ServiceOptions, install, remove
from syncd.daemon.units import CONFIG, ONCE, SERVICE, SYSTEM_USERS, TIMER
from syncd.domain.errors import UsageError
from tests.cli.scene import Said, run

ENOUGH = 120
"""Seconds after which a process that hangs is given up; never waited for otherwise."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Another machine's root."""
    return tmp_path / "root"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's home, without a configuration."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "SYNCD_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def service(root: Path, *arguments: str) -> Said:
    """Run `syncd service …` for one's own systemd in another root."""
    return run("service", *arguments, "--user", "--root", str(root))


def units(root: Path, tmp_path: Path) -> set[str]:
    """The units that lie there."""
    folder = root / (tmp_path / "home/.config/systemd/user").relative_to("/")
    return {each.name for each in folder.iterdir()} if folder.exists() else set()


def test_print_shows_what_install_writes(root: Path, tmp_path: Path) -> None:
    """Word for word, with the place of each file above it."""
    printed = run("service", "print", "--user")
    installed = service(root, "install", "--yes")
    [place] = root.rglob(SERVICE)

    assert (printed.code, installed.code) == (0, 0)
    assert printed.out == f"#### {tmp_path}/home/.config/systemd/user/{SERVICE}\n{place.read_text()}\n"
    assert place.read_text() in installed.out
    assert place.stat().st_mode & 0o777 == 0o644


def test_installed_and_removed_again(root: Path, tmp_path: Path) -> None:
    """Both kinds, one after the other; the timer alone goes where only that is asked for."""
    said = [service(root, "install", "--yes").code, service(root, "install", "--timer", "--yes").code]
    assert (said, units(root, tmp_path)) == ([0, 0], {SERVICE, ONCE, TIMER})

    assert service(root, "remove", "--timer", "--yes").code == 0
    assert units(root, tmp_path) == {SERVICE}

    gone = service(root, "remove", "--yes")
    assert (gone.code, units(root, tmp_path)) == (0, set())
    assert "configuration and database stay" in gone.out

    again = service(root, "remove", "--yes")
    assert (again.code, "no unit of syncd" in again.err) == (0, True)


def test_without_a_configuration_nothing_is_started(root: Path, tmp_path: Path) -> None:
    """The commands that start it are told for later; with one they are among those to be run."""
    without = service(root, "install", "--yes").out
    config = root / (tmp_path / "home/.config/syncd/config.toml").relative_to("/")
    config.parent.mkdir(parents=True)
    config.touch(mode=0o600)
    ready = service(root, "install", "--yes").out

    assert "it is not started yet: write " in without
    assert f"then: systemctl --user restart {SERVICE}" in without
    assert f"to be run: systemctl --user restart {SERVICE}" in ready
    assert "it is not started yet" not in ready
    assert "loginctl enable-linger" in ready


def test_the_daemon_and_the_timer_are_never_both_enabled(root: Path, tmp_path: Path) -> None:
    """Whichever is installed last takes the other's place, before it starts; where there is no other, nothing is said."""
    config = root / (tmp_path / "home/.config/syncd/config.toml").relative_to("/")
    config.parent.mkdir(parents=True)
    config.touch(mode=0o600)
    alone = service(root, "install", "--yes").out
    timer = service(root, "install", "--timer", "--yes").out
    daemon = service(root, "install", "--yes").out

    assert " disable " not in alone
    for said, old, new in ((timer, SERVICE, TIMER), (daemon, TIMER, SERVICE)):
        steps = [line.removeprefix("to be run: ") for line in said.splitlines() if line.startswith("to be run: ")]
        assert steps[-3:] == [
            f"systemctl --user disable --now {old}",
            f"systemctl --user enable {new}",
            f"systemctl --user restart {new}",
        ]


def test_a_unit_that_is_replaced_is_told(root: Path) -> None:
    """Somebody may have written it by hand."""
    service(root, "install", "--yes")
    [place] = root.rglob(SERVICE)
    same = service(root, "install", "--yes").out
    place.write_text("[Unit]\nDescription=mine\n")
    other = service(root, "install", "--yes").out

    assert "(replaces another one)" not in same
    assert "(replaces another one)" in other


def test_nobody_at_the_terminal_is_asked(root: Path, tmp_path: Path) -> None:
    """A program says --yes; without it nothing is written or removed."""
    asked = subprocess.run(
        [sys.executable, "-m", "syncd", "service", "install", "--user", "--root", str(root)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )
    assert (asked.returncode, "--yes" in asked.stderr, units(root, tmp_path)) == (2, True, set())


def test_a_program_in_somebodys_folder_is_refused_for_the_system(root: Path, tmp_path: Path) -> None:
    """With what hides it, and the commands that mend it; nothing is written."""
    program = tmp_path / "bin/syncd"  # pytest's own folder lies where services see nothing
    program.parent.mkdir()
    shutil.copy(sys.executable, program)
    before, sys.argv = sys.argv, [str(program)]
    try:
        with pytest.raises(UsageError) as refused:
            install(Common(), ServiceOptions(is_users=False, has_timer=True, is_sure=True, root=root))
    finally:
        sys.argv = before

    told = str(refused.value)
    assert f"{program}: " in told
    assert "sudo env PIPX_HOME=/opt/pipx PIPX_BIN_DIR=/usr/local/bin pipx install" in told
    assert "sudo /usr/local/bin/syncd service install --timer" in told
    assert "--user" in told
    assert not root.exists()


def test_a_configuration_in_somebodys_home_is_refused_for_the_system(root: Path) -> None:
    """The service could not read it, whatever its mode."""
    wish = ServiceOptions(is_users=False, has_timer=False, is_sure=True, root=root)

    with pytest.raises(UsageError, match=f"put the configuration at {CONFIG}"):
        install(Common(config=Path("/home/alice/.config/syncd/config.toml")), wish)


def test_the_systems_files_are_removed_with_the_rest(root: Path) -> None:
    """What declares the user goes with the units that need it, and stays where only the timer goes."""
    paths = [SYSTEM_USERS, *(Path("/etc/systemd/system", name) for name in (SERVICE, ONCE, TIMER))]
    for path in paths:
        place = root / path.relative_to("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("ours\n")

    remove(ServiceOptions(is_users=False, has_timer=True, is_sure=True, root=root))
    left = {path.name for path in root.rglob("*") if path.is_file()}
    remove(ServiceOptions(is_users=False, has_timer=False, is_sure=True, root=root))

    assert left == {SYSTEM_USERS.name, SERVICE}
    assert not [path for path in root.rglob("*") if path.is_file()]


def test_only_root_changes_the_system() -> None:
    """Somebody else is told of sudo, and of --user."""
    code = (
        "import os\n"
        "from syncd.cli.options import Common\n"
        "from syncd.cli.service import ServiceOptions, install\n"
        "os.geteuid() or os.setuid(65534)\n"
        "install(Common(), ServiceOptions(is_users=False, has_timer=False, is_sure=True))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=ENOUGH, check=False)

    assert done.returncode != 0
    assert "only root may change the system's units" in done.stderr
    assert "--user" in done.stderr

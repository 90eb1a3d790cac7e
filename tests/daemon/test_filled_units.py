"""Units filled for one program."""

import sys
from pathlib import Path

import pytest

from syncd.daemon.units import (
    CONFIG,
    ONCE,
    PROGRAM,
    SERVICE,
    SYSTEM_USERS,
    TIMER,
    UnitOrder,
    places,
    started_as,
    unit_files,
)
from syncd.domain.errors import UsageError
from syncd.shipped import shipped

MINE = Path("/home/alice/.config/systemd/user")
OWN_CONFIG = Path("/home/alice/.config/syncd/config.toml")


def order(*program: str, config: Path = CONFIG, users_folder: Path | None = None, has_timer: bool = False) -> UnitOrder:
    """An order for a program."""
    return UnitOrder(program=program or (PROGRAM,), config=config, users_folder=users_folder, has_timer=has_timer)


def texts(wanted: UnitOrder) -> dict[str, str]:
    """The files' names and contents."""
    return {each.path.name: each.text for each in unit_files(wanted)}


@pytest.mark.parametrize("has_timer", [False, True])
def test_the_shipped_units_are_those_of_the_usual_place(*, has_timer: bool) -> None:
    """What `service install` writes for a program at the usual place is what one reads in the source, word for word."""
    for name, text in texts(order(has_timer=has_timer)).items():
        source = {"syncd.conf": "syncd.sysusers.conf"}.get(name, name)
        assert text == (shipped("systemd") / source).read_text(encoding="utf-8")


def test_a_unit_starts_the_very_program_and_configuration() -> None:
    """Both of them stand in the line that systemd runs, and nowhere else is anything changed."""
    plain, filled = texts(order()), texts(order("/opt/s/bin/python", "-m", "syncd", config=Path("/srv/syncd.toml")))
    changed = set(filled[SERVICE].splitlines()) - set(plain[SERVICE].splitlines())

    assert changed == {"ExecStart=/opt/s/bin/python -m syncd daemon --config /srv/syncd.toml --log-format json"}


@pytest.mark.parametrize(
    "word", ["/opt/my programs/syncd", "/opt/50%/syncd", "/opt/$HOME/syncd", "/opt/a\nb/syncd", ""]
)
def test_a_path_that_systemd_would_read_otherwise_is_refused(word: str) -> None:
    """Blanks, specifiers, variables and line breaks mean something in a unit."""
    with pytest.raises(UsageError, match="plain letters"):
        unit_files(order(word))


def test_a_user_has_no_part_of_the_system() -> None:
    """A user's units name no user, mount nothing and wait for none of the machine's targets."""
    files = unit_files(order(config=OWN_CONFIG, users_folder=MINE))
    [daemon] = files
    keys = {line.partition("=")[0] for line in daemon.text.splitlines() if "=" in line and not line.startswith("#")}

    assert daemon.path == MINE / SERVICE
    assert keys.isdisjoint(
        {"User", "StateDirectory", "LoadCredential", "ProtectHome", "PrivateUsers", "After", "Wants"}
    )
    assert {"NoNewPrivileges", "SystemCallFilter", "WatchdogSec", "UMask"} <= keys
    assert "WantedBy=default.target" in daemon.text
    assert "Secrets" not in daemon.text


def test_the_timer_comes_with_what_it_starts() -> None:
    """And the daemon stays away; the system's user is needed in both cases."""
    assert texts(order(has_timer=True)).keys() == {SYSTEM_USERS.name, ONCE, TIMER}
    assert texts(order()).keys() == {SYSTEM_USERS.name, SERVICE}
    assert (order(has_timer=True).started, order().started) == (TIMER, SERVICE)
    assert {each.path for timer in (True, False) for each in unit_files(order(has_timer=timer))} == set(places(None))


def test_a_program_is_started_as_it_was(tmp_path: Path) -> None:
    """By its full path where it is a command called syncd, links kept; else by its Python."""
    command = tmp_path / "syncd"
    command.symlink_to(sys.executable)

    assert started_as(str(command), "/usr/bin/python3") == (str(command),)
    assert started_as(str(tmp_path / "pytest"), "/usr/bin/python3") == ("/usr/bin/python3", "-m", "syncd")
    assert started_as(sys.executable, "/usr/bin/python3") == ("/usr/bin/python3", "-m", "syncd")

"""What `syncd doctor` finds on the machine itself: units, port, messenger, clock, owners and modes."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from syncd import __version__
from syncd.store.lock import only_writer
from tests.cli.scene import Said, Scene


def findings(said: Said, check: str) -> list[dict[str, Any]]:
    """The findings of one check."""
    return [each for each in said.json() if each["check"] == check]


class Systemd:
    """A `systemctl` and a `syncd` of a test's own, found before any other."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.program = folder, folder / "syncd"
        self.says(self.program, f"echo syncd {__version__}")

    def says(self, program: Path, line: str) -> None:
        """A program of one line of shell."""
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)

    def knows(self, unit: str, config: Path, **facts: str) -> None:
        """What `systemctl show` tells of one unit; it has never heard of the others."""
        command = f"{self.program} daemon --config {config} --log-format json"
        known = {"Id": unit, "LoadState": "loaded", "ActiveState": "active", "UnitFileState": "enabled", **facts}
        known["ExecStart"] = f"{{ path={self.program} ; argv[]={command} ; ignore_errors=no ; pid=0 }}"
        shown = "\n".join(f"{name}={value}" for name, value in known.items())
        (self.folder / "shown").write_text(f"{shown}\n\nId=other\nLoadState=not-found\n")
        self.says(self.folder / "systemctl", f"cat {self.folder}/shown")


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    """Stands before the machine's own."""
    made = Systemd(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{made.folder}{os.pathsep}{os.environ['PATH']}")
    return made


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    with closing(create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def test_a_unit_that_runs_is_well(fresh: Scene, systemd: Systemd) -> None:
    """Installed, running, this very version, this configuration: one line."""
    systemd.knows("syncd.service", fresh.config)
    (found,) = findings(fresh.run("doctor", "--json"), "unit syncd.service")
    assert (found["state"], found["detail"]) == ("ok", "is active")


@pytest.mark.parametrize(
    ("facts", "state", "remedy"),
    [
        ({"ActiveState": "failed"}, "fail", "journalctl -u syncd.service"),
        ({"ActiveState": "inactive"}, "warn", "systemctl enable --now syncd.service"),
        ({"UnitFileState": "disabled"}, "warn", "systemctl enable syncd.service"),
        ({"NeedDaemonReload": "yes"}, "warn", "systemctl daemon-reload"),
        ({"LoadState": "bad-setting"}, "fail", "syncd service install"),
    ],
)
def test_a_unit_that_is_not_well(
    fresh: Scene, systemd: Systemd, facts: dict[str, str], state: str, remedy: str
) -> None:
    """Whatever systemd says of it has its remedy; what only a human can mend is exit 4."""
    systemd.knows("syncd.service", fresh.config, **facts)
    said = fresh.run("doctor", "--json")
    found = findings(said, "unit syncd.service")[0]
    assert found["state"] == state
    assert remedy in found["remedy"]
    assert said.code == (4 if state == "fail" else 0)


def test_a_unit_of_another_syncd(fresh: Scene, systemd: Systemd, tmp_path: Path) -> None:
    """Another version, another configuration, no program at all: each is told."""
    systemd.knows("syncd.service", tmp_path / "other.toml")
    systemd.says(systemd.program, "echo syncd 0.0.1")
    details = [each["detail"] for each in findings(fresh.run("doctor", "--json"), "unit syncd.service")]
    assert f"starts syncd 0.0.1, this is syncd {__version__}" in details
    assert f"runs with {tmp_path / 'other.toml'}, not with {fresh.config}" in details
    systemd.program.unlink()
    said = fresh.run("doctor", "--json")
    assert any("does not run" in each["detail"] for each in findings(said, "unit syncd.service"))
    assert said.code == 4


@pytest.mark.parametrize(("open_to_it", "states"), [("/srv", ["ok", "fail"]), ("/srv {folder}", ["ok"])])
def test_a_database_where_the_unit_may_not_write(
    fresh: Scene, systemd: Systemd, open_to_it: str, states: list[str]
) -> None:
    """Somebody has changed `database` since the unit was written: it is to be written anew."""
    facts = {"ProtectSystem": "strict", "ReadWritePaths": open_to_it.format(folder=fresh.database.parent)}
    systemd.knows("syncd.service", fresh.config, **facts)
    found = findings(fresh.run("doctor", "--json"), "unit syncd.service")
    assert [each["state"] for each in found] == states
    assert all("syncd service install" in each["remedy"] for each in found if each["state"] == "fail")


def test_no_unit_is_no_fault(fresh: Scene, systemd: Systemd) -> None:
    """Where systemd does not run, or knows none of ours, one line says how to install them."""
    systemd.says(systemd.folder / "systemctl", "echo Host is down >&2; exit 1")
    (found,) = findings(fresh.run("doctor", "--json"), "units")
    assert (found["state"], "syncd service install" in found["detail"]) == ("ok", True)


def test_a_port_in_use(fresh: Scene, taken: int) -> None:
    """Where another program listens at the configured address the daemon could not: exit 4, with the setting to change."""
    fresh.rewrite("[apps.boomplay]", f'[daemon]\nlisten = "127.0.0.1:{taken}"\n\n[apps.boomplay]')
    said = fresh.run("doctor", "--json")
    (found,) = findings(said, "port")
    assert (said.code, found["state"], "another program" in found["detail"]) == (4, "fail", True)
    assert "[daemon]" in found["remedy"]


def test_a_port_that_is_free_or_the_daemons_own(synced: Scene, taken: int) -> None:
    """A free port is well; while our daemon runs nobody minds that it is taken, unless the daemon says so itself."""
    synced.rewrite("[apps.boomplay]", '[daemon]\nlisten = "127.0.0.1:0"\n\n[apps.boomplay]')
    assert findings(synced.run("doctor", "--json"), "port")[0]["state"] == "ok"
    synced.rewrite("127.0.0.1:0", f"127.0.0.1:{taken}")
    with only_writer(synced.database, is_daemon=True):
        assert findings(synced.run("doctor", "--json"), "port") == []
        synced.execute("insert into notices (key, text, since) values ('port', 'taken', '2026-11-22 12:00:00.000000')")
        (found,) = findings(synced.run("doctor", "--json"), "port")
        assert (found["state"], found["detail"]) == ("fail", "taken")


def test_a_messenger_that_is_missing(fresh: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants to be told things and has not installed the extra is told the command; the address is not shown."""
    monkeypatch.setitem(sys.modules, "apprise", None)  # Python's own way to say that it is not there
    fresh.rewrite("[apps.boomplay]", '[notify]\nurls = ["ntfy://secret-topic"]\n\n[apps.boomplay]')
    said = fresh.run("doctor", "--json")
    (found,) = findings(said, "notify")
    assert (found["state"], "apprise" in found["remedy"]) == ("warn", True)
    assert "secret-topic" not in said.out + said.err


@pytest.mark.parametrize(("behind", "state"), [(timedelta(minutes=10), "warn"), (timedelta(days=7), "warn")])
def test_a_clock_that_went_back(synced: Scene, behind: timedelta, state: str) -> None:
    """A database that knows a later moment than now is told with how to set the clock; exit 0, for the daemon waits."""
    later = f"{datetime.now(UTC) + behind:%Y-%m-%d %H:%M:%S.%f}"
    synced.execute("update cycles set started_at = ?, ended_at = ?", later, later)
    said = synced.run("doctor", "--json")
    (found,) = findings(said, "clock")
    assert (said.code, found["state"], "timedatectl" in found["remedy"]) == (0, state, True)


def test_copies_and_locks_open_to_others(synced: Scene) -> None:
    """What stands beside the database holds what the database holds: its mode is looked at, and chmod named."""
    copy = synced.database.parent / "backups" / "a copy"
    copy.parent.mkdir(exist_ok=True)
    copy.write_text("")
    copy.chmod(0o644)
    said = synced.run("doctor", "--json")
    (found,) = findings(said, "files")
    assert (said.code, found["state"], found["remedy"]) == (0, "warn", f"chmod 600 '{copy}'")
    copy.chmod(0o600)
    assert findings(synced.run("doctor", "--json"), "files") == []
    assert not [each for each in synced.config.parent.glob("syncd.db*") if stat.S_IMODE(each.stat().st_mode) & 0o077]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_configuration_of_another_owner(fresh: Scene) -> None:
    """Who works with somebody else's configuration is told whose it is, and to work as him."""
    os.chown(fresh.config, 65_534, -1)
    (found,) = findings(fresh.run("doctor", "--json"), "config")
    assert (found["state"], found["remedy"]) == ("warn", "run syncd as nobody")


def test_a_database_of_another_machine(synced: Scene) -> None:
    """A copy that was last used elsewhere is exit 74, with the command that adopts it."""
    synced.execute("update home set machine = 'another'")
    said = synced.run("doctor", "--json")
    assert said.code == 74
    assert any("syncd db adopt" in each["remedy"] for each in findings(said, "database"))

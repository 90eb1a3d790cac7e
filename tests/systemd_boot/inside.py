"""Looks at syncd's service from within a machine that systemd booted. `boot.sh` starts it, and reads what it prints."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PORT = "8799"
SYNCD = "/usr/local/bin/syncd"
CONFIG = Path("/etc/syncd/config.toml")
CREDENTIAL = Path("/etc/syncd/credentials/boomplay-token")
FROM_SANDBOX = Path("/opt/check/sandbox.toml")
PATIENCE = 60
"""Seconds that something may take that must come; then the machine's journal is printed."""

QUICK = "[Service]\nRestartSec=1\nWatchdogSec=8\n"
SOON = "[Timer]\nOnCalendar=\nOnActiveSec=1\nRandomizedDelaySec=0\nAccuracySec=1\n"


def run(*command: str, may_fail: bool = False) -> str:
    """What a command says; it must end with 0 unless it may fail."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    if done.returncode and not may_fail:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def wait_for(what: str, is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so, and say it."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"not in {PATIENCE} s: {what}"
        time.sleep(0.2)
    print(f"ok: {what}")


def shown(unit: str, value: str) -> str:
    """One property of a unit."""
    return run("systemctl", "show", "--value", "-p", value, unit)


def drop_in(unit: str, text: str) -> None:
    """Change a unit as its administrator would."""
    folder = Path(f"/etc/systemd/system/{unit}.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "check.conf").write_text(text, encoding="utf-8")
    run("systemctl", "daemon-reload")


def start_the_services() -> None:
    """The stand-ins on loopback, and the configuration that points at them."""
    serve = [SYNCD, "sandbox", "--port", PORT, "--favourites", "20", "--write-config", str(FROM_SANDBOX)]
    run("systemd-run", "--unit=standins", *serve)
    wait_for("the stand-ins serve", FROM_SANDBOX.exists)


def install_without_configuration() -> None:
    """The unit and its user are made, and nothing is started."""
    said = run(SYNCD, "service", "install", "--yes")
    assert "it is not started yet" in said, said
    assert shown("syncd.service", "ActiveState") == "inactive"
    assert "/var/lib/syncd" in run("getent", "passwd", "syncd")
    print("ok: without a configuration nothing is started")


def configure() -> None:
    """The system's own configuration: Boomplay's token is a credential that only root can read."""
    lines = [line for line in FROM_SANDBOX.read_text(encoding="utf-8").splitlines() if not line.startswith("database")]
    at = lines.index("[accounts.my-boomplay]") + 2
    token = lines[at].removeprefix('token = "').removesuffix('"')
    lines[at] = 'token = { credential = "boomplay-token" }'
    CREDENTIAL.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    CREDENTIAL.touch(mode=0o600)
    CREDENTIAL.write_text(f"{token}\n", encoding="utf-8")
    CONFIG.touch(mode=0o600)
    CONFIG.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("chown", "syncd:", str(CONFIG))


def daemon_is_ready() -> None:
    """`service install` starts it, and systemd waits for its READY."""
    drop_in("syncd.service", QUICK)
    run(SYNCD, "service", "install", "--yes")
    assert shown("syncd.service", "ActiveState") == "active"
    assert run("systemctl", "is-enabled", "syncd.service") == "enabled"
    print("ok: READY")
    wait_for("STATUS", lambda: shown("syncd.service", "StatusText").startswith("3 accounts; next poll "))


def credential_arrives() -> None:
    """Boomplay was read, with a token that the service's user cannot read by itself."""

    def is_read() -> bool:
        said = run("runuser", "-u", "syncd", "--", SYNCD, "status", "--json", "-q", may_fail=True)
        account = json.loads(said)["profiles"]["default"]["accounts"]["my-boomplay"] if said else {}
        return account.get("last_whole_look") is not None

    assert run("runuser", "-u", "syncd", "--", "cat", str(CREDENTIAL), may_fail=True) == ""
    wait_for("the credential arrives", is_read)
    assert run("stat", "-c", "%a %U", "/var/lib/syncd/syncd.db") == "600 syncd"


def restarts(signal: str, what: str) -> None:
    """The signal costs one restart, and the daemon is ready again."""
    before = int(shown("syncd.service", "NRestarts"))
    run("systemctl", "kill", "--kill-whom=main", f"--signal={signal}", "syncd.service")
    wait_for(
        what,
        lambda: int(shown("syncd.service", "NRestarts")) > before and shown("syncd.service", "ActiveState") == "active",
    )


def sandbox_bites() -> None:
    """The same unit, with a program in its place that tries what it should not."""
    unit = Path("/etc/systemd/system/syncd-once.service").read_text(encoding="utf-8")
    start = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    probe = unit.replace(start, "ExecStart=/usr/bin/python3 /opt/check/probe.py")
    probe = probe.replace("SuccessExitStatus=3 69 75 130 143", "SuccessExitStatus=0")
    Path("/etc/systemd/system/probe.service").write_text(probe, encoding="utf-8")
    run("systemctl", "daemon-reload")
    run("systemctl", "start", "probe.service", may_fail=True)
    told = run("journalctl", "-u", "probe.service", "-o", "cat", "--no-pager")
    assert shown("probe.service", "Result") == "success", told
    print("ok: the sandbox bites")


def ends_cleanly() -> None:
    """Stopped within its time, with 0, and gone after `service remove`."""
    run("systemctl", "stop", "syncd.service")
    assert (shown("syncd.service", "Result"), shown("syncd.service", "ExecMainStatus")) == ("success", "0")
    run(SYNCD, "service", "remove", "--yes")
    assert not Path("/etc/systemd/system/syncd.service").exists()
    assert Path("/var/lib/syncd/syncd.db").exists()
    print("ok: stopped and removed, the database stays")


def timer_starts_it() -> None:
    """The one-shot runs when the timer says so, and ends well."""
    drop_in("syncd-once.timer", SOON)
    run(SYNCD, "service", "install", "--timer", "--yes")
    wait_for("the timer starts a sync", lambda: shown("syncd-once.service", "ExecMainExitTimestampMonotonic") != "0")
    assert shown("syncd-once.service", "Result") == "success"


def main() -> int:
    """All of it, in order; the journal where something is not so."""
    try:
        start_the_services()
        install_without_configuration()
        configure()
        daemon_is_ready()
        credential_arrives()
        restarts("KILL", "killed, it is started again")
        restarts("STOP", "hung, it is killed by the watchdog and started again")
        assert "Watchdog timeout" in run("journalctl", "-u", "syncd.service", "--no-pager")
        ends_cleanly()
        timer_starts_it()
        sandbox_bites()
    except (AssertionError, OSError, ValueError, subprocess.TimeoutExpired) as error:
        print(f"failed: {error}")
        print(run("journalctl", "--no-pager", "-n", "200", may_fail=True))
        return 1
    print("all of it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())

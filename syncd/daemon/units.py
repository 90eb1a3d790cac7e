"""The units for systemd, filled for one program: what `syncd service` writes.

The templates are whole units, for `/usr/local/bin/syncd` and `/etc/syncd/config.toml`, and travel inside the package.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from syncd.domain.errors import UsageError
from syncd.shipped import shipped

PROGRAM = "/usr/local/bin/syncd"
"""The program that the templates name."""

CONFIG = Path("/etc/syncd/config.toml")
"""The configuration that the templates name."""

USER = "syncd"
"""Whom the system's units run as."""

SERVICE, ONCE, TIMER = "syncd.service", "syncd-once.service", "syncd-once.timer"
SYSUSERS = "syncd.sysusers.conf"

SYSTEM_UNITS = Path("/etc/systemd/system")
SYSTEM_USERS = Path("/etc/sysusers.d/syncd.conf")

# A manager of one user is no root: it changes no user, mounts nothing, passes no device or address rules to the kernel,
# and knows no targets of the machine. What is left it can do.
_SYSTEMS_ALONE = re.compile(
    r"(User|StateDirectory\w*|ConfigurationDirectory\w*|LoadCredential|CapabilityBoundingSet|AmbientCapabilities"
    r"|DevicePolicy|IPAddressDeny|KeyringMode|Private\w+|ProcSubset|Protect\w+|RemoveIPC|Wants|After)="
)
_NETWORK = "After=network-online.target nss-lookup.target time-sync.target\n"
_STATE = "StateDirectoryMode=0700\n"
# What needs no quotes, no escapes and no thought in an ExecStart= line.
_PLAIN = re.compile(r"[\w./+@=:,~-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A file of systemd's: where it belongs, and what stands in it."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOrder:
    """Which units are wanted: for what program and configuration, and for whose manager.

    `users_folder` is where a user's own manager looks; None is the whole system. `data` is the folder of a database
    that lies outside of the service's own.
    """

    program: tuple[str, ...]
    config: Path
    users_folder: Path | None = None
    has_timer: bool = False
    data: Path | None = None

    @property
    def started(self) -> str:
        """The unit to enable and start."""
        return TIMER if self.has_timer else SERVICE

    @property
    def names(self) -> tuple[str, ...]:
        """The units."""
        return (ONCE, TIMER) if self.has_timer else (SERVICE,)

    @property
    def folder(self) -> Path:
        """Where they belong."""
        return self.users_folder or SYSTEM_UNITS


def started_as(program: str, python: str) -> tuple[str, ...]:
    """The words that start this very program again, wherever one stands; a link stays a link, an upgrade changes its end."""
    found = shutil.which(program)
    return (str(Path(found).absolute()),) if found and Path(found).name == "syncd" else (python, "-m", "syncd")


def unit_files(order: UnitOrder) -> list[UnitFile]:
    """All that this order needs. Raises UsageError for a path that does not fit into a unit."""
    units = [UnitFile(order.folder / name, _filled(_template(name), order)) for name in order.names]
    return units if order.users_folder else [UnitFile(SYSTEM_USERS, _template(SYSUSERS)), *units]


def places(users_folder: Path | None) -> list[Path]:
    """Where files of ours may lie, whatever was ordered."""
    units = [(users_folder or SYSTEM_UNITS) / name for name in (TIMER, ONCE, SERVICE)]
    return units if users_folder else [*units, SYSTEM_USERS]


def _template(name: str) -> str:
    return (shipped("systemd") / name).read_text(encoding="utf-8")


def _filled(template: str, order: UnitOrder) -> str:
    for word in (*order.program, str(order.config), *([str(order.data)] if order.data else [])):
        if not _PLAIN.fullmatch(word):
            raise UsageError(f"{word}: a unit needs a path of plain letters", remedy="move or link it to such a one")
    text = template.replace(f"ExecStart={PROGRAM} ", f"ExecStart={' '.join(order.program)} ")
    text = text.replace(f"--config {CONFIG} ", f"--config {order.config} ")
    if order.users_folder:
        return _for_a_user(text)
    return _with_data(text, order.data) if order.data else text


def _with_data(text: str, data: Path) -> str:
    """With a folder that may be written beside the service's own, on a disk that is waited for."""
    text = text.replace(_NETWORK, f"{_NETWORK}# The database's disk.\nRequiresMountsFor={data}\n")
    return text.replace(_STATE, f"{_STATE}# The database's folder.\nReadWritePaths={data}\n")


def _for_a_user(text: str) -> str:
    """Without the settings that only the system's manager can carry out, each with the comment above it."""
    kept: list[str] = []
    for line in text.splitlines():
        if not _SYSTEMS_ALONE.match(line):
            kept.append(line.replace("multi-user.target", "default.target").replace("systemctl ", "systemctl --user "))
            continue
        while kept and kept[-1].startswith("#"):
            kept.pop()
    return "\n".join(kept) + "\n"

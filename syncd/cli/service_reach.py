"""Whether the service's user could reach what its unit names: the program, the configuration, and the files that this names."""

import os
import pwd
import shlex
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import syncd
from syncd.daemon.config_file import load
from syncd.daemon.logins import secrets_of
from syncd.daemon.reach import closed_folders, hidden, may_read, out_of_reach
from syncd.daemon.secrets import READABLE_BY_OTHERS, FileSecret, Secret
from syncd.daemon.settings import FileAccount, Settings
from syncd.daemon.units import CONFIG, PROGRAM, USER, UnitOrder
from syncd.domain.errors import ConfigError


class FileKind(StrEnum):
    """What a file is to the service."""

    CONFIG = "the configuration"
    SECRET = "the secret"  # noqa: S105  # a word; the file is its user's alone
    LIST = "the list"  #: somebody's favourites


@dataclass(frozen=True, slots=True)
class Needed:
    """A file that the service reads; `path` is where it lies for us."""

    kind: FileKind
    path: Path


def program_hindrances(order: UnitOrder) -> list[str]:
    """Why the service's user could not run this program, and what mends it, line by line."""
    python = {Path(sys.executable), Path(sys.base_prefix)}
    far = out_of_reach(sorted({Path(order.program[0]), *python, Path(syncd.__file__).parent}))
    if not far:
        return []
    with_python = " --python /usr/bin/python3" if python & far.keys() else ""
    return [
        f"the service runs as the user {USER}, who cannot reach this program:",
        *(f"  {path}: {reason}" for path, reason in far.items()),
        "to install it for everybody, in syncd's folder:",
        f"  sudo env PIPX_HOME=/opt/pipx PIPX_BIN_DIR=/usr/local/bin pipx install{with_python} .",
        f"  sudo {PROGRAM} service install{' --timer' if order.has_timer else ''}",
        "or let it run as yourself: add --user",
    ]


def files_needed(config: Path) -> list[Needed]:
    """The configuration, and what it names: files with secrets, lists of favourites. Raises ConfigError."""
    needed = [Needed(FileKind.CONFIG, config)]
    if not os.access(config, os.R_OK):
        return needed  # not there yet, or not for us to read
    settings = load(config, os.environ)
    secrets = [each.path for each in _secrets(settings) if isinstance(each, FileSecret)]
    lists = [each.settings.path for each in settings.all_accounts() if isinstance(each.settings, FileAccount)]
    needed += [Needed(FileKind.SECRET, path) for path in dict.fromkeys(secrets)]
    return needed + [Needed(FileKind.LIST, path) for path in dict.fromkeys(lists)]


def checked_config(config: Path) -> tuple[list[Needed], list[str]]:
    """The files needed, and what is wrong with a configuration that the service would end at."""
    try:
        return files_needed(config), []
    except ConfigError as error:
        return [Needed(FileKind.CONFIG, config)], [str(error)]


def file_hindrances(needed: Sequence[Needed], root: Path | None = None, user: int | None = None) -> list[str]:
    """What would keep the service's user from these files whosever they are, and what mends it.

    `root` is the folder that we take for `/`, `user` he, where he exists already.
    """
    unseen = [(each, setting) for each in needed if (setting := hidden(as_seen(each.path, root)))]
    lines = [
        f"services do not see {each.kind} {as_seen(each.path, root)} ({setting}); {_elsewhere(each)}"
        for each, setting in unseen
    ]
    folders = dict.fromkeys(folder for each in needed for folder in closed_folders(each.path, user))
    closed = [folder for folder in folders if root is None or folder.is_relative_to(root)]
    if closed and not unseen:
        lines.append(
            f"the service runs as the user {USER}, who may not enter {', '.join(map(str, closed))}; to let him:"
        )
        lines.append(f"  sudo chmod o+x {shlex.join(map(str, closed))}")
    return lines


def unreadable(needed: Sequence[Needed], user: int | None) -> Iterator[str]:
    """The commands that let the service's user read these files, which are there."""
    own = [each.path for each in needed if each.path.exists() and not _is_his(each, user)]
    private = [str(each.path) for each in needed if each.path in own and each.kind is not FileKind.LIST]
    lists = [str(each.path) for each in needed if each.path in own and each.kind is FileKind.LIST]
    if private:
        yield f"chown {USER}: {shlex.join(private)}"
        yield f"chmod 600 {shlex.join(private)}"
    if lists:
        yield f"chmod o+r {shlex.join(lists)}"


def service_user() -> int | None:
    """The id of the service's user; None while the machine has none."""
    try:
        return pwd.getpwnam(USER).pw_uid
    except KeyError:
        return None


def _secrets(settings: Settings) -> Iterator[Secret]:
    for account in settings.all_accounts():
        if account.settings.enabled:
            yield from secrets_of(account).values()
    apps, hosts = settings.apps, settings.hosts
    named = (apps.jamendo.client_secret if apps.jamendo else None, hosts.listenbrainz.token, *settings.notify.urls)
    yield from (each for each in named if each is not None)


def as_seen(path: Path, root: Path | None) -> Path:
    """Where a file lies for the service; a link leads where it leads."""
    real = path.resolve()
    return Path("/", real.relative_to(root.resolve())) if root and real.is_relative_to(root.resolve()) else real


def _elsewhere(needed: Needed) -> str:
    if needed.kind is FileKind.CONFIG:
        return f"put the configuration at {CONFIG}"
    return f"put it beside {CONFIG}, and name that place there"


def _is_his(needed: Needed, user: int | None) -> bool:
    if needed.kind is not FileKind.SECRET:
        return may_read(needed.path, user)
    about = needed.path.stat()
    return about.st_uid == user and not stat.S_IMODE(about.st_mode) & READABLE_BY_OTHERS

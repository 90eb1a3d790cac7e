"""A database outside of the service's own folder: whether the service could keep it there, and what it takes."""

import glob
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from syncd.cli.service_reach import as_seen
from syncd.daemon.config_file import load
from syncd.daemon.locations import SYSTEM_STATE
from syncd.daemon.reach import closed_folders, hidden, may_write
from syncd.daemon.units import CONFIG, USER
from syncd.domain.errors import ConfigError
from syncd.store.copies import backups_folder


def outside_database(config: Path) -> Path | None:
    """Where this configuration puts the database, if that is a place of its own; None for the service's own folder.

    A path that is relative, or begins with `~`, ends up there, since it is the home of the service's user.
    """
    try:
        settings = load(config, os.environ)
    except (ConfigError, OSError):
        return None  # not there yet, not for us to read, or told by others
    path = settings.database_path
    is_named = settings.database.removeprefix("sqlite:///").startswith("/")
    return path if is_named and not path.is_relative_to(SYSTEM_STATE.resolve()) else None


def database_hindrances(database: Path, root: Path | None = None, user: int | None = None) -> list[str]:
    """Why the service could not keep its database there whosever the folder is, and what mends it, line by line.

    `root` is the folder that we take for `/`, `user` the service's, where he exists already.
    """
    folder, seen = database.parent, as_seen(database.parent, root)
    if setting := hidden(seen):
        return [
            f"services do not see the database's folder {seen} ({setting}); without `database` in {CONFIG}",
            f"it stands in {SYSTEM_STATE}; to take along what it remembers, before and after that change:",
            "  sudo syncd db backup FILE",
            "  sudo syncd db restore FILE",
        ]
    if _is_shared(database) and not may_write(folder, user):
        return [
            f"the service runs as the user {USER}, who may not write in {seen}, and others do; let the database have a",
            f'folder of its own: database = "{seen / "syncd" / database.name}"',
        ]
    closed = [each for each in closed_folders(folder, user) if root is None or each.is_relative_to(root)]
    if closed:
        return [
            f"the service runs as the user {USER}, who may not enter {', '.join(map(str, closed))}; to let him:",
            f"  sudo chmod o+x {shlex.join(map(str, closed))}",
        ]
    return []


def to_be_given(database: Path, user: int | None) -> Iterator[str]:
    """The commands that let the service's user write there."""
    folder = database.parent
    if not folder.exists():
        yield f"install -d -m 700 -o {USER} -g {USER} {shlex.quote(str(folder))}"
        return
    others = [each for each in (folder, *_ours(database)) if not may_write(each, user)]
    if others:
        whole = [folder] if folder in others else others
        yield f"chown -R {USER}: {shlex.join(map(str, whole))}"


def _is_shared(database: Path) -> bool:
    """Whether anything else lies in its folder."""
    folder = database.parent
    try:
        return bool(set(folder.iterdir()) - set(_ours(database)) - {folder / "lost+found"})
    except OSError:
        return False  # not there yet, or not for us to look into


def _ours(database: Path) -> list[Path]:
    """What stands there of the database, its lock, its journal and its copies."""
    copies = backups_folder(database)
    beside = sorted(database.parent.glob(f"{glob.escape(database.name)}*"))
    return [*beside, *([copies] if copies.exists() else [])]

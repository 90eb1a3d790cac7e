"""Whose a file is that root makes beside somebody else's database: one `sudo syncd plan` must not lock the service out."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def hand_over(made: int, like: Path) -> None:
    """Give an open file or folder, which we have just made, to the owner of `like`; where that is not there, of its folder.

    Only root can, and only root need: of everybody else a file is his own. Never ask it for what was there before: its
    name may be another's link to a file of root's. Raises OSError.
    """
    whose = next((each for each in (like, like.parent) if each.exists()), None)
    if os.geteuid() == 0 and whose is not None:
        owner = whose.stat()
        os.fchown(made, owner.st_uid, owner.st_gid)


def make_file(path: Path, like: Path) -> None:
    """An empty file for its owner only, who is that of `like`, where it is missing. Raises OSError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    try:
        hand_over(handle, like)
    finally:
        os.close(handle)


def make_database(path: Path) -> None:
    """An empty file where the database is missing; one that is there becomes its owner's only: it holds tokens.

    Root makes it for the owner of its folder. Raises OSError.
    """
    make_folder(path.parent, path)
    make_file(path, path.parent)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & _OF_OTHERS:
        with suppress(OSError):  # another's file, which `doctor` tells, or a disk that may only be read
            path.chmod(mode & ~_OF_OTHERS)


def make_folder(folder: Path, like: Path) -> None:
    """A folder for its owner only, who is that of `like`, where it is missing; without `like` of the folder above it.

    Folders above it that are missing belong to whom the one above them belongs. Raises OSError.
    """
    if not folder.parent.exists():
        make_folder(folder.parent, folder.parent.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return  # if it is no folder, whoever puts a file there is told
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        hand_over(handle, like if like.exists() else folder.parent)
    finally:
        os.close(handle)

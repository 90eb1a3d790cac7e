"""Whose a file is that root makes beside somebody else's database: one `sudo syncd plan` must not lock the service out."""

import os
from pathlib import Path


def hand_over(made: int, like: Path) -> None:
    """Give an open file or folder, which we have just made, to the owner of `like`; nothing where that is not there.

    Only root can, and only root need: of everybody else a file is his own. Never ask it for what was there before: its
    name may be another's link to a file of root's. Raises OSError.
    """
    if os.geteuid() == 0 and like.exists():
        owner = like.stat()
        os.fchown(made, owner.st_uid, owner.st_gid)


def make_folder(folder: Path, like: Path) -> None:
    """A folder for its owner only, who is that of `like`, where it is missing. Raises OSError."""
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        return  # if it is no folder, whoever puts a file there is told
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        hand_over(handle, like)
    finally:
        os.close(handle)

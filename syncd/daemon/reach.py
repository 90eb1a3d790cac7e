"""Whether the system's service, as a user of its own and behind its sandbox, could reach a program and its files."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_HIDDEN = {
    Path("/home"): "ProtectHome",
    Path("/root"): "ProtectHome",
    Path("/run/user"): "ProtectHome",
    Path("/tmp"): "PrivateTmp",  # noqa: S108  # the unit sees another folder of that name
    Path("/var/tmp"): "PrivateTmp",  # noqa: S108  # as above
}
"""What the units hide from whoever runs in them, and by which setting."""


def out_of_reach(paths: Iterable[Path]) -> dict[Path, str]:
    """Those of the paths that such a user could not read, each with the reason. Links are followed; what is missing is not."""
    return {path: reason for path in paths if (reason := next(_hindrances(path), ""))}


def hidden(path: Path) -> str:
    """By which setting the units hide this from whoever runs in them; nothing where they do not."""
    return next((setting for folder, setting in _HIDDEN.items() if path.is_relative_to(folder)), "")


def closed_folders(path: Path, user: int | None = None) -> list[Path]:
    """The folders on the way to a file that such a user may not enter; he is `user` where he exists already."""
    folders = dict.fromkeys(folder for place in _places(path) for folder in reversed(place.parents))
    return [folder for folder in folders if not _allows(folder, os.X_OK, user)]


def may_read(path: Path, user: int | None = None) -> bool:
    """Whether such a user may read a file, once he is in its folder."""
    return _allows(path, os.R_OK, user)


def may_write(path: Path, user: int | None = None) -> bool:
    """Whether such a user may write a file, or put one into a folder."""
    return _allows(path, os.W_OK, user) and (not path.is_dir() or _allows(path, os.X_OK, user))


def _hindrances(path: Path) -> Iterator[str]:
    for place in _places(path):
        if setting := hidden(place):
            yield f"services do not see {place} ({setting})"
        for folder in reversed(place.parents):
            if not _allows(folder, os.X_OK):
                yield f"only its owner may enter {folder}"
        if not _allows(place, os.R_OK):
            yield f"only its owner may read {place}"


def _places(path: Path) -> Iterable[Path]:
    """Where it is, and where a link leads."""
    return dict.fromkeys((path.absolute(), path.resolve()))


def _allows(place: Path, right: int, user: int | None = None) -> bool:
    """Whether anybody may, or its owner, if that is he; a group may have more members than we know of, and he is none yet."""
    try:
        about = place.stat()
    except PermissionError:
        return False  # not even we may look
    except OSError:
        return True
    mode = stat.S_IMODE(about.st_mode)
    return bool((mode >> 6 if about.st_uid == user else mode) & right)

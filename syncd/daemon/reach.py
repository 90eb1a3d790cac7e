"""Whether the system's service, as a user of its own and behind its sandbox, could reach a program and its files."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_HIDDEN = {
    Path("/home"): "ProtectHome",
    Path("/root"): "ProtectHome",
    Path("/run/user"): "ProtectHome",
    Path("/tmp"): "PrivateTmp",  # noqa: S108 - the unit sees another folder of that name
    Path("/var/tmp"): "PrivateTmp",  # noqa: S108 - as above
}
"""What the units hide from whoever runs in them, and by which setting."""


def out_of_reach(paths: Iterable[Path]) -> dict[Path, str]:
    """Those of the paths that such a user could not read, each with the reason. Links are followed; what is missing is not."""
    return {path: reason for path in paths if (reason := next(_hindrances(path), ""))}


def hidden(path: Path) -> str:
    """By which setting the units hide this from whoever runs in them; nothing where they do not."""
    return next((setting for folder, setting in _HIDDEN.items() if path.is_relative_to(folder)), "")


def _hindrances(path: Path) -> Iterator[str]:
    for place in dict.fromkeys((path.absolute(), path.resolve())):
        if setting := hidden(place):
            yield f"services do not see {place} ({setting})"
        for folder in reversed(place.parents):
            if not _allows(folder, stat.S_IXOTH):
                yield f"only its owner may enter {folder}"
        if not _allows(place, stat.S_IROTH):
            yield f"only its owner may read {place}"


def _allows(place: Path, bit: int) -> bool:
    """Whether anybody may; a group may have more members than we know of, and the service's user is not yet one of them."""
    try:
        return bool(place.stat().st_mode & bit)
    except FileNotFoundError:
        return True

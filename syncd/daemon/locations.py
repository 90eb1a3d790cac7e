"""Where the configuration and the database lie."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from syncd.domain.errors import ConfigError
from syncd.store.marks import Mark

SYSTEM_FOLDER = Path("/etc/syncd")
"""The folder of the configuration of a whole machine."""

SYSTEM_STATE = Path("/var/lib/syncd")
"""Where such a configuration keeps its database."""

_SQLITE = "sqlite:///"


class NoConfig(ConfigError):
    """There is no configuration yet, anywhere."""


def home(env: Mapping[str, str]) -> Path:
    """The home folder of whoever calls."""
    return Path(env["HOME"]) if env.get("HOME") else Path.home()


def candidates(env: Mapping[str, str]) -> tuple[Path, ...]:
    """Where a configuration is looked for when nobody names one, in this order."""
    users = _base_folder("XDG_CONFIG_HOME", ".config", env) / "syncd"
    return users / "config.toml", SYSTEM_FOLDER / "config.toml"


def find_config(path: Path | None, env: Mapping[str, str]) -> Path:
    """The configuration file: `path`, `$SYNCD_CONFIG`, or the first that exists of the usual places.

    A file that was named need not exist for this to return it; it is never replaced by another.
    """
    if path is None and env.get("SYNCD_CONFIG"):
        path = Path(env["SYNCD_CONFIG"])
    if path is not None:
        return _absolute(path)
    places = candidates(env)
    for place in places:
        # A file that we may not look at is there: better to fail at it than to take another one silently.
        if os.path.lexists(place):
            return place
    raise NoConfig(
        f"no configuration found, neither {' nor '.join(map(str, places))}",
        remedy="start with syncd init",
    )


def _absolute(path: Path) -> Path:
    try:
        return path.absolute()
    except FileNotFoundError:
        raise ConfigError(f"{path}: the working folder is gone", remedy="name it by its whole path") from None


def place_to_start(env: Mapping[str, str], user: int) -> Path:
    """Where a first configuration goes when nobody names a place: root's is the whole machine's."""
    return candidates(env)[1 if user == 0 else 0]


def check_database(database: str) -> str:
    """A path or `sqlite:///PATH`. Raises ValueError."""
    if database.startswith(("postgresql", "postgres:")):
        raise ValueError("PostgreSQL comes later; for now a path, or sqlite:///PATH")
    plain = database.removeprefix(_SQLITE)
    if not plain or "://" in plain or ":memory:" in plain or not plain.isprintable():
        raise ValueError("must be the path of a file, or sqlite:///PATH")
    return database


def database_path(database: str, file: Path, env: Mapping[str, str]) -> Path:
    """The database's path in full. A relative one hangs on the configuration, not on whoever calls.

    Links are followed: locks and copies stand beside the file itself, by whatever name somebody calls it.
    """
    return Path(os.path.realpath(_named(database, file, env)))  # a circle of links is left to whoever opens the file


def database_mark(database: str, file: Path, env: Mapping[str, str]) -> Mark | None:
    """What remembers that this database was here, should its whole disk be gone one day.

    None where it needs none: beside the mark itself, or beside the configuration, it is not lost without that.
    """
    named, folder = _named(database, file, env), _state_folder(file, env)
    path = Path(os.path.realpath(named))
    if path.parent in {Path(os.path.realpath(folder)), Path(os.path.realpath(file)).parent}:
        return None
    return Mark(folder / "databases", frozenset({named, path}))


def _named(database: str, file: Path, env: Mapping[str, str]) -> Path:
    plain = database.removeprefix(_SQLITE)
    return home(env) / plain[2:] if plain.startswith("~/") else _state_folder(file, env) / plain


def _state_folder(file: Path, env: Mapping[str, str]) -> Path:
    if file.is_relative_to(SYSTEM_FOLDER):
        # systemd may list several folders; ours is the first.
        passed = env.get("STATE_DIRECTORY", "").partition(":")[0]
        return Path(passed) if passed else SYSTEM_STATE
    return _users_state(file.stat().st_uid, env) / "syncd"


def _users_state(owner: int, env: Mapping[str, str]) -> Path:
    """The state folder of the configuration's owner, so that `sudo syncd --config …` meets the same database.

    A file of root's outside /etc says nothing about a person (a read-only mount, say): then it is the caller's.
    """
    if owner not in {0, os.geteuid()}:
        try:
            return Path(pwd.getpwuid(owner).pw_dir) / ".local/state"
        except KeyError:
            pass  # a container's unnamed user: the caller's folder is the best there is
    return _base_folder("XDG_STATE_HOME", ".local/state", env)


def _base_folder(variable: str, fallback: str, env: Mapping[str, str]) -> Path:
    """A folder of the XDG base directory specification, which asks us to ignore relative values."""
    named = Path(env.get(variable, ""))
    return named if named.is_absolute() else home(env) / fallback

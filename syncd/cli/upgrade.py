"""`syncd db upgrade`: bring the database to this syncd's schema."""

from pathlib import Path

from syncd.cli.options import Common
from syncd.cli.session import prepare, settings_of
from syncd.cli.show import console, safe
from syncd.daemon.clock import SystemClock
from syncd.store.lock import only_writer
from syncd.store.schema import HEAD, copy_of


def upgrade_database(asked: Common) -> int:
    """Upgrade under the one writer's lock. Raises StoreLocked where another syncd is at work."""
    path = settings_of(asked).database_path
    now = SystemClock().now()
    with only_writer(path):
        before = prepare(path, now)
    console().print(safe(f"{path}: {outcome(before, copy_of(path, now))}"))
    return 0


def outcome(before: str | None, copy: Path) -> str:
    """What an upgrade did to a database that had this schema before."""
    if before is None:
        return f"made anew, schema {HEAD}"
    if before == HEAD:
        return f"already up to date, schema {HEAD}"
    return f"upgraded from schema {before} to {HEAD}; a copy of the old one is {copy}"

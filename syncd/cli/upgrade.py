"""`syncd db upgrade`: bring the database to this syncd's schema."""

from pathlib import Path

from syncd.cli.options import Common
from syncd.cli.session import mark_of, prepare, settings_of
from syncd.cli.show import console, safe
from syncd.daemon.clock import SystemClock
from syncd.domain.errors import UsageError
from syncd.store.lock import only_writer
from syncd.store.schema import HEAD, copy_of


def upgrade_database(asked: Common, *, is_fresh: bool = False) -> int:
    """Upgrade under the one writer's lock; `is_fresh` makes an empty database where one was and is gone.

    Raises StoreLocked where another syncd is at work, UsageError where there is a database and a fresh one is asked for.
    """
    settings = settings_of(asked)
    path, mark = settings.database_path, mark_of(settings)
    now = SystemClock().now()
    if is_fresh and path.exists() and path.stat().st_size:
        raise UsageError(f"{path} is there, and --fresh is for one that is gone", remedy=f"move it away first: {path}")
    with only_writer(path, may_be_lost=is_fresh, mark=mark):
        before = prepare(path, now)
        if mark:
            mark.make()
    console().print(safe(f"{path}: {outcome(before, copy_of(path, now))}"))
    return 0


def outcome(before: str | None, copy: Path) -> str:
    """What an upgrade did to a database that had this schema before."""
    if before is None:
        return f"made anew, schema {HEAD}"
    if before == HEAD:
        return f"already up to date, schema {HEAD}"
    return f"upgraded from schema {before} to {HEAD}; a copy of the old one is {copy}"

"""`syncd db backup` and `syncd db restore`, and the copy that a sync makes once a day."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from syncd.cli.exits import Exit
from syncd.cli.files import demand_place
from syncd.cli.options import Common
from syncd.cli.report import instant
from syncd.cli.session import mark_of, settings_of
from syncd.cli.show import console, counted, safe
from syncd.daemon.clock import SystemClock
from syncd.daemon.logs import log
from syncd.domain.errors import StoreFailed, UsageError
from syncd.store.copies import SIBLINGS, copy, daily_copy, dated
from syncd.store.lock import lock_file, only_writer
from syncd.store.lost import refuse_a_lost
from syncd.store.restore import Restored, restore

_SQLITE = b"SQLite format 3\0"


def backup(asked: Common, file: Path | None, *, force: bool = False) -> int:
    """Copy the database, also while another syncd writes; into `backups` beside it unless a place is named."""
    settings, now = settings_of(asked), SystemClock().now()
    path = settings.database_path
    refuse_a_lost(path, lock_file(path), mark_of(settings))
    if not path.exists():
        raise StoreFailed(f"{path}: no database yet", remedy="run: syncd sync")
    target = dated(path, now) if file is None else _target(path, file, now)
    if file is not None:
        demand_place(target, settings, force=force)
    copy(path, target)
    console().print(safe(f"{target}: a copy of {path}, {target.stat().st_size:,} bytes; it holds logins: keep it safe"))
    return Exit.DONE


def _target(path: Path, file: Path, now: datetime) -> Path:
    """The file that is asked for, or a dated one in the folder that is; never over what is no database."""
    target = file / dated(path, now).name if file.is_dir() else file
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}")
    own = {path.resolve(), lock_file(path).resolve(), *(Path(f"{path.resolve()}{suffix}") for suffix in SIBLINGS)}
    if target.resolve() in own:
        raise UsageError(f"{target} is the database itself")
    if target.exists() and not _is_database(target):
        raise UsageError(f"{target} is there and is no database")
    return target


def _is_database(file: Path) -> bool:
    """Whether something of SQLite's stands there; an empty file is nobody's loss."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) in {_SQLITE, b""}
    except OSError:
        return False


def copy_of_the_day(path: Path, now: datetime) -> None:
    """Make today's copy where it is missing. That it cannot be made is told, and undoes nothing of what was done."""
    try:
        daily_copy(path, now)
    except StoreFailed as error:
        log.warning("no copy of the database was made today", trouble=str(error))


def restore_database(asked: Common, file: Path) -> int:
    """Put a copy in the database's place, under the one writer's lock."""
    settings, now = settings_of(asked), SystemClock().now()
    path, mark = settings.database_path, mark_of(settings)
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file")
    if path.exists() and file.samefile(path):
        raise UsageError(f"{file} is the database itself")
    with only_writer(path, may_be_lost=True, mark=mark):
        restored = restore(path, file, now)
        if mark:
            mark.make()
    for line in _told(path, file, restored):
        console().print(safe(line))
    return Exit.DONE


def _told(path: Path, file: Path, restored: Restored) -> Iterator[str]:
    then = instant(restored.last_cycle_at)
    yield f"{path}: restored from {file}, {f'as it was after the cycle of {then}' if then else 'before its first cycle'}."
    if restored.kept is not None:
        yield f"The database before it is kept: {restored.kept}"
    yield from _logins(restored)
    if restored.sent:
        yield f"{counted(restored.sent, 'write')} of then may have arrived: nothing is written there before a look."
    yield "What this memory has missed since, it takes from your lists as they are now:"
    yield "  a love that is new to it counts as yours, also where syncd had made it (`wrong` will not take it back);"
    yield "  what is gone counts as unloved by you, and stays away;"
    yield "  what was both loved and unloved since may be loved again, and answers given since are asked anew."
    yield "Look before you go on: syncd plan"
    if restored.is_elsewhere:
        yield "It was last used on another machine: stop the syncd there, then run: syncd db adopt"


def _logins(restored: Restored) -> Iterator[str]:
    if restored.was_damaged:
        yield "That one could not be read, so the logins are the copy's: some may have to be made anew."
    elif restored.kept is not None:
        yield "Logins, and what was asked of each host, are those of today, not of the copy."

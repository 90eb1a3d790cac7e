"""The doctor's look at this machine: configuration and database."""

import glob
import os
import pwd
import shlex
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from syncd.cli.finding import Finding, Health, attempted, fail, from_error, ok, warn
from syncd.cli.show import counted
from syncd.daemon.settings import Settings
from syncd.daemon.units import USER
from syncd.domain.errors import ConfigError, StoreFailed
from syncd.store.copies import backups_folder
from syncd.store.database import Database, journal_mode
from syncd.store.home import refuse_a_strangers
from syncd.store.marks import Mark
from syncd.store.overview import damage, is_made, lock_holder, versions

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_config(settings: Settings) -> Iterator[Finding]:
    """The file that was loaded, and who we say we are."""
    about = settings.file.stat()
    mode, owner = stat.S_IMODE(about.st_mode), about.st_uid
    detail = f"{settings.file} (mode {mode:03o}, of {_name(owner)})"
    if owner != 0 and not _is_ours(owner):
        yield warn("config", f"{detail} belongs to somebody else", f"run syncd as {_name(owner)}")
    elif mode & _WRITABLE_BY_OTHERS:
        yield warn("config", f"{detail} can be changed by others", f"chmod go-w {shlex.quote(str(settings.file))}")
    else:
        yield ok("config", detail)
    yield ok("contact", f"we say: {settings.user_agent}")


def check_broken_config(error: ConfigError) -> Iterator[Finding]:
    """A finding for everything that is wrong with a configuration that could not be loaded."""
    remedy = error.remedy or "edit the file; syncd init --example shows every setting"
    for problem in str(error.args[0]).splitlines():
        yield fail("config", problem, remedy)


def check_database(path: Path, mark: Mark | None) -> Iterator[Finding]:
    """The file, what is in it, and who works on it."""
    try:
        has_database = is_made(path, mark)
    except StoreFailed as error:
        yield from_error("database", error, Health.FAIL)
        return
    if not has_database:
        yield _check_room(path)
        return
    yield check_owner(path)
    yield from attempted("files", _check_beside(path))
    try:
        yield from _check_inside(path)
    except StoreFailed as error:
        yield from_error("database", error, Health.FAIL)
    holder = lock_holder(path)
    who = "the daemon runs" if holder and holder.is_daemon else "another syncd is at work"
    yield ok("lock", f"held by process {holder.process}: {who}" if holder else "free")


def is_usable(path: Path) -> bool:
    """Whether a database of our schema stands there."""
    try:
        return is_made(path)
    except StoreFailed:
        return False


def may_write(folder: Path) -> bool:
    """Whether we may put files there, as whoever we are now."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK, effective_ids=True)


def why_no_room(path: Path) -> str:
    """Why no database could be made there, as whoever we are now; empty where one could."""
    folder = next(each for each in path.parents if each.exists())
    return "" if may_write(folder) else f"{folder} is not ours to write"


def _check_room(path: Path) -> Finding:
    """Whether the first sync will be able to make the database."""
    if why := why_no_room(path):
        return fail("database", f"{path} is not there yet, and {why}", "let syncd's user write there")
    return ok("database", f"{path} is not there yet; the first sync makes it")


def check_owner(path: Path) -> Finding:
    """Whose the database is, and who else may read it."""
    about = path.stat()
    mode, owner = stat.S_IMODE(about.st_mode), about.st_uid
    detail = f"{path} (mode {mode:03o}, of {_name(owner)})"
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return fail("database", f"{detail} stands on a disk that is mounted read-only", "mount it for writing, too")
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        is_another = os.geteuid() not in {owner, 0}  # who is the owner already, or root, is not helped by being told so
        remedy = f"run syncd as {_name(owner)}" if is_another else "let syncd's user write the file and its folder"
        return fail("database", f"{detail} is not ours to write", remedy)
    if not may_write(path.parent):
        return fail(
            "database", f"{path.parent} is not ours to write, nor a journal in it", "let syncd's user write there"
        )
    if mode & _OPEN_TO_OTHERS:
        return warn("database", f"{detail} holds tokens and is open to others", f"chmod 600 {shlex.quote(str(path))}")
    if not _is_ours(owner):
        return warn("database", f"{detail} belongs to somebody else", f"run syncd as {_name(owner)}")
    return ok("database", detail)


def _check_beside(path: Path) -> Iterator[Finding]:
    """Lock, journal and copies, which hold what the database holds."""
    copies = backups_folder(path)
    beside = [*path.parent.glob(f"{glob.escape(path.name)}[.-]*"), *copies.glob("*")]
    is_open = [str(each) for each in sorted(beside) if each.is_file() and each.stat().st_mode & _OPEN_TO_OTHERS]
    if is_open:
        detail = f"{counted(len(is_open), 'file')} beside the database can be read by others"
        yield warn("files", detail, f"chmod 600 {shlex.join(is_open)}")


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"  # containers have users without a name


def _is_ours(owner: int) -> bool:
    """Whether it belongs to whoever calls; root works on the service's files for it."""
    return owner == os.geteuid() or (os.geteuid() == 0 and _name(owner) == USER)


def _check_inside(path: Path) -> Iterator[Finding]:
    database = Database(path)
    try:
        refuse_a_strangers(database)
        with database.reading() as connection:
            made_of, found = versions(connection), damage(connection)
    finally:
        database.close()
    yield ok("schema", f"{made_of.schema}, which is what this syncd speaks")
    why = "safe with this SQLite" if journal_mode(sqlite3.sqlite_version_info) == "WAL" else "WAL is not safe with it"
    yield ok("sqlite", f"SQLite {made_of.sqlite}, journal {made_of.journal_mode}: {why}")
    if found:
        yield fail("integrity", f"the database is damaged: {found}", "put a copy in its place: syncd db restore FILE")
    else:
        yield ok("integrity", "SQLite finds nothing wrong")

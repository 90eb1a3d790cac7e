"""The doctor's look at this machine: configuration and database."""

import os
import pwd
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from syncd.cli.finding import Finding, Health, fail, from_error, ok, warn
from syncd.daemon.settings import Settings
from syncd.domain.errors import ConfigError, StoreFailed
from syncd.store.database import Database, journal_mode
from syncd.store.overview import damage, is_made, lock_holder, versions

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_config(settings: Settings) -> Iterator[Finding]:
    """The file that was loaded, and who we say we are."""
    mode = stat.S_IMODE(settings.file.stat().st_mode)
    detail = f"{settings.file} (mode {mode:03o})"
    if mode & _WRITABLE_BY_OTHERS:
        yield warn("config", f"{detail} can be changed by others", f"chmod go-w {settings.file}")
    else:
        yield ok("config", detail)
    yield ok("contact", f"we say: {settings.user_agent}")


def check_broken_config(error: ConfigError) -> Iterator[Finding]:
    """A finding for everything that is wrong with a configuration that could not be loaded."""
    remedy = error.remedy or "edit the file; config/config.example.toml of syncd's source shows every setting"
    for problem in str(error.args[0]).splitlines():
        yield fail("config", problem, remedy)


def check_database(path: Path) -> Iterator[Finding]:
    """The file, what is in it, and who works on it."""
    try:
        has_database = is_made(path)
    except StoreFailed as error:
        yield from_error("database", error, Health.FAIL)
        return
    if not has_database:
        yield _check_room(path)
        return
    yield _check_owner(path)
    try:
        yield from _check_inside(path)
    except StoreFailed as error:
        yield from_error("database", error, Health.FAIL)
    holder = lock_holder(path)
    yield ok("lock", f"held by process {holder}: another syncd is at work" if holder else "free")


def _check_room(path: Path) -> Finding:
    """Whether the first sync will be able to make the database."""
    folder = next(each for each in path.parents if each.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        return fail(
            "database", f"{path} is not there yet, and {folder} is not ours to write", "let syncd's user write there"
        )
    return ok("database", f"{path} is not there yet; the first sync makes it")


def _check_owner(path: Path) -> Finding:
    about = path.stat()
    mode, owner = stat.S_IMODE(about.st_mode), about.st_uid
    detail = f"{path} (mode {mode:03o}, of {_name(owner)})"
    if not os.access(path, os.R_OK | os.W_OK):
        return fail("database", f"{detail} is not ours to write", f"run syncd as {_name(owner)}")
    if mode & _OPEN_TO_OTHERS:
        return warn("database", f"{detail} holds tokens and is open to others", f"chmod 600 {path}")
    if owner != os.geteuid():
        return warn("database", f"{detail} belongs to somebody else", f"run syncd as {_name(owner)}")
    return ok("database", detail)


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"  # containers have users without a name


def _check_inside(path: Path) -> Iterator[Finding]:
    database = Database(path)
    try:
        with database.reading() as connection:
            made_of, found = versions(connection), damage(connection)
    finally:
        database.close()
    yield ok("schema", f"{made_of.schema}, which is what this syncd speaks")
    why = "safe with this SQLite" if journal_mode(sqlite3.sqlite_version_info) == "WAL" else "WAL is not safe with it"
    yield ok("sqlite", f"SQLite {made_of.sqlite}, journal {made_of.journal_mode}: {why}")
    if found:
        yield fail("integrity", f"the database is damaged: {found}", "stop syncd and put a backup in its place")
    else:
        yield ok("integrity", "SQLite finds nothing wrong")

"""`syncd db check`: whether the database is whole, keeps our rules, and is safe where it stands."""

import shlex
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from syncd.cli.check_files import check_owner
from syncd.cli.doctor import show_finding
from syncd.cli.exits import Exit
from syncd.cli.finding import Finding, Health, fail, from_error, ok, warn
from syncd.cli.options import Common
from syncd.cli.session import mark_of, settings_of
from syncd.cli.show import console, counted
from syncd.cli.streams import dump
from syncd.domain.errors import StoreFailed
from syncd.store.checkup import broken_rules, damage_of, journal_of
from syncd.store.copies import daily_copies
from syncd.store.database import Database
from syncd.store.home import refuse_a_strangers
from syncd.store.marks import Mark
from syncd.store.overview import is_made, lock_holder
from syncd.store.schema import HEAD, check_schema

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def check_database(asked: Common, *, as_json: bool) -> int:
    """Look at everything, change nothing; 74 where something is wrong with it. Works beside a running syncd."""
    settings = settings_of(asked)
    findings = list(_findings(settings.database_path, mark_of(settings)))
    if as_json:
        dump([asdict(each) for each in findings])
    else:
        for each in findings:
            show_finding(console(), each)
    return Exit.STORE if any(each.state is Health.FAIL for each in findings) else Exit.DONE


def _findings(path: Path, mark: Mark | None) -> Iterator[Finding]:
    if not _is_there(path):
        yield _missing(path, mark)
        return
    yield check_owner(path)
    yield check_folder(path.parent)
    with closing(Database(path)) as database:
        for check in (_integrity, _schema, _journal, _rules, _home):
            try:
                yield check(database)
            except StoreFailed as error:
                yield from_error(check.__name__.strip("_"), error, Health.FAIL)
                if check in {_integrity, _schema}:
                    break  # what cannot be read, or is no database of ours, has no rules to keep
    yield _lock(path)
    yield _copies(path)


def _is_there(path: Path) -> bool:
    """Whether there is anything to look at, and for us."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _missing(path: Path, mark: Mark | None) -> Finding:
    try:
        is_made(path, mark)
    except StoreFailed as error:
        return from_error("database", error, Health.FAIL)
    how = "is empty" if path.exists() else "is not there"
    return fail("database", f"{path} {how}", "run: syncd sync, or put a copy there: syncd db restore FILE")


def check_folder(folder: Path) -> Finding:
    """Whether somebody else could put another database there."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    detail = f"{folder} (mode {mode:03o})"
    if mode & _WRITABLE_BY_OTHERS and not mode & stat.S_ISVTX:
        remedy = f"chmod go-w {shlex.quote(str(folder))}"
        return warn("folder", f"{detail}: others may put another file in the database's place", remedy)
    return ok("folder", detail)


def _integrity(database: Database) -> Finding:
    found = damage_of(database.path)
    if found:
        return fail("integrity", "; ".join(found), "put a copy in its place: syncd db restore FILE")
    return ok("integrity", "SQLite finds nothing wrong: pages, indexes, constraints, references")


def _schema(database: Database) -> Finding:
    check_schema(database)
    return ok("schema", f"{HEAD}, which is what this syncd speaks")


def _journal(database: Database) -> Finding:
    return ok("journal", journal_of(database))


def _rules(database: Database) -> Finding:
    broken = [f"{each.rule}: broken {counted(each.times, 'time')}" for each in broken_rules(database)]
    if broken:
        return fail("rules", "; ".join(broken), "a bug, please report it; or restore a copy: syncd db restore FILE")
    return ok("rules", "rows, logins, answers and words are as they must be")


def _home(database: Database) -> Finding:
    refuse_a_strangers(database)
    return ok("home", "this machine")


def _lock(path: Path) -> Finding:
    holder = lock_holder(path)
    who = "the daemon runs" if holder and holder.is_daemon else "another syncd is at work"
    return ok("lock", f"held by process {holder.process}: {who}" if holder else "free")


def _copies(path: Path) -> Finding:
    """No copy is no fault: the first sync has just made the database, or a human keeps copies elsewhere."""
    copies = daily_copies(path)
    if not copies:
        return warn(
            "copies", "there is no daily copy yet", "run: syncd db backup; each day's first sync makes one, too"
        )
    return ok("copies", f"{len(copies)} daily, the newest {copies[-1]}")

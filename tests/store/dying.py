"""A program that restores, makes or migrates a database, killed at its steps in turn; each child is a process of its own.

python dying.py restore DATABASE COPY
python dying.py make DATABASE
python dying.py migrate DATABASE
"""

import os
import shutil
import signal
import sqlite3
import sqlite3.dbapi2
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # loaded here once, not in every child

from syncd.store.database import Database
from syncd.store.lock import only_writer
from syncd.store.restore import restore
from syncd.store.schema import migrate, upgrade

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
_STRIDE = 3
"""Every third step is enough for each run of the tests; 1 finds them all and takes three times as long."""
_STEPS = {"os.rename", "os.remove", "sqlite3.connect"}


def die_at(step: int) -> None:
    """Die as by `kill -9` at this step: before a file is renamed or removed, a database opened, or before a statement of SQL."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    class Counted(sqlite3.Connection):
        """A connection whose statements are steps."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.set_trace_callback(lambda _statement: count())

    sqlite3.connect = sqlite3.dbapi2.connect = partial(sqlite3.connect, factory=Counted)  # type: ignore[assignment]  # a step
    sys.addaudithook(lambda event, _arguments: count() if event in _STEPS else None)


def survived(act: Callable[[], None], step: int) -> bool:
    """Let a child do it and die at this step; whether it was through before."""
    child = os.fork()
    if not child:
        die_at(step)
        try:
            act()
            os._exit(0)
        except BaseException:  # noqa: BLE001  # a child must never go on as its parent would
            traceback.print_exc()
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -signal.SIGKILL}, code
    return code == 0


def restored(path: Path, copy: Path) -> None:
    """What `syncd db restore` does."""
    with only_writer(path, may_be_lost=True):
        restore(path, copy, NOW)


def made(path: Path) -> None:
    """What `syncd db upgrade` does where there is no database yet."""
    with only_writer(path), closing(Database(path)) as database:
        upgrade(database, NOW)


def migrated(path: Path) -> None:
    """What it does to an old one; that of nobody is the oldest there is."""
    with only_writer(path), closing(Database(path)) as database:
        migrate(database)


def state(path: Path) -> str:
    """What stands there now: whole or damaged, with how many tables and recordings."""
    if not path.exists():
        return "nothing"
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("select count(*) from sqlite_master where type = 'table'").fetchone()[0]
        rows = connection.execute("select count(*) from recordings").fetchone()[0] if tables else 0
        whole = connection.execute("pragma integrity_check").fetchone()[0]
    return f"{whole} {'made' if tables else 'empty'} {rows}"


def main(verb: str, path: Path, *more: Path) -> None:
    """Say after each step what stands there; the last line is of the one that was not killed."""
    before = path.with_name("before")
    if path.exists():
        shutil.copyfile(path, before)
    acts = {"restore": lambda: restored(path, *more), "make": lambda: made(path), "migrate": lambda: migrated(path)}
    step, is_through = 0, False
    while not is_through:
        is_through = survived(acts[verb], step)
        print(state(path), flush=True)
        if not is_through:
            path.unlink(missing_ok=True)
            if before.exists():
                shutil.copyfile(before, path)
            else:  # a first start again, and no database that is gone
                for beside in path.parent.glob(f"{path.name}[.-]*"):
                    beside.unlink()
        step += _STRIDE


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))

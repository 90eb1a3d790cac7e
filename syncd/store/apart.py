"""A migration in a process of its own, `python -m syncd.store.apart DATABASE`: what it imports is gone with it.

For a daemon, which would keep that memory for years; everybody else migrates where he is.
"""

import os
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

from syncd.store.database import Database
from syncd.store.schema import HEAD, migrate, version_of

_COMMAND = (sys.executable, "-P", "-m", "syncd.store.apart")
_NOT_ITS_OWN = {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}


def migrate_apart(database: Database) -> None:
    """All migrations in one transaction, in another process. Whatever it cannot do is tried here, which tells why."""
    env = {name: value for name, value in os.environ.items() if name not in _NOT_ITS_OWN}
    nowhere = subprocess.DEVNULL
    with suppress(OSError):  # no process more on this machine
        subprocess.run(  # noqa: S603  # this very program, and the configured path
            (*_COMMAND, str(database.path)), stdin=nowhere, stdout=nowhere, stderr=nowhere, env=env, check=False
        )
    if version_of(database) != HEAD:
        migrate(database)


def main() -> None:
    """Migrate the database that is named; its lock is held by whoever asks."""
    with closing(Database(Path(sys.argv[1]))) as database:
        migrate(database)


if __name__ == "__main__":
    main()

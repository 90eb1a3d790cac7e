"""Where a database is at home: its own random id, and the machine that works with it.

Two syncds on two copies of one database would take each other's loves for a human's and each other's removals for
unloves, and each would end the other's Jamendo login. So a database that was last used on another machine is refused
until somebody says `syncd db adopt`. A machine without an id of its own (many containers) is not looked at.
"""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from syncd.domain.errors import StoreFailed
from syncd.store import tables as t
from syncd.store.database import Database
from syncd.store.rows import upsert

_MACHINE_ID = Path("/etc/machine-id")
_NO_ID = {"", "uninitialized"}
"""What stands there while a machine has no id yet (machine-id(5))."""


@dataclass(frozen=True, slots=True)
class Home:
    """A database's own id, and the mark of the machine that last worked with it (empty: that machine had no id)."""

    database: str
    machine: str

    def is_elsewhere(self, machine_id: Path = _MACHINE_ID) -> bool:
        """Whether that machine was another than this one; never where one of the two has no id."""
        here = mark_of_this_machine(self.database, machine_id)
        return bool(here and self.machine and here != self.machine)


def mark_of_this_machine(database: str, machine_id: Path = _MACHINE_ID) -> str:
    """What this machine is to this database, empty where it has no id. The id itself shall not leave the machine."""
    try:
        found = machine_id.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if found in _NO_ID else hmac.digest(found.encode(), database.encode(), "sha256").hex()


def home_of(connection: Connection) -> Home | None:
    """Where the database is at home; None in one that no writer has opened yet."""
    if not inspect(connection).has_table(t.home.name):
        return None
    row = connection.execute(select(t.home.c.database, t.home.c.machine)).one_or_none()
    return None if row is None else Home(row.database, row.machine)


def refuse_a_strangers(database: Database) -> None:
    """Raise StoreFailed where the database was last used on another machine."""
    with database.reading() as connection:
        home = home_of(connection)
    if home is not None and home.is_elsewhere():
        raise StoreFailed(
            f"{database.path}: was last used on another machine. Two syncds on copies of one database would take each"
            " other's loves for yours and each other's removals for your unloves, and end each other's logins",
            remedy="where it has moved here for good and the other syncd is stopped, run: syncd db adopt",
        )


def settle_in(database: Database, machine_id: Path = _MACHINE_ID) -> None:
    """Give a database that has none its id and its home. Only the holder of the lock may call this."""
    with database.reading() as connection:
        home = home_of(connection) or Home(secrets.token_hex(16), "")
    if not home.machine:
        _keep(database, home, machine_id)


def adopt(database: Database, machine_id: Path = _MACHINE_ID) -> bool:
    """Make this machine the database's home; whether it was another's. Only the holder of the lock may call this.

    Nothing is forgotten: rows that say `sent` keep saying so, and are looked at before anything is written.
    """
    with database.reading() as connection:
        home = home_of(connection)
    if home is None or not home.is_elsewhere(machine_id):
        settle_in(database, machine_id)
        return False
    _keep(database, home, machine_id)
    return True


def _keep(database: Database, home: Home, machine_id: Path) -> None:
    """Write only what changes: an upgrade of what is up to date touches nothing."""
    machine = mark_of_this_machine(home.database, machine_id)
    with database.writing() as connection:
        if home_of(connection) != Home(home.database, machine):
            upsert(connection, t.home, [{"id": 1, "database": home.database, "machine": machine}])
            connection.commit()

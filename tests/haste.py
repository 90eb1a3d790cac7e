"""What the databases of this process need not do thousands of times over. Those of processes that tests start do it all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

_known: dict[str, Any] = {}
_IS_HASTY = "is hasty"


@event.listens_for(Engine, "engine_connect")
def _hurry(connection: Connection) -> None:
    """What was worded for one database is not worded again for the next, and nobody waits for the disk.

    In a test processes die, but the machine never loses its power.
    """
    engine = connection.engine
    connection.dialect = engine.dialect = _known.setdefault("dialect", engine.dialect)
    engine._compiled_cache = _known.setdefault("statements", engine._compiled_cache)
    if not (_known.get("is at leisure") or connection.info.get(_IS_HASTY)):
        connection.info[_IS_HASTY] = True
        connection.connection.cursor().execute("PRAGMA synchronous=OFF")


@contextmanager
def at_leisure() -> Iterator[None]:
    """Databases that are opened meanwhile are as durable as they want to be."""
    _known["is at leisure"] = True
    try:
        yield
    finally:
        _known["is at leisure"] = False

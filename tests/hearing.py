"""What databases are asked, whichever way it goes: SQLAlchemy's or the driver's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


@contextmanager
def heard() -> Iterator[list[str]]:
    """Every SELECT of the transactions that are begun meanwhile, its values in their places."""
    asked: list[str] = []
    drivers = []

    def hear(statement: str) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    def listen(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        drivers.append(driver)
        driver.set_trace_callback(hear)

    event.listen(Engine, "engine_connect", listen)
    try:
        yield asked
    finally:
        event.remove(Engine, "engine_connect", listen)
        for driver in drivers:
            driver.set_trace_callback(None)

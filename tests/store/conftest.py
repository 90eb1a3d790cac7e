"""A database with our tables on a real file."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from syncd.store.database import Database, open_engine
from syncd.store.tables import metadata
from tests.store.people import People


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "syncd.db"
    engine = open_engine(path)
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def database(tmp_path: Path, template: Path) -> Iterator[Database]:
    path = tmp_path / "syncd.db"
    path.write_bytes(template.read_bytes())
    with closing(Database(path)) as database:
        yield database


@pytest.fixture
def people(database: Database) -> People:
    return People(database)

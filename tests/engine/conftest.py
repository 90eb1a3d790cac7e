"""An empty database to copy, and a household with the three accounts of `design.md` §10."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from syncd.domain.track import Service
from syncd.store.database import open_engine
from syncd.store.tables import metadata
from tests.engine.guarding import MEEK, SONGS
from tests.engine.household import Household


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "syncd.db"
    engine = open_engine(path)
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def bare(tmp_path: Path, template: Path) -> Iterator[Household]:
    """Nobody is connected yet."""
    home = Household(tmp_path, template)
    with closing(home):
        yield home


@pytest.fixture
def home(bare: Household) -> Household:
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO)
    return bare


@pytest.fixture
def guarded(home: Household) -> Household:
    """Unloves travel, and there is another ListenBrainz account."""
    home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ)
    return home


@pytest.fixture
def full(guarded: Household) -> Household:
    """Ten songs at L, all of them at L2, too; the guard believes three unloves a day."""
    guarded.limits = MEEK
    guarded.human_loves("L", *SONGS)
    guarded.cycle()
    return guarded

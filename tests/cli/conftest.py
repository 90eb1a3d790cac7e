"""Scenes for the commands: before the first sync, and after it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.cli.planting import Doubt, desk, plant
from tests.cli.reviewing import Human, Sit
from tests.cli.scene import Scene, scene

_SPEEDUP = 1000  # the sandbox's limits run so many times faster than the real ones


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for a module's tests. Jamendo's tokens outlive them: a refresh would be the death of their copies."""
    life = 7200 * _SPEEDUP
    with Sandbox(SandboxSettings(favourites=30, speedup=_SPEEDUP, jamendo_token_life_seconds=life)) as running:
        yield running


@pytest.fixture
def fresh(sandbox: Sandbox, tmp_path: Path) -> Scene:
    """A configuration without a database."""
    return scene(sandbox, tmp_path)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Scene]:
    """A configuration without a database, and a sandbox of its own: a first sync renews its Jamendo login."""
    with Sandbox(SandboxSettings(favourites=60, speedup=_SPEEDUP)) as running:
        yield scene(running, tmp_path)


@pytest.fixture(scope="module")
def first_sync(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The first sync of a module's sandbox; to be copied, never used."""
    synced = scene(sandbox, tmp_path_factory.mktemp("first"))
    said = synced.run("sync", "-q")
    assert said.code == 0, said.err
    return synced


@pytest.fixture
def synced(first_sync: Scene, tmp_path: Path) -> Scene:
    """A configuration whose database is a copy of what the first sync left."""
    mine = scene(first_sync.sandbox, tmp_path)
    mine.config.write_text(first_sync.config.read_text().replace(str(first_sync.database), str(mine.database)))
    shutil.copy2(first_sync.database, mine.database)
    return mine


@pytest.fixture
def sit(fresh: Scene) -> Iterator[Sit]:
    """Sits down before some doubts."""
    with desk(fresh) as here:

        def sitting(*doubts: Doubt) -> Human:
            plant(here, doubts)
            return Human(here)

        yield sitting

"""What lies there before somebody follows a page."""

import os
from collections.abc import Iterator

import pytest

from tests.docs.scenes import Home, furnished, sandbox, synced


@pytest.fixture(autouse=True)
def _away_from_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the caller's own surroundings shows through."""
    for name in os.environ:
        if name.startswith(("SYNCD_", "XDG_")) or name == "COLUMNS":
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """After a first sync; to be copied, never used."""
    with sandbox() as running:
        home = furnished(tmp_path_factory.mktemp("first"), running)
        synced(home)
        yield home

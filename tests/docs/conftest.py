"""Pages are followed in this process, so each test puts back what belongs to all of it."""

import logging
import os
from collections.abc import Iterator

import pytest
import structlog

from syncd.daemon.logs import CHATTERS
from tests.docs.scenes import Home, furnished, sandbox, synced


@pytest.fixture(autouse=True)
def _leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is put back, and nothing of the caller's own surroundings shows through."""
    for name in os.environ:
        if name.startswith(("SYNCD_", "XDG_")) or name == "COLUMNS":
            monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in CHATTERS}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """After a first sync; to be copied, never used."""
    with sandbox() as running:
        home = furnished(tmp_path_factory.mktemp("first"), running)
        synced(home)
        yield home

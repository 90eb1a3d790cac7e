"""Configurations, written to real files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from syncd.daemon.config_file import load
from syncd.daemon.settings import Settings
from syncd.domain.errors import ConfigError


@pytest.fixture
def load_whole(tmp_path: Path) -> Callable[[str], Settings]:
    """Loads a configuration of exactly this text, from a file that only its owner can read."""

    def load_text(text: str) -> Settings:
        file = tmp_path / "config.toml"
        file.write_text(text)
        file.chmod(0o600)
        return load(file, {"HOME": "/nonexistent"})

    return load_text


@pytest.fixture
def loaded(load_whole: Callable[[str], Settings]) -> Callable[[str], Settings]:
    """Loads a configuration of this text below a sound contact."""
    return lambda text: load_whole(f'contact = "me@home.net"\n{text}')


@pytest.fixture
def refused(loaded: Callable[[str], Settings], tmp_path: Path) -> Callable[[str], list[str]]:
    """The complaints about a configuration, one a line, each of which names the file."""

    def complaints(text: str) -> list[str]:
        with pytest.raises(ConfigError) as error:
            loaded(text)
        lines = str(error.value).splitlines()
        assert all(line.startswith(f"{tmp_path}/config.toml: ") for line in lines)
        return [line.removeprefix(f"{tmp_path}/config.toml: ") for line in lines]

    return complaints


@pytest.fixture
def log() -> Any:
    """A logger as any module has one."""
    return structlog.stdlib.get_logger("syncd.engine.cycle")

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from syncd.daemon import settings as models
from syncd.daemon.config_file import load
from syncd.daemon.settings import Settings
from syncd.domain.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config" / "config.example.toml"

TABLES = {
    "": models.Settings,
    "guard": models.GuardSettings,
    "daemon": models.DaemonSettings,
    "notify": models.NotifySettings,
    "apps": models.Apps,
    "apps.boomplay": models.BoomplayApp,
    "apps.jamendo": models.JamendoApp,
    "accounts.my-boomplay": models.BoomplayAccount,
    "accounts.my-listenbrainz": models.ListenBrainzAccount,
    "accounts.my-jamendo": models.JamendoAccount,
    "accounts.my-list": models.FileAccount,
    "profiles.alice": models.ProfileSettings,
    "hosts": models.Hosts,
    "hosts.boomplay": models.BoomplayHost,
    "hosts.listenbrainz": models.ListenBrainzHost,
    "hosts.jamendo": models.JamendoHost,
    "hosts.musicbrainz": models.MusicBrainzHost,
}

MADE = {models.ListenBrainzPins}
"""What stands for an account that another one's `pins = true` makes: no configuration writes it."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The example with a sound contact."""
    file = tmp_path_factory.mktemp("example") / "config.toml"
    file.write_text(EXAMPLE.read_text().replace("you@example.org", "me@home.net"))
    return load(file, {"HOME": "/nonexistent"})


def walk(root: Any, table: str) -> Any:
    """What stands at a dotted key, in a document or in settings."""
    for step in filter(None, table.split(".")):
        root = root[step] if isinstance(root, dict) else getattr(root, step)
    return root


def models_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """All the models that stand for a table, without the common part of others."""
    for inner in model.__subclasses__():
        written = set(inner.__subclasses__()) - MADE
        yield from models_below(inner) if written else [inner]


def test_every_table_is_in_the_example() -> None:
    """No model can be added without being shown."""
    assert set(TABLES.values()) == set(models_below(models.Model))


@pytest.mark.parametrize(("table", "model"), TABLES.items())
def test_every_setting_is_in_the_example(table: str, model: type[BaseModel]) -> None:
    """The example has each key of the models and no other."""
    assert set(walk(tomllib.loads(EXAMPLE.read_text()), table)) == set(model.model_fields)


@pytest.mark.parametrize(("table", "model"), TABLES.items())
def test_every_default_in_the_example_is_the_models(table: str, model: type[BaseModel], settings: Settings) -> None:
    """Whoever copies the example as it is changes nothing; what has no default says so beside it."""
    text, loaded = EXAMPLE.read_text(), walk(settings, table)
    shown = {name: field for name, field in model.model_fields.items() if not is_table(getattr(loaded, name))}

    for name, field in shown.items():
        if field.is_required() or field.default is None:
            assert name in {"contact", "service"} or re.search(rf"(?m)^{name} = .*# .*(required|no default)", text)
        else:
            assert getattr(loaded, name) == field.default


def is_table(value: object) -> bool:
    """Whether a setting is a table, whose own settings are looked at by themselves."""
    return isinstance(value, BaseModel | dict)


def test_every_setting_has_its_sentence() -> None:
    """Each line that sets something says what it means."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if re.match(r"\w+ = ", line)]

    assert lines
    assert [line for line in lines if not re.search(r" +# \S+ \S+", line)] == []


def test_the_example_itself_is_refused_for_its_contact_alone() -> None:
    """A copied example starts nowhere until its owner has put a name to it."""
    with pytest.raises(ConfigError) as refused:
        load(EXAMPLE, {"HOME": "/nonexistent"})

    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{EXAMPLE}: contact: is only an example")

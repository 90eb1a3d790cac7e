"""What a text names as a command can be typed as it stands."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from syncd.cli.check_files import check_config, check_owner
from syncd.cli.db_check import check_folder
from syncd.cli.main import app
from syncd.cli.typable import goes_by, typable, typable_result
from syncd.daemon.config_file import load
from syncd.daemon.secrets import SecretMissing
from syncd.daemon.settings import ListenBrainzAccount
from syncd.domain.errors import ConfigError
from tests.cli.scene import Scene, run


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """No other test's command line is the one that is carried out."""
    goes_by(None)
    yield
    goes_by(None)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("run: syncd sync", "run: syncd --config /a/b.toml sync"),
        ("syncd plan; do it: syncd sync", "syncd --config /a/b.toml plan; do it: syncd --config /a/b.toml sync"),
        ("syncd db restore FILE", "syncd --config /a/b.toml db restore FILE"),
        ("syncd 1.0 is installed", "syncd 1.0 is installed"),
        ("syncd syncs, and syncd plans", "syncd syncs, and syncd plans"),
        ("start with syncd init", "start with syncd init"),
        ("one more: syncd init --add; or: syncd init", "one more: syncd --config /a/b.toml init --add; or: syncd init"),
        ("anew: syncd service install", "anew: syncd --config /a/b.toml service install"),
        ("look there: syncd doctor --config /c.toml", "look there: syncd doctor --config /c.toml"),
        ("database /x/my syncd db/syncd.db, syncd sync-2", "database /x/my syncd db/syncd.db, syncd sync-2"),
    ],
)
def test_a_command_names_the_configuration_that_this_one_was_given(text: str, typed: str) -> None:
    """Where it was given one; what goes by none is left alone, as is what only sounds like a command."""
    before = typable(text)
    goes_by(Path("/a/b.toml"))

    assert (before, typable(text)) == (text, typed)


def test_the_place_of_the_configuration_itself_is_no_command() -> None:
    """Whatever it is called, and however often a text passes."""
    goes_by(Path("/my syncd sync/it is.toml"))
    text = "config /my syncd sync/it is.toml; run: syncd sync"
    typed = "config /my syncd sync/it is.toml; run: syncd --config '/my syncd sync/it is.toml' sync"

    assert (typable(text), typable(typed)) == (typed, typed)


@pytest.mark.parametrize("name", ["syncd", "c", "sync", "status", "db", "."])
def test_a_configuration_that_is_called_like_a_part_of_a_command_hides_none(name: str) -> None:
    """It is named from its own folder, so that its place is no more than that name."""
    goes_by(Path(name))

    assert typable(f"config {name}; run: syncd sync; see: syncd status, or syncd db check") == (
        f"config {name}; run: syncd --config {name} sync; see: syncd --config {name} status, or syncd --config {name} db check"
    )


def test_a_program_gets_commands_that_it_can_run_and_data_as_they_are() -> None:
    """A title may sound like a command; it is none."""
    goes_by(Path("/a/b.toml"))
    held = [{"title": "syncd sync", "approve": "syncd approve 3f", "count": 2}]

    assert typable_result({"held": held, "hints": ["run: syncd sync"]}) == {
        "held": [{"title": "syncd sync", "approve": "syncd --config /a/b.toml approve 3f", "count": 2}],
        "hints": ["run: syncd --config /a/b.toml sync"],
    }


@pytest.mark.parametrize("field", ["detail", "error", "reason", "trouble", "why"])
def test_a_program_gets_what_is_wrong_with_the_command_that_mends_it(field: str) -> None:
    """What a human reads of it names the configuration, too; reasons that are counted keep their names."""
    goes_by(Path("/a/b.toml"))
    lost = {field: "there is no login (run: syncd login me)"}

    assert typable_result([lost]) == [{field: "there is no login (run: syncd --config /a/b.toml login me)"}]
    assert typable_result({field: {"see: syncd status": 2}}) == {field: {"see: syncd status": 2}}


def test_every_command_that_is_told_of_works_by_the_configuration_at_hand(alone: Scene) -> None:
    """Its folder has a space and sounds like a command: the place is shown as it is, and each command names it."""
    config = alone.config.with_name("my syncd db") / "config.toml"
    config.parent.mkdir()
    alone.config.rename(config)
    option = f"syncd --config '{config}' "
    assert run("--config", str(config), "sync", "-q").code == 0

    told = {
        command: run("--config", str(config), *command.split()).out
        for command in ("status", "status --json", "doctor", "doctor --json", "review list")
    }

    assert f"config {config}\n" in told["status"]
    assert f"config  {config} (mode" in told["doctor"]
    assert f"at my-listenbrainz: {option}review" in told["status"]
    assert f"see them: {option}status --state doubtful" in json.loads(told["status --json"])["hints"][0]
    assert f"{option}service install writes them" in told["doctor"]
    assert f"{option}service install writes them" in told["doctor --json"]
    assert f"  {option}review skip REF" in told["review list"].replace(f"{sys.executable} -m ", "")


NEEDS_NONE = {"daemon", "demo", "init", "sandbox"}
"""Commands that no text tells people to type beside a configuration, or that name it themselves."""


def test_every_command_is_known(tmp_path: Path) -> None:
    """The list of names that are recognised cannot drift apart from the commands."""
    goes_by(tmp_path)
    commands = set(typer.main.get_command(app).commands) - NEEDS_NONE  # type: ignore[attr-defined]  # a group's

    assert {each for each in commands if "--config" not in typable(f"run: syncd {each}")} == set()
    assert commands


def test_a_place_of_two_words_stays_one_in_the_commands_that_mend_it(tmp_path: Path) -> None:
    """A configuration, a secret, a database and its folder that others may read or change."""
    folder = tmp_path / "two words"
    folder.mkdir()
    config, token = folder / "config.toml", folder / "token"
    config.write_text('contact = "me@home.net"\n[accounts.lb]\nservice = "listenbrainz"\ntoken = "secret-of-alice"\n')
    with pytest.raises(ConfigError, match=rf"chmod 600 '{config}', or"):
        load(config, {"HOME": str(tmp_path)})
    config.write_text(config.read_text().replace('"secret-of-alice"', '{ file = "token" }'))
    for each in (config, token):
        each.touch()
        each.chmod(0o666)
    settings = load(config, {"HOME": str(tmp_path)})

    assert next(check_config(settings)).remedy == f"chmod go-w '{config}'"
    assert check_owner(token).remedy == f"chmod 600 '{token}'"
    folder.chmod(0o777)
    assert check_folder(folder).remedy == f"chmod go-w '{folder}'"
    account = settings.accounts["lb"]
    assert isinstance(account, ListenBrainzAccount)
    assert account.token is not None
    with pytest.raises(SecretMissing) as refused:
        account.token.read()
    assert refused.value.remedy == f"chmod 600 '{token}'"

"""What a command that writes a file does where a file is there already."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.scene import Scene

EXPORT, REVIEW, MAP, PLAN = ("export",), ("review", "export"), ("map", "export"), ("plan", "--out")
COMMANDS = [EXPORT, REVIEW, MAP, PLAN]
MINE = "title,artist\nHarbour,Nina Holm\n"

Reach = Callable[[Path], Path]


def as_it_is(mine: Path) -> Path:
    """The path itself."""
    return mine


def about(mine: Path) -> Path:
    """The same path, the long way round."""
    return mine.parent / ".." / mine.parent.name / mine.name


def linked(mine: Path) -> Path:
    """Another name that leads there."""
    link = mine.with_name("link.csv")
    link.symlink_to(mine.name)
    return link


def doubled(mine: Path) -> Path:
    """A second name of the same file."""
    double = mine.with_name("double.csv")
    os.link(mine, double)
    return double


@pytest.fixture
def mine(synced: Scene) -> Path:
    """The list that an account of the configuration reads."""
    file = synced.config.with_name("mine.csv")
    file.write_text(MINE)
    account = f'\n[accounts.my-list]\nservice = "file"\npath = "{file.name}"\n'
    synced.config.write_text(synced.config.read_text() + account)
    return file


@pytest.mark.parametrize("reach", [as_it_is, about, linked, doubled])
def test_the_list_of_an_account_is_never_written_over(synced: Scene, mine: Path, reach: Reach) -> None:
    """Whichever way leads to it, and with --force, too: exit 2, and the list is as it was."""
    said = synced.run("export", "--force", str(reach(mine)))

    assert said.code == 2
    assert "the list that the account my-list reads" in said.err
    assert mine.read_text() == MINE


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_makes_the_list_of_an_account(synced: Scene, mine: Path, command: Sequence[str]) -> None:
    """A list that is not there, of a disabled account even, would be read as soon as it is."""
    synced.rewrite('service = "file"', 'service = "file"\nenabled = false')
    mine.unlink()

    assert synced.run(*command, str(mine), "--force").code == 2
    assert not mine.exists()


@pytest.mark.parametrize("command", [MAP, REVIEW, PLAN])
def test_what_syncd_goes_by_is_never_written_over(synced: Scene, command: Sequence[str]) -> None:
    """Configuration and database stay whatever is asked for."""
    for own in (synced.config, synced.database):
        before = own.read_bytes()
        assert synced.run(*command, str(own), "--force").code == 2
        assert own.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_any_other_file_is_written_over_only_by_force(synced: Scene, command: Sequence[str]) -> None:
    """It stays, and the command says how to mean it; with --force the whole of it is replaced."""
    other = synced.config.with_name("other.csv")
    other.write_text("old\n" * 10_000)
    said = synced.run(*command, str(other))
    assert said.code == 2
    assert f"{other} is there already; --force writes over it" in said.err
    assert other.read_text() == "old\n" * 10_000

    assert synced.run(*command, str(other), "--force", "-q").code == 0

    assert other.stat().st_size
    assert "old\n" not in other.read_text()
    assert not list(other.parent.glob(".other.csv*"))

"""What README.md and `docs/installing.md` say of each command beside a running daemon is what becomes of it there."""

import re
from pathlib import Path

import pytest

from syncd.cli.exits import Exit
from syncd.cli.wishing import COMMANDS
from syncd.store.lock import only_writer
from tests.docs.pages import README, REPOSITORY, commands
from tests.docs.scenes import Home, at_home

_QUOTED = re.compile(r"`([^`]+)`")
_AT_HAND = {
    "apply": "plan.jsonl",
    "db backup": "copies",
    "db restore": "copy.db",
    "explain": "boomplay:93271",
    "export": "favourites.csv",
    "map export": "-",
    "map import": "map.csv",
    "undo": "1",
}
"""What a command is given here, where it asks for something."""

_NOT_OF_THE_DATABASE = {"init", "service install", "service print", "service remove", "demo", "sandbox"}


def told_in_the_table(end: str) -> set[str]:
    """The commands of a row, by how it ends."""
    text = (REPOSITORY / "docs/installing.md").read_text(encoding="utf-8")
    [row] = [line for line in text.splitlines() if line.startswith("| `") and f"| {end}" in line]
    return set(_QUOTED.findall(row))


def told_in_the_readme(begin: str, end: str) -> set[str]:
    """The commands that one sentence names."""
    return set(_QUOTED.findall(README.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]))


def test_what_leaves_a_wish_is_told_whole() -> None:
    """Every command whose work a daemon can be wished, by its first word."""
    wishes = {verb.split()[0] for verb in COMMANDS}
    assert told_in_the_table("leave a wish") == wishes
    assert told_in_the_readme("Beside it", "leave a wish") == wishes


def test_what_a_daemon_refuses_is_told_whole(first: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that neither leaves a wish nor is about something else is typed: what ends with 75 is what is told."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with at_home("synced", tmp_path, first) as home:
        here = home.scene
        (tmp_path / "map.csv").write_text(here.run("map", "export", "-").out, encoding="utf-8")
        assert here.run("plan", "-q", "--out", "plan.jsonl").code in {0, 3}
        here.run("db", "backup", "copies")
        [copy] = (tmp_path / "copies").iterdir()
        copy.rename("copy.db")
        with only_writer(here.database, is_daemon=True):
            typed = [each for each in commands() if _is_asked(each)]
            ends = {each: here.run(*each.split(), *_given(each, home)).code for each in typed}

    assert {each for each, code in ends.items() if code == Exit.LOCKED} == told_in_the_table("end with 75") | {"daemon"}
    assert {each for each, code in ends.items() if code == Exit.USAGE} == set(), "what does it ask for? see _AT_HAND"
    assert told_in_the_readme("within a minute;", "end with 75") == told_in_the_table("end with 75")


def _is_asked(command: str) -> bool:
    return command not in _NOT_OF_THE_DATABASE and command.split(maxsplit=1)[0] not in told_in_the_table("leave a wish")


def _given(command: str, home: Home) -> list[str]:
    return [home.words.get(_AT_HAND[command], _AT_HAND[command])] if command in _AT_HAND else []

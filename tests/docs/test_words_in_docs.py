"""The tables of `docs/` name what there is, no more and no less, and the messages that they explain are still given."""

import re
from pathlib import Path

from syncd.cli.exits import Exit
from syncd.daemon.config_file import load
from syncd.domain.account import AccountState
from syncd.domain.plan import State
from tests.docs.pages import REPOSITORY, commands

DOCS = REPOSITORY / "docs"
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
_CODE = re.compile(r"^\| (\d+) \|", re.MULTILINE)
_QUOTED = re.compile(r"\"([^\"]+)\"")
_CODE_SPAN = re.compile(r"`([^`]+)`")
_SETTINGS = re.compile(r"```toml\n(.*?)```", re.DOTALL)


def page(name: str) -> str:
    """A page's text."""
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_state_is_explained() -> None:
    """Those of accounts in one table, those of favourites in the other."""
    accounts, favourites = page("states.md").split("## Favourites")
    assert set(_ROW.findall(accounts)) == {*AccountState, "not read yet"}
    assert set(_ROW.findall(favourites)) == set(State)


def test_every_exit_code_is_explained_in_its_order() -> None:
    """0 first, then the first that applies (`contract.md` §2)."""
    order = [Exit.DONE, Exit.BUG, Exit.USAGE, Exit.STORE, Exit.LOCKED, Exit.HUMAN, Exit.UNREACHABLE, Exit.TROUBLE]
    assert [int(code) for code in _CODE.findall(page("warnings.md"))] == order
    assert set(order) == set(Exit)


def test_every_message_that_is_explained_is_one_of_ours() -> None:
    """Bold and in quotes they head their paragraphs; the program says the same words."""
    source = "\n".join(each.read_text(encoding="utf-8") for each in (REPOSITORY / "syncd").rglob("*.py"))
    headings = [line for line in page("warnings.md").splitlines() if line.startswith('**"')]
    messages = [message for line in headings for message in _QUOTED.findall(line.rpartition("**")[0])]
    assert len(messages) > 15
    unknown = [part for each in messages for part in re.split(r"…|\(.*\)", each) if part.strip() not in source]
    assert unknown == []


def test_the_changelog_names_every_command() -> None:
    """What is there to be typed stands in one place; what a group has stands behind it."""
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8").rpartition("- Commands:")[2]
    named = [each.split() for each in _CODE_SPAN.findall(text)]
    assert {" ".join([*before, each]) for *before, last in named for each in last.split("|")} == set(commands())


def test_every_benchmark_is_told_with_its_options() -> None:
    """Each program that somebody starts has its row, and takes what that row gives it."""
    table = (REPOSITORY / "benchmarks/README.md").read_text(encoding="utf-8")
    rows = [command.split() for command in re.findall(r"^\| `benchmarks\.([^`]+)`", table, re.MULTILINE)]
    sources = {file.stem: file.read_text(encoding="utf-8") for file in (REPOSITORY / "benchmarks").glob("*.py")}
    parts = {"bare", "command"}  # others start these
    programs = {name for name, text in sources.items() if f"python -m benchmarks.{name}" in text} - parts
    assert programs == {name for name, *_ in rows}
    unknown = [
        word for name, *words in rows for word in words if "--" in word and word.strip("[]") not in sources[name]
    ]
    assert unknown == []


def test_the_settings_that_pages_show_are_accepted(tmp_path: Path) -> None:
    """Each as the whole of a configuration, with the contact address before it."""
    shown = [text for each in DOCS.glob("*.md") for text in _SETTINGS.findall(each.read_text(encoding="utf-8"))]
    assert shown
    for number, text in enumerate(shown):
        file = tmp_path / f"{number}.toml"
        file.touch(mode=0o600)
        file.write_text(f'contact = "me@syncd.local"\n{text}', encoding="utf-8")
        assert load(file, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).contact == "me@syncd.local"

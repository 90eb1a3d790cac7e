"""The pages of `docs/` tell the truth: their commands are run, and print what the pages show."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.canaries import assert_no_leak
from tests.cli.scene import Said, run
from tests.docs.pages import PAGES, README, REPOSITORY, Block, Typed, blocks, folded
from tests.docs.scenes import Home, at_home

_LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
_OF_README = re.compile(r"^(?:sudo (?:-u \S+ )?)?(?:\S*/)?syncd .*$", re.MULTILINE)


def name(page: Path) -> str:
    """How a page is called in reports."""
    return page.stem


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_of_a_page_does_what_the_page_shows(
    page: Path, first: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the page, each ends as the page says and prints what stands below it."""
    with ExitStack() as stack:
        here: Home | None = None
        for number, block in enumerate(blocks(page)):
            if block.scene:
                home = tmp_path / str(number)
                home.mkdir()
                monkeypatch.setenv("HOME", str(home))
                monkeypatch.chdir(home)
                here = stack.enter_context(at_home(block.scene, home, first))
            if not block.needs:
                assert here is not None, f"{page.name} names no scene before its first command"
                _follow(block, here)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_cannot_be_run_here_is_at_least_spelt_right(page: Path) -> None:
    """Commands that need root, systemd or somebody at the keys exist, and so do their options."""
    unrun = [typed for block in blocks(page) if block.needs for typed in block.typed]
    for typed in unrun:
        if typed.arguments is not None:
            assert run(*typed.arguments, "--help").code == 0, typed.line


def test_every_command_of_the_readme_is_spelt_right() -> None:
    """What README.md names exists, with its options."""
    text = README.read_text(encoding="utf-8")
    commands = [Typed(line) for line in _OF_README.findall(text)]
    assert len(commands) > 20
    for typed in commands:
        assert typed.arguments is not None, typed.line
        assert run(*typed.arguments, "--help").code == 0, typed.line


@pytest.mark.parametrize(
    "page",
    [*PAGES, README, *(REPOSITORY / each for each in ("CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md"))],
    ids=name,
)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Files that a page names are there."""
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def test_every_page_stands_in_the_index() -> None:
    """Nobody has to guess what there is."""
    index = (REPOSITORY / "docs/README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []


def _follow(block: Block, here: Home) -> None:
    for typed in block.typed:
        assert typed.arguments is not None, f"{block.page.name}: {typed.line} is not syncd's, and is not marked"
        said = run(*(here.words.get(each, each) for each in typed.arguments))
        assert_no_leak(here.scene.sandbox, said.out, said.err)
        is_last = typed is block.typed[-1]
        told = f"{block.page.name}: {typed.line}\n{_in_the_pages_words(said, here)}"
        assert said.code == (block.exit if is_last else 0), told
        printed = {folded(line) for line in _in_the_pages_words(said, here).splitlines()}
        assert [line for line in typed.shown if folded(line) not in printed] == [], told


def _in_the_pages_words(said: Said, here: Home) -> str:
    text = said.out + said.err
    for example, real in here.words.items():
        if len(real) > 1:
            text = text.replace(real, example)
    return text

"""`syncd import` and `syncd undo` on a real terminal: they ask before they overwrite, or take back, much."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.system.conftest import Stage
from tests.system.terminals import on_a_terminal

Make = Callable[..., Stage]


def loves(stage: Stage) -> dict[str, Any]:
    """What alice holds at ListenBrainz."""
    held: dict[str, Any] = stage.holdings()["listenbrainz"]["alice"]
    return held


def answered(stage: Stage, *arguments: str, question: str, answer: str) -> str:
    """What a command tells before its question; its human answers, and it must end well."""
    with on_a_terminal(*arguments, "-q", "--config", str(stage.config)) as terminal:
        terminal.wait_for(question)
        told = terminal.shown
        terminal.types(f"{answer}\n")
        assert terminal.end() == 0
    return told


@pytest.mark.parametrize(("answer", "news"), [("y", 5), ("n", 0), ("", 0)])
def test_an_import_asks_first(stage: Make, answer: str, news: int) -> None:
    """It says what is overwritten and what is public; only a yes imports, and a no is no trouble."""
    here = stage(favourites=40)
    before = len(loves(here))
    told = answered(here, "import", "lastfm", "alice", question="Import? [y/N]", answer=answer)

    assert "that you hate becomes a love" in told
    assert "for all to see" in told
    assert len(loves(here)) == before + news


@pytest.mark.parametrize(("answer", "is_undone"), [("y", True), ("", False)])
def test_an_undo_asks_before_it_takes_back_much(stage: Make, answer: str, *, is_undone: bool) -> None:
    """It says how many and shows ten of them; only a yes takes them back, and a no changes nothing."""
    here = stage(favourites=40)
    before = loves(here)
    assert here.asked("sync", "-q").code == 0
    after = loves(here)
    told = answered(here, "undo", "--since", "1h", question="Undo it? [y/N]", answer=answer)

    assert f"{len(after) - len(before)} loves to be taken back, such as" in told
    assert told.count(" \N{EN DASH} ") == 10
    assert loves(here) == (before if is_undone else after)

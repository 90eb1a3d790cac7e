"""The tests of the tests: what was planted on purpose is found, and where nothing is planted nothing is found.

`python -m tests.engine.planted` plants every bug before random histories, too.
"""

from pathlib import Path

import pytest

from tests.engine import planted
from tests.engine.bug import Bug
from tests.engine.planted import BUGS, NO_BUG, finds_by_chance, finds_on_purpose

DIRECTED = [(bug, bug.history) for bug in BUGS if bug.history is not None]


@pytest.mark.parametrize(("bug", "history"), DIRECTED, ids=[bug.name for bug, _ in DIRECTED])
def test_a_planted_bug_is_found_by_the_history_that_was_written_for_it(
    tmp_path: Path, template: Path, bug: Bug, history: object
) -> None:
    """The history fails where the bug is planted, and only there."""
    assert bug.history is not None
    assert not finds_on_purpose(bug.history, tmp_path / "sound", template)
    with bug.planted():
        assert finds_on_purpose(bug.history, tmp_path / "planted", template)


def test_where_nothing_is_planted_chance_finds_nothing(template: Path) -> None:
    """The histories that the bugs are planted before are sound without them."""
    assert not finds_by_chance(NO_BUG, template, 3)


def test_a_history_that_breaks_has_found_nothing(template: Path) -> None:
    """What is wrong with the test itself passes for no bug caught."""
    broken = Bug("the history itself is broken", [(planted, "plays", _broken)])

    with pytest.raises(KeyError):
        finds_by_chance(broken, template, 1)


def test_every_bug_has_a_history_of_its_own() -> None:
    """None is left to chance alone."""
    assert [bug.name for bug in BUGS if bug.history is None] == []


def _broken(*_: object, **__: object) -> int:
    raise KeyError

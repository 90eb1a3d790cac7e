"""The tests of the tests: what was planted on purpose is found, and where nothing is planted nothing is found.

`python -m tests.engine.planted` plants every bug before random histories, too.
"""

from pathlib import Path

import pytest

from tests.engine.planted import BUGS, Bug, finds_on_purpose

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

"""What a text names as a command can be typed as it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.cli.typable import goes_by, typable


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
    ],
)
def test_a_command_names_the_configuration_that_this_one_was_given(text: str, typed: str) -> None:
    """Where it was given one; what goes by none is left alone, as is what only sounds like a command."""
    before = typable(text)
    goes_by(Path("/a/b.toml"))

    assert (before, typable(text)) == (text, typed)

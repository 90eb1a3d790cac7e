"""Short lives of many households; `python -m tests.engine.soak` plays for hours."""

from pathlib import Path

import pytest

from tests.engine.soak import plays

HISTORIES = 25
SEEDS = 20
"""Five hundred histories of 40 steps; `make soak` plays more. The seeds are fixed, so that a change is what makes them fail."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_history_breaks_a_promise_and_each_comes_to_rest(template: Path, seed: int) -> None:
    """Whatever humans, services, clocks and crashes do: no wrong write ever, and in the end all that is loved is loved."""
    print(f"seed {seed}")
    assert plays(HISTORIES, template, seed) >= HISTORIES

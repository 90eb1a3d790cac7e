"""A process that is killed again and again; `python -m tests.system.killing` kills for as long as wanted."""

import random
from pathlib import Path

from tests.system.killing import KILLS_A_STAGE, harm, kill_at_random, worlds


def test_kills_at_random_moments_do_no_harm(tmp_path: Path) -> None:
    """Nothing lost, nothing done twice, an intact database, no rule broken: as if nobody had killed it (I6)."""
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: python -m tests.system.killing --seed {seed} --kills {KILLS_A_STAGE}")
    with worlds(tmp_path, seed) as (undisturbed, disturbed):
        killed = kill_at_random(disturbed, random.Random(seed), KILLS_A_STAGE)
        assert harm(undisturbed, disturbed) == []
    print(f"{killed} of {KILLS_A_STAGE} were killed before they had ended")
    assert killed >= KILLS_A_STAGE / 2

"""A love that a carried hate replaced, and `syncd undo` once the hate is cleared, over real HTTP."""

from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, scene

ALICE, BOB = "alice", "Bob Smith"


def connected(running: Sandbox, folder: Path) -> Scene:
    """Alice and Bob at ListenBrainz; unloves and hates travel between them."""
    here = scene(running, folder)
    here.rewrite("database =", 'removals = "guarded"\nhates = "sync"\ndatabase =')
    for service in ("boomplay", "jamendo"):
        here.rewrite(f'service = "{service}"', f'service = "{service}"\nenabled = false')
    bob = f'[accounts.second]\nservice = "listenbrainz"\ntoken = "{running.world.listenbrainz[1].token}"\n\n'
    here.rewrite("[hosts.boomplay]", f"{bob}[hosts.boomplay]")
    return here


def score(here: Scene, who: str, song: str) -> int:
    """What somebody really thinks of a song."""
    return here.sandbox.control.holdings()["listenbrainz"][who].get(song, 0)


def does(here: Scene, verb: Verb, song: str, who: str) -> None:
    """Somebody changes his mind at ListenBrainz' website, and syncd hears it."""
    here.sandbox.control.human("listenbrainz", verb, song, who)
    assert here.run("sync", "-q").code == 0


@pytest.mark.parametrize("which", [0, 1], ids=["the hate", "its end"])
def test_history_offers_both_cycles_and_either_brings_the_love_back(tmp_path: Path, which: int) -> None:
    """Bob's own love, of which Alice's hate and the end of it left nothing."""
    with Sandbox(SandboxSettings(favourites=12, speedup=1000)) as running:
        here = connected(running, tmp_path)
        assert here.run("sync", "-q").code == 0
        taken = running.control.holdings()["listenbrainz"]
        song = min(set(running.services.tables.metadata) - taken[ALICE].keys() - taken[BOB].keys())
        for verb, who in ((Verb.LOVE, BOB), (Verb.HATE, ALICE), (Verb.UNLOVE, ALICE)):
            does(here, verb, song, who)
        assert score(here, ALICE, song) == score(here, BOB, song) == 0

        cycles = sorted(cycle for (cycle,) in here.execute("select cycle from journal order by id desc limit 2"))
        assert all(f"take it back: syncd undo {cycle}\n" in here.run("history").out for cycle in cycles)
        assert "second: 1 to be loved again" in here.run("undo", str(cycles[which]), "-n").out
        done = here.run("undo", "-q", str(cycles[which]))

        assert done.code == 0, done.err
        assert score(here, BOB, song) == 1
        assert not any(f"syncd undo {cycle}\n" in here.run("history").out for cycle in cycles)

"""A love that a carried hate replaced, and `syncd undo` once the hate is cleared, over real HTTP."""

from pathlib import Path

from syncd.planner.undo import NOT_HATED_AGAIN
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


def test_history_offers_the_cycle_that_took_the_love_and_it_comes_back(tmp_path: Path) -> None:
    """Bob's own love, of which Alice's hate and the end of it left nothing; whoever names the end is told the way."""
    with Sandbox(SandboxSettings(favourites=12, speedup=1000)) as running:
        here = connected(running, tmp_path)
        assert here.run("sync", "-q").code == 0
        taken = running.control.holdings()["listenbrainz"]
        song = min(set(running.services.tables.metadata) - taken[ALICE].keys() - taken[BOB].keys())
        for verb, who in ((Verb.LOVE, BOB), (Verb.HATE, ALICE), (Verb.UNLOVE, ALICE)):
            does(here, verb, song, who)
        assert score(here, ALICE, song) == score(here, BOB, song) == 0

        (ended,), (hated,) = here.execute("select cycle from journal order by id desc limit 2")
        offered = here.run("history").out
        assert f"take it back: syncd undo {hated}\n" in offered
        assert f"syncd undo {ended}\n" not in offered
        assert f"left alone: {NOT_HATED_AGAIN}" in here.run("undo", str(ended), "-n").out
        assert "second: 1 to be loved again" in here.run("undo", str(hated), "-n").out
        done = here.run("undo", "-q", str(hated))

        assert done.code == 0, done.err
        assert score(here, BOB, song) == 1
        assert not any(f"syncd undo {cycle}\n" in here.run("history").out for cycle in (hated, ended))

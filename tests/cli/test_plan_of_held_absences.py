"""What a plan says of songs that wait for another account's absences, before a sync has held those."""

from pathlib import Path

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import scene


def test_nobody_is_sent_to_a_list_that_is_empty_yet(tmp_path: Path) -> None:
    """Boomplay's list was emptied, which only a plan has seen: `approve list` knows of it after the next sync."""
    with Sandbox(SandboxSettings(favourites=30, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.run("sync", "-q", "--limit", "2")
        for song in list(running.control.holdings()["boomplay"]["ada_boom"]):
            running.control.human("boomplay", Verb.UNLOVE, song, "ada_boom")
        here.run("sync", "-q", "--limit", "0")

        rows = here.run("plan", "-q", "--json").json()["left_alone"]

        held = [row["reason"] for row in rows if row["state"] == "held"]
        assert held
        assert all("after the next sync see: syncd approve list" in reason for reason in held)
        assert "Nothing is held" in here.run("approve", "list").out

"""Hates that vanished from a list at once are told as hates, before and after a human judges them, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Said, Scene, scene


@pytest.fixture
def spiteful(tmp_path: Path) -> Iterator[Scene]:
    """One account that is synced with others, ListenBrainz: six songs are hated there, and the guard believes two absences."""
    with Sandbox(SandboxSettings(favourites=20, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\nhates = "sync"\ndatabase =')
        for service in ("boomplay", "jamendo"):
            here.rewrite(f'service = "{service}"', f'service = "{service}"\nenabled = false')
        here.rewrite("[hosts.boomplay]", "[guard]\nmax_removals_per_day = 2\n\n[hosts.boomplay]")
        marks(here, Verb.HATE, free_songs(here))
        assert here.run("sync", "-q").code == 0
        yield here


def marks(here: Scene, verb: Verb, songs: list[str]) -> None:
    """Alice at ListenBrainz' website."""
    for song in songs:
        here.sandbox.control.human("listenbrainz", verb, song, "alice")


def listed(here: Scene, score: int) -> set[str]:
    """What Alice loves, or hates."""
    holdings = here.sandbox.control.holdings()["listenbrainz"]["alice"].items()
    return {mbid for mbid, each in holdings if each == score and not mbid.startswith("msid")}


def free_songs(here: Scene) -> list[str]:
    """Six songs that she neither loves nor hates."""
    return sorted(set(here.sandbox.services.tables.metadata) - listed(here, 1) - listed(here, -1))[:6]


def told(here: Scene) -> tuple[list[Said], str]:
    """By every command, what is held and what becomes of it if it is kept; and the name of the only group."""
    [group] = here.run("approve", "list", "--json").json()["held"]
    return [here.run("sync", "-q"), here.run("status"), here.run("approve")], group["hash"]


def test_hates_that_vanished_are_told_as_hates_and_hated_again(spiteful: Scene) -> None:
    """Nobody reads that what he hates will be loved."""
    hated = listed(spiteful, -1)
    marks(spiteful, Verb.UNLOVE, sorted(hated))
    spiteful.run("sync", "-q")

    [group] = spiteful.run("approve", "list", "--json").json()["held"]
    assert (group["count"], group["hates"]) == (len(hated), len(hated))
    assert group["if_kept"] == f"{len(hated)} songs will be hated again at my-listenbrainz"
    commands, name = told(spiteful)
    for said in commands:
        assert f"my-listenbrainz: {len(hated)} hates vanished from its list at once" in said.out
        assert "favourites vanished" not in said.out
    assert f"my-listenbrainz lacks {len(hated)} hates at once" in spiteful.run("status").out

    kept = spiteful.run("approve", "-q", name, "--keep")
    assert f"{len(hated)} songs will be hated again at my-listenbrainz" in kept.out
    assert "loved again" not in kept.out
    assert listed(spiteful, -1) == hated


def test_loves_and_hates_that_vanished_together_are_counted_apart(spiteful: Scene) -> None:
    """Both are told, and both come back as what they were."""
    loved, hated = listed(spiteful, 1), listed(spiteful, -1)
    marks(spiteful, Verb.UNLOVE, [*sorted(loved)[:2], min(hated)])
    spiteful.run("sync", "-q")

    commands, name = told(spiteful)
    for said in commands:
        assert "my-listenbrainz: 2 favourites and 1 hate vanished from its list at once" in said.out
        assert "with --keep 2 songs will be loved again and 1 hated again at my-listenbrainz" in said.out
    assert "my-listenbrainz lacks 2 favourites and 1 hate at once" in spiteful.run("status").out

    kept = spiteful.run("approve", "-q", name, "--keep")
    assert "2 songs will be loved again and 1 hated again at my-listenbrainz" in kept.out
    assert (listed(spiteful, 1), listed(spiteful, -1)) == (loved, hated)


def test_where_nothing_is_written_hates_still_count(spiteful: Scene) -> None:
    """An account that is only a source: three of them, and a love beside them."""
    spiteful.rewrite('service = "listenbrainz"', 'service = "listenbrainz"\nrole = "source"')
    loved, hated = sorted(listed(spiteful, 1)), sorted(listed(spiteful, -1))
    marks(spiteful, Verb.UNLOVE, [loved[0], *hated[:3]])
    spiteful.run("sync", "-q")
    [group] = spiteful.run("approve", "list", "--json").json()["held"]

    ends = "at my-listenbrainz; nothing is taken away elsewhere"
    assert group["if_kept"] == f"1 song still counts as loved and 3 as hated {ends}"

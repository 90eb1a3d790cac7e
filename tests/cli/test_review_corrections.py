"""An answer takes back what a wrong match had made, at every account, by the same command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from tests.cli.scene import Scene, scene


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Scene]:
    """A sandbox of one's own: what humans say here, other tests must not meet."""
    with Sandbox(SandboxSettings(favourites=20, speedup=500)) as running:
        yield scene(running, tmp_path)


def loved_by_us(scene: Scene, service: str) -> list[tuple[str, str]]:
    """Songs of Boomplay alone that syncd loved at a target, and what it loved there."""
    return scene.execute(
        "select b.ref, l.ref from loves l join accounts a on a.id = l.account_id and a.service = ?"
        " join outbox o on o.account_id = l.account_id and o.ref = l.ref"
        " join mappings b on b.recording_id = o.recording_id and b.service = 'boomplay'"
        " where l.is_ours and l.score = 1"
        " and (select count(*) from mappings m join loves x on x.ref = m.ref and not x.is_ours"
        "      where m.recording_id = b.recording_id) = 1 order by b.ref",
        service,
    )


def test_accepting_another_recording_takes_the_wrong_love_back(alone: Scene) -> None:
    """The love at ListenBrainz is gone when the command ends; at Jamendo, which cannot take back, a sync looks first."""
    assert alone.run("sync", "-q").code == 0
    at_jamendo = dict(loved_by_us(alone, "jamendo"))
    loved = [each for each in loved_by_us(alone, "listenbrainz") if each[0] in at_jamendo]
    (song, wrong), (_, other) = loved[0], loved[1]
    said = alone.run("review", "accept", f"boomplay:{song}", other, "-q")
    assert said.code == 0, said.err
    assert "1 love of wrong matches taken back" in said.out
    assert f"do nothing there before it  https://www.jamendo.com/track/{at_jamendo[song]}" in said.out
    assert "by hand" not in said.out
    assert alone.execute("select count(*) from loves where ref = ? and score = 1", wrong) == [(0,)]
    writes = [each for each in alone.sandbox.journal()["requests"] if each["write"]]
    assert "listenbrainz" in str(writes[-1])


def test_accepting_what_is_right_takes_nothing_back(alone: Scene) -> None:
    """A human who confirms a match changes no love, and no service is asked."""
    assert alone.run("sync", "-q").code == 0
    song, right = loved_by_us(alone, "listenbrainz")[0]
    loves = alone.execute("select * from loves")
    writes = [each for each in alone.sandbox.journal()["requests"] if each["write"]]
    said = alone.run("review", "accept", f"boomplay:{song}", right, "-q")
    assert said.code == 0, said.err
    assert alone.execute("select * from amends") == []
    assert alone.execute("select * from loves") == loves
    assert [each for each in alone.sandbox.journal()["requests"] if each["write"]] == writes


@pytest.mark.parametrize("rejudged", [True, False])
def test_what_was_forgotten_is_judged_by_the_next_sync(alone: Scene, *, rejudged: bool) -> None:
    """The human's match goes; the machine's own is found again, and its love stands or comes back."""
    assert alone.run("sync", "-q").code == 0
    loved = loved_by_us(alone, "listenbrainz")
    (song, right), (_, other) = loved[0], loved[1]
    alone.run("review", "accept", f"boomplay:{song}", right if rejudged else other, "-q")
    assert alone.run("review", "forget", f"boomplay:{song}", "-q").code == 0
    assert alone.run("sync", "-q").code == 0
    assert alone.execute("select count(*) from loves where ref = ? and score = 1", right) == [(1,)]
    assert alone.execute("select count(*) from loves where ref = ? and score = 1", other) == [(1,)]

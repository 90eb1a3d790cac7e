"""The configuration gives an account another role: what syncd loved there before, and what a human says of it now."""

import pytest

from tests.cli.scene import Scene
from tests.cli.test_wrong import Song, at_listenbrainz, songs

_WRITTEN = 'service = "listenbrainz"'
_READ = f'{_WRITTEN}\nrole = "source"'


@pytest.fixture
def song(alone: Scene) -> Song:
    """One of those that the first sync loved at both targets."""
    assert alone.run("sync", "-q").code == 0
    return songs(alone)[0]


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_wrong_love_waits_until_it_may_be_written(alone: Scene, song: Song, *, is_heard: bool) -> None:
    """Whether or not a sync has heard of the role before."""
    alone.rewrite(_WRITTEN, _READ)
    if is_heard:
        assert alone.run("sync", "-q").code == 0

    said = alone.run("wrong", "-q", song.page)
    assert said.code == 0, said.out + said.err
    assert "my-listenbrainz: is only read now; it is taken back as soon as syncd may write there" in said.out
    assert alone.run("sync", "-q").code == 0
    assert song.mbid in at_listenbrainz(alone)

    alone.rewrite(_READ, _WRITTEN)
    assert alone.run("sync", "-q").code == 0
    assert song.mbid not in at_listenbrainz(alone)


def test_what_may_be_written_again_is_taken_back_at_once(alone: Scene, song: Song) -> None:
    """The last look was made while it was only read."""
    alone.rewrite(_WRITTEN, _READ)
    assert alone.run("sync", "-q").code == 0
    alone.rewrite(_READ, _WRITTEN)

    said = alone.run("wrong", "-q", song.page)

    assert "my-listenbrainz: gone, a look proved it" in said.out, said.out + said.err
    assert song.mbid not in at_listenbrainz(alone)


def test_an_undo_heeds_the_role_of_now(alone: Scene, song: Song) -> None:
    """It promises nothing where syncd writes no more, and takes back where it may write again."""
    before = at_listenbrainz(alone)
    alone.rewrite(_WRITTEN, _READ)
    said = alone.run("undo", "-q", "--yes", "--since", "1h")
    assert "my-listenbrainz: 42 left alone: syncd does not write there any more" in said.out, said.out + said.err
    alone.rewrite(_READ, _WRITTEN)
    assert alone.run("sync", "-q").code == 0
    assert song.mbid in at_listenbrainz(alone)

    alone.rewrite(_WRITTEN, _READ)
    assert alone.run("sync", "-q").code == 0
    alone.rewrite(_READ, _WRITTEN)
    said = alone.run("undo", "-q", "--yes", "--since", "1h")

    assert "loves taken back, proved by a look" in said.out, said.out + said.err
    assert len(at_listenbrainz(alone)) < len(before)


def test_a_plan_does_not_stand_where_nothing_is_written(alone: Scene) -> None:
    """That the songs are loved by nobody would be untrue."""
    plan = str(alone.database.parent / "plan.jsonl")
    assert alone.run("plan", "-q", "--out", plan).code in {0, 3}
    alone.rewrite(_WRITTEN, _READ)

    said = alone.run("apply", "-q", "-n", plan)

    assert "the configuration has nothing written there any more" in said.out, said.out + said.err
    assert "nobody loves it any more" not in said.out

"""What is told of a sync's loves after an undo, and of an undo that nobody can be asked about, over real HTTP."""

import pytest

from tests.cli.scene import Scene


@pytest.fixture
def added(alone: Scene) -> Scene:
    """After a first sync, which adds more than the guard lets pass on one day."""
    assert alone.run("sync", "-q").code == 0
    return alone


def test_what_an_undo_took_back_is_not_told_as_unloved_by_a_human(added: Scene) -> None:
    """He has unloved nothing there: status and explain say that it may have been an undo."""
    assert added.run("undo", "-q", "--yes", "--since", "1h").code == 0

    vetoed = added.run("status", "--state", "vetoed").out
    [(ref,)] = added.execute(
        "select ref from journal join accounts on accounts.id = account_id where name = 'my-listenbrainz' limit 1"
    )

    assert "unloved there by a human, or by an undo" in " ".join(vetoed.split())
    assert "unloved there by a human, or by an undo: heard in cycle" in added.run("explain", ref).out

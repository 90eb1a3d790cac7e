"""`syncd undo --since` said more than once, and the undo of an undo, which asks first, over real HTTP."""

import pytest

from syncd.sandbox import Fault, Switch
from tests.cli.scene import Scene


def loves(scene: Scene) -> dict[str, int]:
    """What Alice loves and hates at ListenBrainz now."""
    return dict(scene.sandbox.control.holdings()["listenbrainz"]["alice"])


@pytest.fixture
def before(alone: Scene) -> dict[str, int]:
    """What stood there before the first sync, which adds more than the guard lets pass on one day."""
    stood = loves(alone)
    assert alone.run("sync", "-q").code == 0
    assert len(loves(alone)) > len(stood) + 20
    return stood


def test_after_a_failure_the_same_words_finish_it_and_then_nothing_is_left(
    alone: Scene, before: dict[str, int]
) -> None:
    """Exit 3, 0, and then 2 with what can be undone; whatever it is, no love is made of it."""
    since = ("undo", "-q", "--yes", "--since", "1h")
    alone.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.UNAVAILABLE, rate=0.2))
    failed = alone.run(*since)
    alone.sandbox.switches.clear()
    left = len(loves(alone)) - len(before)
    assert (failed.code, 0 < left < 20) == (3, True), failed.out

    finished = alone.run(*since)
    assert finished.code == 0, finished.out + finished.err
    assert f"my-listenbrainz: {left} loves taken back, proved by a look" in finished.out
    assert loves(alone) == before

    again = alone.run(*since)
    assert again.code == 2
    assert "is undone already; an undo itself is undone by its cycle" in again.err
    assert "cycles that can be undone" in again.err
    assert alone.run("sync", "-q").code == 0
    assert loves(alone) == before


def test_the_same_words_try_again_what_was_given_up(alone: Scene, before: dict[str, int]) -> None:
    """No sync would do it by itself."""
    since = ("undo", "-q", "--yes", "--since", "1h")
    alone.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.UNAVAILABLE, path="recording-feedback"))
    alone.run(*since)
    alone.sandbox.switches.clear()
    alone.execute("update outbox set state = 'failed', not_before = null, error = 'no luck' where score = 0")
    assert alone.run("sync", "-q").code == 3
    assert len(loves(alone)) > len(before)

    again = alone.run(*since)

    assert again.code == 0, again.out + again.err
    assert loves(alone) == before


def test_nobody_loves_much_again_by_accident(alone: Scene, before: dict[str, int]) -> None:
    """To undo an undo is a human's word in public: beyond the guard's bound a program has to say --yes."""
    after = loves(alone)
    assert alone.run("undo", "-q", "--yes", "--since", "1h").code == 0
    [(cycle,)] = alone.execute("select max(cycle) from journal")

    said = alone.run("undo", "-q", str(cycle))

    assert said.code == 2
    assert f"my-listenbrainz: {len(after) - len(before)} songs to be loved again at once" in said.err
    assert "a program says --yes" in said.err
    assert loves(alone) == before
    assert alone.run("undo", "-q", "--yes", str(cycle)).code == 0
    assert loves(alone) == after

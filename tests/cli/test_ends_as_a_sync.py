"""`apply` and `undo` end as the sync would that they make, and say why: who was out of reach, what the guard holds."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from syncd.sandbox import Fault, Switch
from tests.cli.scene import Scene

EVERYBODY = ("boomplay", "listenbrainz", "jamendo", "musicbrainz")


def are_down(scene: Scene, services: Sequence[str]) -> None:
    """These answer every request with 503."""
    for service in services:
        scene.sandbox.switches.set(Switch(service=service, fault=Fault.UNAVAILABLE))


@pytest.fixture
def empty(alone: Scene) -> Path:
    """A saved plan without actions, for all is done."""
    assert alone.run("sync", "-q").code == 0
    file = alone.config.with_name("plan.jsonl")
    assert alone.run("plan", "-q", "--out", str(file)).code == 0
    return file


@pytest.mark.parametrize(
    ("services", "dry", "code"), [((), (), 0), (("jamendo",), (), 3), (EVERYBODY, (), 69), (EVERYBODY, ("-n",), 69)]
)
def test_a_plan_without_actions(
    alone: Scene, empty: Path, services: Sequence[str], dry: Sequence[str], code: int
) -> None:
    """Nothing was to be written, and yet it could not be seen whether that is still so; who did not answer is named."""
    are_down(alone, services)

    said = alone.run("apply", "-q", *dry, str(empty))

    assert said.code == code, said.out
    silent = {name for name in EVERYBODY[:3] if f"my-{name}: " in said.out}
    assert silent == set(services) - {"musicbrainz"}


def test_an_undo_that_reaches_nobody(alone: Scene) -> None:
    """It asks ListenBrainz alone, where our loves are; the trouble is said once."""
    assert alone.run("sync", "-q").code == 0
    are_down(alone, ["listenbrainz"])

    said = alone.run("undo", "-q", "--yes", "--since", "1h")

    assert said.code == 69, said.out
    assert "left to the next sync" in said.out
    assert said.out.count("503") == 1


def test_what_else_has_failed_is_told_by_an_undo(alone: Scene) -> None:
    """The undo itself is done; that something was given up is trouble all the same, as for a sync, and is said."""
    assert alone.run("sync", "-q").code == 0
    [(ref,)] = alone.execute(
        "select ref from outbox where account_id = (select id from accounts where name = 'my-jamendo') limit 1"
    )
    alone.execute("update outbox set state = 'failed', error = 'never seen' where ref = ?", ref)
    alone.execute("delete from loves where ref = ?", ref)
    alone.execute("delete from journal where ref = ?", ref)

    said = alone.run("undo", "-q", "--yes", "--since", "1h")

    assert (said.code, "given up; see why: syncd status --state failed" in said.out) == (3, True), said.out

"""What `syncd explain` tells of everybody at ListenBrainz."""

import pytest

from syncd.sandbox import Fault, Switch
from syncd.sandbox.listenbrainz_rows import FeedbackRow
from tests.cli.scene import Scene
from tests.cli.test_explain import PUSHED, explained


@pytest.fixture
def mbid(synced: Scene) -> str:
    """A recording that alice loves."""
    found: str = synced.execute(PUSHED)[0][1]
    return found


def test_loves_and_hates_of_everybody_are_told(synced: Scene, mbid: str) -> None:
    """Counted over all users, for programs and for people."""
    tables = synced.sandbox.services.tables
    stranger = f"stranger {len(tables.users())}"
    tables.add_user(stranger, f"token of {stranger}")
    tables.add_feedback(stranger, FeedbackRow(recording_mbid=mbid, score=-1))

    told = explained(synced, mbid)["public_feedback"]

    assert told["loved"] >= 1
    assert told["hated"] >= 1
    assert told["total"] == told["loved"] + told["hated"]
    assert f"loved by {told['loved']} and hated by {told['hated']}\n" in synced.run("explain", mbid).out


def test_offline_leaves_it_out(synced: Scene, mbid: str) -> None:
    """`--offline` asks nobody and tells the rest."""
    before = synced.requests()
    said = synced.run("explain", mbid, "--offline", "--json")
    assert said.json()["recordings"][0]["public_feedback"] is None
    assert synced.requests() == before


def test_a_service_in_trouble_is_no_trouble_of_explain(synced: Scene, mbid: str) -> None:
    """Where ListenBrainz does not answer, all else is told, exit 0, after one try."""
    synced.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.UNAVAILABLE, times=1))
    said = synced.run("explain", mbid, "--json")
    assert said.code == 0
    assert said.json()["recordings"][0]["public_feedback"] is None
    assert said.json()["recordings"][0]["mbid"] == mbid


def test_a_host_that_rests_is_not_asked(synced: Scene, mbid: str) -> None:
    """While ListenBrainz wants rest, nobody waits for it."""
    synced.execute("update paces set pauses_until = 99999999999, reason = 'it said so' where host = 'listenbrainz'")
    before = synced.requests()
    assert explained(synced, mbid)["public_feedback"] is None
    assert synced.requests() == before

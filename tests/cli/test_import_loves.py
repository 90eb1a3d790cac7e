"""`syncd import`: ListenBrainz fetches loves from elsewhere."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from syncd.sandbox import Fault, Switch
from syncd.sandbox.listenbrainz_rows import FeedbackRow, LovedElsewhere
from syncd.store.lock import only_writer
from tests.cli.scene import Scene
from tests.cli.wishes import grant_wishes, waiting_wishes


@pytest.fixture
def news(synced: Scene) -> list[str]:
    """What alice loves at Last.fm and not at ListenBrainz."""
    tables = synced.sandbox.services.tables
    held = synced.sandbox.control.holdings()["listenbrainz"]["alice"]
    mbids = [song.recordings[0].mbid for song in synced.sandbox.world.catalogue.songs if song.recordings]
    fresh = [mbid for mbid in mbids if mbid not in held][:2]
    rows = tuple(FeedbackRow(recording_mbid=mbid, created=1_500_000_000.0) for mbid in fresh)
    tables.lastfm["ada"] = LovedElsewhere(rows=rows, total=3)
    return fresh


def test_what_it_brings_is_heard_by_the_next_sync(synced: Scene, news: list[str]) -> None:
    """The rows carry old dates, and are heard all the same."""
    before = synced.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"]["my-listenbrainz"]
    said = synced.run("import", "lastfm", "ada", "--yes")
    after = synced.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"]["my-listenbrainz"]

    assert said.code == 0, said.err
    assert f"{len(news)} of 3 loves of Last.fm imported; {3 - len(news)} ListenBrainz could not tell" in said.out
    assert after["listed"] == before["listed"] + len(news)
    assert after["added"] >= len(news)


def test_a_hate_that_it_overwrote_is_heard(synced: Scene) -> None:
    """The count stays and so does the top of the list, and yet the next sync reads all of it."""
    tables = synced.sandbox.services.tables
    hated = next(row for row in tables.feedback_of("alice") if row.score == -1 and row.recording_mbid)
    tables.lastfm["ada"] = LovedElsewhere(rows=(replace(hated, score=1),), total=1)
    trusted = "select count(fingerprint) from accounts where name = 'my-listenbrainz'"
    synced.run("sync", "-q")

    before = synced.execute(trusted)
    said = synced.run("import", "lastfm", "ada", "--yes")
    after = synced.execute(trusted)
    synced.run("sync", "-q")

    assert said.code == 0, said.err
    assert (before, after) == ([(1,)], [(0,)])
    assert synced.execute("select score from loves where ref = ?", hated.recording_mbid) == [(1,)]


def test_two_rows_of_one_recording_ask_for_no_write(synced: Scene, news: list[str]) -> None:
    """An import may store a recording twice; it is one line, and nobody tidies up at the service."""
    tables = synced.sandbox.services.tables
    rows = tuple(FeedbackRow(recording_mbid=news[0], created=1_500_000_000.0 + second) for second in range(2))
    tables.lastfm["ada"] = LovedElsewhere(rows=rows, total=2)
    before = synced.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"]["my-listenbrainz"]["listed"]

    synced.run("import", "lastfm", "ada", "--yes")
    report = synced.run("sync", "--json", "-q").json()["profiles"]["default"]

    stored = [row for row in tables.feedback_of("alice") if row.recording_mbid == news[0]]
    assert len(stored) == 2
    assert report["accounts"]["my-listenbrainz"]["listed"] == before + 1
    assert report["targets"]["my-listenbrainz"]["sent"] == 0


def of_ours(scene: Scene) -> set[str]:
    """What syncd has loved for alice at ListenBrainz, of which she has loved some at Last.fm, too, years ago."""
    ours = {str(ref) for [ref] in scene.execute("select ref from loves where is_ours")} & loved_by_alice(scene)
    rows = tuple(FeedbackRow(recording_mbid=mbid, created=1_500_000_000.0) for mbid in sorted(ours)[:3])
    scene.sandbox.services.tables.lastfm["ada"] = LovedElsewhere(rows=rows, total=len(rows))
    return ours


def loved_by_alice(scene: Scene) -> set[str]:
    """What stands at ListenBrainz."""
    return {id_ for id_, score in scene.sandbox.control.holdings()["listenbrainz"]["alice"].items() if score == 1}


def test_what_syncd_had_loved_already_is_hers_by_then(alone: Scene) -> None:
    """Imported right after the first sync, before any list has shown what that wrote; all the rest can be undone."""
    hers = loved_by_alice(alone)
    alone.run("sync", "-q")
    ours = of_ours(alone)
    said = alone.run("import", "lastfm", "ada", "--yes", "-q")
    alone.run("sync", "-q")
    alone.run("undo", "--since", "1h", "--yes", "-q")

    assert said.code == 0, said.err
    assert len(ours) > 3
    assert loved_by_alice(alone) == hers | set(sorted(ours)[:3])


def test_nothing_is_imported_that_could_not_be_told_from_ours(alone: Scene) -> None:
    """The list that dates what syncd has loved cannot be read: that is trouble, and ListenBrainz imports nothing."""
    alone.run("sync", "-q")
    of_ours(alone)
    alone.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.HTML, path="/get-feedback?"))
    said = alone.run("import", "lastfm", "ada", "--yes", "-q")

    assert said.code == 3
    assert 1_500_000_000.0 not in {row.created for row in alone.sandbox.services.tables.feedback_of("alice")}


def test_the_sandbox_has_somebody_to_import_from(synced: Scene) -> None:
    """`syncd import lastfm alice` works on the stand-ins as they come."""
    said = synced.run("import", "lastfm", "alice", "--yes")
    assert said.code == 0, said.err
    assert "imported" in said.out


def test_a_program_must_agree_first(synced: Scene) -> None:
    """Without a terminal and without --yes nothing is imported, exit 2 says what to do, and nobody is asked."""
    before = synced.requests()
    said = synced.run("import", "lastfm", "alice")
    assert said.code == 2
    assert "--yes" in said.err
    assert synced.requests() == before


def test_beside_a_daemon_it_is_a_wish_that_is_agreed(synced: Scene, news: list[str]) -> None:
    """Whoever agreed at the terminal is not asked again by the daemon, which has none."""
    held = set(synced.sandbox.control.holdings()["listenbrainz"]["alice"])
    with only_writer(synced.database, is_daemon=True):
        said = synced.run("import", "lastfm", "ada", "--yes")
    [(verb, parameters)] = waiting_wishes(synced)
    before = set(synced.sandbox.control.holdings()["listenbrainz"]["alice"])
    grant_wishes(synced)

    assert (said.code, verb, parameters["is_agreed"]) == (0, "import", True)
    assert before == held
    assert set(synced.sandbox.control.holdings()["listenbrainz"]["alice"]) == held | set(news)


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["lastfn", "alice"], 2, "did you mean lastfm"),
        (["librefm", "nobody"], 3, "user with username 'nobody' not found"),
        (["lastfm", "alice", "--account", "my-jamendo"], 2, "no ListenBrainz account"),
    ],
)
def test_what_cannot_be_imported_is_told(synced: Scene, arguments: list[str], code: int, why: str) -> None:
    """An unknown service, user or account: the reason, and nothing is imported."""
    held = synced.sandbox.control.holdings()["listenbrainz"]
    said = synced.run("import", *arguments, "--yes")
    assert said.code == code
    assert why in said.err
    assert synced.sandbox.control.holdings()["listenbrainz"] == held


def test_where_lastfm_fails_nobody_knows_what_was_done(synced: Scene) -> None:
    """A failure over there is told as such, and is trouble."""
    synced.sandbox.services.tables.lastfm["ada"] = LovedElsewhere(is_down=True)
    said = synced.run("import", "lastfm", "ada", "--yes")
    assert said.code == 3
    assert "may have arrived" in said.err


@pytest.mark.parametrize("user", ["", " "])
@pytest.mark.parametrize("is_beside_a_daemon", [False, True])
def test_nobody_is_asked_for_the_loves_of_nobody(synced: Scene, user: str, *, is_beside_a_daemon: bool) -> None:
    """A script's empty variable is a wrong command: exit 2 at once, no request, and nothing is left to a daemon."""
    before = synced.requests()
    with only_writer(synced.database, is_daemon=True) if is_beside_a_daemon else nullcontext():
        said = synced.run("import", "lastfm", user, "--yes")

    assert (said.code, "whose loves" in said.err) == (2, True)
    assert synced.requests() == before
    assert waiting_wishes(synced) == []

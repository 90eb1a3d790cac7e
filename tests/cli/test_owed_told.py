"""Unloves, hates and undos that ListenBrainz does not take: every command says so, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncd.cli.daemon_figures import owed_in
from syncd.daemon.metrics import Exposition, Figures
from syncd.sandbox import Fault, Sandbox, SandboxSettings, Switch
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Said, Scene, scene

ALICE, BOB = "alice", "Bob Smith"
FEEDBACK = "recording-feedback"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Scene]:
    """Two ListenBrainz accounts in one profile, whose unloves and hates travel; synced once."""
    with Sandbox(SandboxSettings(favourites=30, speedup=1000)) as running:
        here = scene(running, tmp_path)
        here.rewrite("database =", 'removals = "guarded"\nhates = "sync"\ndatabase =')
        here.rewrite('service = "jamendo"', 'service = "jamendo"\nenabled = false')
        token = running.world.listenbrainz[1].token
        second = f'[accounts.second]\nservice = "listenbrainz"\ntoken = "{token}"\n\n'
        here.rewrite("[hosts.boomplay]", f"{second}[hosts.boomplay]")
        assert here.run("sync", "-q").code == 0
        yield here


def takes_no_feedback(here: Scene, *, is_well: bool = False) -> None:
    """ListenBrainz answers every write with 503, and every read as ever; or it is well again."""
    times = 0 if is_well else None
    here.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.UNAVAILABLE, path=FEEDBACK, times=times))


def stranger(here: Scene) -> str:
    """A recording that stands in nobody's list."""
    held = {item for each in here.sandbox.control.holdings()["listenbrainz"].values() for item in each}
    songs = here.sandbox.world.catalogue.songs
    return next(each.mbid for song in songs for each in song.recordings if each.mbid not in held)


def score(here: Scene, who: str, mbid: str) -> int:
    """What really stands at an account."""
    return int(here.sandbox.control.holdings()["listenbrainz"][who].get(mbid, 0))


def unloved(here: Scene) -> str:
    """What Alice alone loved, which came to Bob, and she has unloved."""
    mbid = stranger(here)
    here.sandbox.control.human("listenbrainz", Verb.LOVE, mbid, ALICE)
    assert here.run("sync", "-q").code == 0
    assert score(here, BOB, mbid) == 1
    here.sandbox.control.human("listenbrainz", Verb.UNLOVE, mbid, ALICE)
    return mbid


def hated(here: Scene) -> str:
    """What Alice hates, and nobody ever loved."""
    mbid = stranger(here)
    here.sandbox.control.human("listenbrainz", Verb.HATE, mbid, ALICE)
    return mbid


def owed(said: Said) -> list[dict[str, Any]]:
    """What a report, or a status, says is owed at Bob's account."""
    found: list[dict[str, Any]] = said.json()["profiles"]["default"]["targets"]["second"]["owed"]
    return found


@pytest.mark.parametrize(
    ("acts", "wanted", "noun", "then"), [(unloved, "unloved", "unlove", 0), (hated, "hated", "hate", -1)]
)
def test_what_cannot_be_written_is_told_until_it_is(pair: Scene, acts: Any, wanted: str, noun: str, then: int) -> None:
    """Exit 3, how many of what, where, and when it is tried again; 0 once it is written, by the very sync that writes it."""
    mbid = acts(pair)
    takes_no_feedback(pair)

    failed, told = pair.run("sync", "-q", "--json"), pair.run("status", "-q")
    again, plan = pair.run("sync", "-q"), pair.run("plan", "-q")

    assert (failed.code, told.code, again.code, plan.code) == (3, 3, 3, 3)
    [row] = owed(failed)
    assert (row["wanted"], row["state"], row["count"]) == (wanted, "pending", 1)
    assert row["why"].startswith("tried again at ")
    assert "the list does not show it; will be sent again (" in row["why"]
    assert "answered 503" in row["why"]
    assert told.out.startswith(f"Not all is done: 1 {noun} still to be done at second")
    assert f"second: 1 {noun} still to be done; run: syncd sync\n  1: tried again at " in told.out
    assert f"  to be {wanted} there: pending (still to be done)  https" in pair.run("explain", mbid).out
    assert f"second: 1 {noun} still to be done; the next sync goes on with it\n  1: tried again at " in again.out

    takes_no_feedback(pair, is_well=True)
    done, well = pair.run("sync", "-q", "--json"), pair.run("status", "-q")
    assert (done.code, owed(done), well.code) == (0, [], 0)
    assert well.out.startswith("All well")
    assert score(pair, BOB, mbid) == then


def test_what_was_given_up_is_told_with_the_command_that_tries_again(pair: Scene) -> None:
    """It is no favourite's, and yet retry finds it."""
    mbid = unloved(pair)
    takes_no_feedback(pair)
    pair.run("sync", "-q")
    pair.execute("update outbox set state = 'failed', not_before = null, error = 'no luck' where score = 0")

    synced, told = pair.run("sync", "-q", "--json"), pair.run("status", "-q")
    part = pair.run("undo", "-q", "--yes", "1")

    assert (synced.code, told.code, part.code) == (3, 3, 3)
    assert owed(synced) == [{"wanted": "unloved", "state": "failed", "count": 1, "why": "no luck"}]
    assert told.out.startswith("Not all is done: 1 unlove given up at second")
    assert "second: 1 unlove given up; try again: syncd retry\n  1: no luck" in told.out

    takes_no_feedback(pair, is_well=True)
    retried = pair.run("retry", "-q")
    assert "second: 1 failed write to be tried again" in retried.out
    assert score(pair, BOB, mbid) == 0


def test_metrics_count_it(pair: Scene) -> None:
    """What no favourite's state tells is told to Prometheus, too: whatever the reasons, one number for each state."""
    unloved(pair)
    takes_no_feedback(pair)
    report = pair.run("sync", "-q", "--json").json()

    said = Exposition(lambda: Figures(owed=owed_in({"default": report})), "1").text()

    assert 'syncd_owed{profile="default",state="pending",target="second",wanted="unloved"} 1.0' in said.splitlines()


def test_a_limit_that_leaves_it_undone_ends_with_3(pair: Scene) -> None:
    """It is due, and waits for nothing but the next sync."""
    unloved(pair)

    left = pair.run("sync", "-q", "--json", "--limit", "0")

    assert (left.code, pair.run("status", "-q").code) == (3, 3)
    assert owed(left) == [{"wanted": "unloved", "state": "pending", "count": 1, "why": "due now"}]
    assert "0 writes, 1 song still to be done: see why above" in pair.run("sync", "-q", "--limit", "0").out


def test_an_undo_that_cannot_be_written_says_what_waits_as_often_as_it_is_asked(pair: Scene) -> None:
    """Boomplay loves the songs still: they are not settled where they are to be taken back."""
    [(cycle,)] = pair.execute("select min(cycle) from journal")
    takes_no_feedback(pair)

    first = pair.run("undo", "-q", "--yes", str(cycle))
    told = pair.run("status", "-q", "--json")
    again = pair.run("undo", "-q", "--yes", str(cycle))

    assert (first.code, told.code, again.code) == (3, 3, 3)
    assert "second: " in again.out
    assert "left to the next sync" in again.out
    assert "503" in again.out
    targets = told.json()["profiles"]["default"]["targets"]
    left = sum(pair.execute("select count(*) from amends")[0])
    assert sum(counts["pending"] + sum(each["count"] for each in counts["owed"]) for counts in targets.values()) == left

    takes_no_feedback(pair, is_well=True)
    finished = pair.run("undo", "-q", "--yes", str(cycle))
    assert (finished.code, pair.run("status", "-q").code) == (0, 0)
    said = pair.run("undo", "-q", "--yes", str(cycle))
    assert (said.code, "is undone already" in said.err) == (2, True)

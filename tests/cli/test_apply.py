"""`syncd apply`: exactly what a saved plan says, over real HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, scene


def writes(scene: Scene, since: int = 0) -> int:
    """How many requests the sandbox has seen that change something."""
    paths = ("recording-feedback", "setuser")
    return sum(any(path in each["path"] for path in paths) for each in scene.sandbox.journal(since)["requests"])


def last_request(scene: Scene) -> int:
    """The number of the last request."""
    return max((each["number"] for each in scene.sandbox.journal()["requests"]), default=0)


@pytest.fixture
def saved(alone: Scene) -> Path:
    """The plan of a first sync, in a file."""
    path = alone.config.with_name("plan.jsonl")
    said = alone.run("plan", "-q", "--out", str(path))
    assert said.code in {0, 3}, said.err
    return path


def actions(file: Path) -> list[dict[str, Any]]:
    """The actions in a file."""
    return [row for line in file.read_text().split("\n")[:-1] if "do" in (row := json.loads(line))]


def loved(scene: Scene) -> set[str]:
    """What stands at the targets now."""
    held = scene.sandbox.control.holdings()
    return {f"listenbrainz:{each}" for each in held["listenbrainz"]["alice"]} | {
        f"jamendo:{each}" for each in held["jamendo"]["972174"]
    }


def test_a_saved_plan_is_carried_out_exactly(alone: Scene, saved: Path) -> None:
    """Every action of the file is done, and nothing else; what the sync finds beyond it is left to the next plan."""
    before, wanted = loved(alone), {row["ref"] for row in actions(saved)}
    assert wanted, "a plan without actions proves nothing"

    dry = alone.run("apply", "-q", "-n", str(saved))
    assert dry.code == 0, dry.err
    assert "Nothing was written." in dry.out
    assert loved(alone) == before
    assert writes(alone) == 0

    said = alone.run("apply", "-q", str(saved))

    assert said.code == 0, said.out + said.err
    assert f"{len(wanted)} done, proved by a look" in said.out
    assert loved(alone) - before == wanted
    assert writes(alone) == len(wanted)
    again = alone.run("apply", "-q", str(saved))
    assert "no longer stand" in again.out
    assert "loved there already" in again.out
    assert writes(alone) == len(wanted)


def test_an_edited_or_strange_file_is_refused_before_anybody_is_asked(alone: Scene, saved: Path) -> None:
    """Exit 2 and the reason; no request leaves."""
    asked = last_request(alone)
    elsewhere = saved.with_name("elsewhere")
    elsewhere.mkdir()
    strange = scene(alone.sandbox, elsewhere).run("apply", "-q", str(saved))
    saved.write_text(saved.read_text().replace('"love"', '"hate"', 1))
    edited = alone.run("apply", "-q", str(saved))
    missing = alone.run("apply", "-q", str(saved.with_name("none")))

    assert [each.code for each in (edited, strange, missing)] == [2, 2, 2]
    assert "line 2 was edited" in edited.err
    assert "another database" in strange.err
    assert "No such file" in missing.err
    assert last_request(alone) == asked


def test_what_a_human_did_meanwhile_is_respected(alone: Scene, saved: Path) -> None:
    """A song that was hated since the plan is not loved; the others are."""
    mbid = next(row["ref"] for row in actions(saved) if row["ref"].startswith("listenbrainz:")).partition(":")[2]
    alone.sandbox.control.human("listenbrainz", Verb.HATE, mbid, "alice")

    said = alone.run("apply", "-q", str(saved))

    assert said.code == 0, said.out + said.err
    assert "vetoed: hated by an account of this profile" in said.out
    assert alone.sandbox.control.holdings()["listenbrainz"]["alice"][mbid] == -1

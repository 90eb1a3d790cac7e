"""What the guard holds, told by a plan before any sync has held it: the same songs, the same names, the same exit code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syncd.sandbox import Sandbox, SandboxSettings
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene, scene

BOOMPLAY = "ada_boom"
FIRST = "  after the next sync, if it was meant: "


@pytest.fixture
def emptying(tmp_path: Path) -> Iterator[Scene]:
    """Somebody takes every favourite at Boomplay back, and one sync has seen it: the next look holds them."""
    with Sandbox(SandboxSettings(favourites=30, speedup=1000)) as running:
        here = scene(running, tmp_path)
        assert here.run("sync", "-q").code == 0
        for song in list(running.control.holdings()["boomplay"][BOOMPLAY]):
            running.control.human("boomplay", Verb.UNLOVE, song, BOOMPLAY)
        assert here.run("sync", "-q").code == 0
        yield here


def groups(here: Scene) -> list[dict[str, Any]]:
    """What `approve` knows of."""
    found: list[dict[str, Any]] = here.run("approve", "list", "--all", "--json").json()["held"]
    return found


def test_a_plan_holds_what_the_sync_after_it_holds(emptying: Scene) -> None:
    """Exit 3 from both, and the songs, the hash and the commands of the one are those of the other."""
    plan = emptying.run("plan", "-q", "--json")
    told = emptying.run("plan", "-q")
    assert groups(emptying) == []
    synced = emptying.run("sync", "-q")
    [group] = groups(emptying)

    assert plan.code == told.code == synced.code == 3
    [foreseen] = plan.json()["report"]["profiles"]["default"]["accounts"]["my-boomplay"]["held"]
    assert foreseen | {"songs": group["songs"], "foreseen": False} == {
        name: value for name, value in group.items() if name not in {"profile", "account"}
    }
    assert (len(foreseen["songs"]), foreseen["foreseen"]) == (10, True)
    assert [(row["ref"], row["group"]) for row in plan.json()["held"]] == [
        (song["ref"], group["hash"]) for song in group["songs"]
    ]
    assert f"my-boomplay: {group['count']} favourites vanished from its list at once" in told.out
    assert f"{FIRST}{group['approve']}    if not: {group['approve']} --keep" in told.out


def test_a_plan_points_at_no_command_that_knows_nothing_of_it(emptying: Scene) -> None:
    """Before a sync has held them only the plan names all of them; after it, `approve` does."""
    before = emptying.run("plan", "-q").out
    emptying.run("sync", "-q")
    after = emptying.run("plan", "-q").out

    assert "more; all of them: syncd plan --json" in before
    assert "syncd approve list" not in before
    assert "syncd status" not in before
    assert "more; all of them: syncd approve list --all" in after
    assert "after the next sync" not in after


def test_a_target_that_lacks_many_says_when_to_approve(synced: Scene) -> None:
    """The reason of each such favourite names `approve list` only for after the sync that holds it."""
    for mbid, score in synced.sandbox.control.holdings()["listenbrainz"]["alice"].items():
        if score == 1:
            synced.sandbox.control.human("listenbrainz", Verb.UNLOVE, mbid, "alice")

    def reasons() -> set[str]:
        rows = synced.run("plan", "-q", "--json").json()["left_alone"]
        return {row["reason"] for row in rows if row["state"] == "held"}

    before, said = reasons(), synced.run("sync", "-q")
    synced.run("sync", "-q")  # the second look: texts that vanished are held only now
    [reason] = reasons()

    assert said.code == 3
    assert reason.endswith("; see: syncd approve list")
    assert before == {reason.replace("see:", "after the next sync see:")}


@pytest.mark.parametrize("is_held_already", [False, True])
def test_the_file_of_a_plan_holds_every_held_song_with_its_reason(emptying: Scene, *, is_held_already: bool) -> None:
    """Its head counts them, and each has a line with why it is held and what lets it pass; `apply` does nothing of it."""
    if is_held_already:
        emptying.run("sync", "-q")
    file = emptying.config.with_name("plan.jsonl")
    assert emptying.run("plan", "-q", "--out", str(file)).code == 3
    emptying.run("sync", "-q")
    [group] = groups(emptying)
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]]

    held = [row for row in rows if "hold" in row]
    assert rows[0]["held"] == len(held) == group["count"]
    assert [row["ref"] for row in held] == [song["ref"] for song in group["songs"]]
    assert {(row["hold"], row["kind"], row["approve"]) for row in held} == {("none", "absences", group["approve"])}
    assert all(row["reason"].startswith("vanished from its list") for row in held)
    said = emptying.run("apply", "-q", str(file))
    assert (said.code, f"{group['approve']} --keep" in said.out) == (3, True)

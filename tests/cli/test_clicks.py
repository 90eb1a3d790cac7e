"""Loves of wrong matches that only a click takes back: `syncd status` says so until somebody has clicked."""

import csv
import io
from typing import Any

import pytest

from syncd.cli.by_hand import LOVED_ALREADY
from syncd.sandbox.ledgers import Verb
from tests.cli.scene import Scene
from tests.cli.test_explain import PUSHED


def page(jamendo: str) -> str:
    """A page at Jamendo."""
    return f"https://www.jamendo.com/track/{jamendo}"


def waiting(here: Scene) -> list[dict[str, Any]]:
    """What waits in review."""
    cases: list[dict[str, Any]] = here.run("review", "list", "--json").json()["cases"]
    return cases


def left(here: Scene) -> tuple[list[str], list[tuple[str, str]]]:
    """What is left at Jamendo to a click, and what to somebody's word, and whose."""
    target = here.run("status", "--json").json()["profiles"]["default"]["targets"]["my-jamendo"]
    return target["by_hand"], [(each["page"], each["waits_for"]) for each in target["undecided"]]


@pytest.mark.parametrize("is_synced", [False, True])
def test_what_a_human_denied_waits_for_his_click(alone: Scene, *, is_synced: bool) -> None:
    """Verdict, line and JSON name it, before the next sync and after it, and the exit code says that syncd is done."""
    alone.run("sync", "-q")
    jamendo = alone.execute(PUSHED)[0][2]
    alone.run("wrong", "-q", f"jamendo:{jamendo}")
    if is_synced:
        alone.run("sync", "-q")
    said, status = alone.run("status"), alone.run("status", "--json").json()

    assert "1 love of a wrong match waits for you at my-jamendo" in said.out.splitlines()[0]
    assert f"Take it back there by hand:\n  {page(jamendo)}\n" in said.out
    assert status["profiles"]["default"]["targets"]["my-jamendo"]["by_hand"] == [page(jamendo)]
    assert not is_synced or said.code == 0


def test_after_the_click_nothing_waits(alone: Scene) -> None:
    """The sync after it sees that it is gone."""
    alone.run("sync", "-q")
    jamendo = alone.execute(PUSHED)[0][2]
    alone.run("wrong", "-q", f"jamendo:{jamendo}")
    alone.sandbox.control.human("jamendo", Verb.UNLOVE, jamendo, "972174")
    alone.run("sync", "-q")
    assert alone.run("status").out.startswith(("All well: ", "All well. "))
    assert "love of a wrong match" not in alone.run("status").out


def test_what_may_turn_out_right_is_no_click_yet(alone: Scene) -> None:
    """Who denies what a song is has not said that it does not stand there: the next sync asks anew, then review.

    Until that is decided, every command names the love that stands there.
    """
    alone.run("sync", "-q")
    boomplay, _, jamendo = alone.execute(PUSHED)[0]
    alone.run("wrong", "-q", f"boomplay:{boomplay}")
    assert alone.execute("select count(*) from amends where ref = ?", jamendo) == [(1,)]
    assert left(alone) == ([], [(page(jamendo), "sync")])
    assert "the next sync asks anew whether that is right; do nothing there before it" in alone.run("status").out

    synced = alone.run("sync", "-q").out
    assert (
        "my-jamendo: 1 love of a denied match is still there; your answer decides whether to keep it: syncd review"
        in synced
    )
    assert f"  {page(jamendo)}\n" in synced
    assert left(alone) == ([], [(page(jamendo), "review")])
    assert "1 love of a denied match is still at my-jamendo: syncd review" in alone.run("status").out.splitlines()[0]
    assert f"{LOVED_ALREADY}\n" in alone.run("review", "list").out
    asked = [each for each in waiting(alone) if each["ref"] == f"boomplay:{boomplay}"]
    [case] = [each for each in asked if each["place"] == "jamendo"]
    assert [(each["page"], each["is_loved_by_syncd"]) for each in case["candidates"]] == [(page(jamendo), True)]
    assert sum(each["is_loved_by_syncd"] for case in waiting(alone) for each in case["candidates"]) == 1
    rows = csv.DictReader(io.StringIO(alone.run("review", "export", "-q").out))
    assert [row["link"] for row in rows if row["note"] == LOVED_ALREADY] == [page(jamendo)]

    alone.run("review", "none", "-q", f"boomplay:{boomplay}")
    assert left(alone) == ([page(jamendo)], [])

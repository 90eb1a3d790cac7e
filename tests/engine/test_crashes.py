"""Killed at every boundary of input and output, and started again (`reliability.md` I6, I7, B)."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.crashing import Fuse, Killed, crashing
from tests.engine.household import Household, hasty
from tests.engine.remembered import songs_of
from tests.engine.scripted import Fate

ACCOUNTS = ("B", "L", "J")
PARTS = 4
"""So many tests share the boundaries, that they may run side by side."""


Story = Callable[[Household, Fuse], None]


@contextmanager
def household(folder: Path, template: Path) -> Iterator[Household]:
    """Three accounts in one lane, so that the boundaries always have the same numbers."""
    folder.mkdir()
    home = Household(folder, template, is_one_lane=True, opened=hasty)
    with closing(home):
        home.add("B", Service.BOOMPLAY)
        home.add("L", Service.LISTENBRAINZ)
        home.add("J", Service.JAMENDO)
        home.jamendo_offers("Harbour", "Lantern")
        yield home


def first_syncs(home: Household, fuse: Fuse) -> None:
    """A first sync; a human's words; a second sync with a late like and a lost answer; and what is left."""
    home.human_loves("B", "Harbour")
    home.human_loves("L", "Lantern")
    home.services["J"].fates = [Fate.LATE, Fate.DONE]
    cycle(home, fuse)
    home.human_unloves("L", "Harbour")
    home.human_loves("B", "Meadow")
    home.services["L"].fates = [Fate.LOST]
    cycle(home, fuse)
    cycle(home, fuse)


def corrections(home: Household, fuse: Fuse) -> None:
    """What was loved by a wrong match is taken back, by an answer that is lost at first; another song is meant."""
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()
    home.human_says_it_is("B", "Harbour", "Meadow")
    home.human_says_not("B", "Lantern", "Lantern")
    home.services["L"].fates = [Fate.LOST]
    cycle(home, fuse)
    cycle(home, fuse)


def removals(home: Household, fuse: Fuse) -> None:
    """An unlove and a hate travel to the other accounts, by an answer that is lost at first."""
    home.carries_unloves = home.carries_hates = True
    home.human_loves("B", "Harbour")
    home.human_loves("L", "Lantern")
    home.cycles(2)
    home.human_unloves("B", "Harbour")
    home.human_hates("L", "Lantern")
    home.services["L"].fates = [Fate.LOST]
    for _ in range(3):
        cycle(home, fuse)


def cycle(home: Household, fuse: Fuse) -> None:
    """A sync; one that is killed is started once more."""
    try:
        home.cycle(world=crashing(home.world(), fuse))
    except Killed:
        fuse.at = None
        home.restart()
        home.cycle()


def end_of(home: Household) -> dict[str, Any]:
    """Where everything stands in the end; numbers of cycles and dates are left out."""
    names, songs = {each.account.id: each.account.whoami for each in home.records()}, songs_of(home)
    lines = [tuple(row[:3]) + row[-3:] for row in home.dump("loves")["loves"]]
    return {
        "held": {account: sorted(home.loved_at(account)) for account in ACCOUNTS},
        "states": {
            (names[each.account], song): each.state for each in home.standings() for song in songs[each.recording]
        },
        "memory": sorted(lines, key=str),
        "buried": [row[:2] for row in home.dump("tombstones")["tombstones"]],
    }


STORIES = [
    pytest.param(
        first_syncs,
        {"B": ["Harbour", "Meadow"], "L": ["Lantern", "Meadow"], "J": ["Harbour", "Lantern"]},
        id="first syncs",
    ),
    pytest.param(
        corrections, {"B": ["Harbour", "Lantern"], "L": ["Meadow"], "J": ["Harbour", "Lantern"]}, id="corrections"
    ),
    pytest.param(removals, {"B": [], "L": [], "J": ["Harbour", "Lantern"]}, id="removals"),
]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("story", "wanted"), STORIES)
def test_a_crash_anywhere_ends_as_if_there_had_been_none(
    tmp_path: Path, template: Path, story: Story, wanted: dict[str, list[str]], part: int
) -> None:
    """
    The end is the same, and Jamendo never gets a second POST.

    Only a crash between the record that a love leaves and its request leaves that one row unconfirmed there.
    """
    whole, unconfirmed = Fuse(), 0
    with household(tmp_path / "whole", template) as home:
        story(home, whole)
        end = end_of(home)
    assert end["held"] == wanted
    assert whole.passed > 20
    for boundary in range(1 + part, whole.passed + 1, PARTS):
        with household(tmp_path / str(boundary), template) as home:
            story(home, Fuse(boundary))
            posts, ends = home.posts_to("J"), end_of(home)
            assert len(posts) == len(set(posts)), f"a second POST after {boundary}"
            missing = {title for title in wanted["J"] if ends["states"].get(("J", title)) is State.UNCONFIRMED}
            if missing and ends["held"] != wanted:
                unconfirmed += 1
                assert set(posts) == set(wanted["J"]) - missing
            else:
                assert ends == end, f"killed at boundary {boundary}"
    assert unconfirmed <= 4

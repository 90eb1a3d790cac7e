"""Killed at every boundary of input and output, and started again (`reliability.md` I6, I7, B)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.crashing import Fuse, Killed, crashing
from tests.engine.household import Household
from tests.engine.scripted import Fate

EVERY = ("Harbour", "Lantern", "Meadow")
ACCOUNTS = ("B", "L", "J")


@contextmanager
def household(folder: Path, template: Path) -> Iterator[Household]:
    """Three accounts in one lane, so that the boundaries always have the same numbers."""
    folder.mkdir()
    home = Household(folder, template, is_one_lane=True)
    with closing(home):
        home.add("B", Service.BOOMPLAY)
        home.add("L", Service.LISTENBRAINZ)
        home.add("J", Service.JAMENDO)
        home.jamendo_offers("Harbour", "Lantern")
        yield home


def story(home: Household, fuse: Fuse) -> None:
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
    lines = [tuple(row[:3]) + row[-2:] for row in home.dump("loves")["loves"]]
    return {
        "held": {account: sorted(home.loved_at(account)) for account in ACCOUNTS},
        "states": {(account, title): home.state(account, title) for account in ("L", "J") for title in EVERY},
        "memory": sorted(lines, key=str),
        "buried": [row[:2] for row in home.dump("tombstones")["tombstones"]],
    }


def test_a_crash_anywhere_ends_as_if_there_had_been_none(tmp_path: Path, template: Path) -> None:
    """
    The end is the same, and Jamendo never gets a second POST.

    Only a crash between the record that a love leaves and its request leaves that one row unconfirmed there.
    """
    whole = Fuse()
    with household(tmp_path / "whole", template) as home:
        story(home, whole)
        wanted = end_of(home)
    assert wanted["held"] == {"B": ["Harbour", "Meadow"], "L": ["Lantern", "Meadow"], "J": ["Harbour", "Lantern"]}
    assert whole.passed > 40
    unconfirmed = 0
    for boundary in range(1, whole.passed + 1):
        with household(tmp_path / str(boundary), template) as home:
            story(home, Fuse(boundary))
            assert len(home.posts_to("J")) == len(set(home.posts_to("J"))), f"a second POST after {boundary}"
            end = end_of(home)
            missing = [title for title in ("Harbour", "Lantern") if end["states"]["J", title] is State.UNCONFIRMED]
            if missing and end["held"] != wanted["held"]:
                unconfirmed += 1
                assert home.posts_to("J") == [title for title in ("Harbour", "Lantern") if title not in missing]
            else:
                assert end == wanted, f"killed at boundary {boundary}"
    assert 0 < unconfirmed <= 4

"""Histories of processes that die, and of one that was only to show what it would do; see `directed.py`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from syncd.domain.account import Score
from syncd.domain.plan import State
from syncd.domain.track import TrackRef
from syncd.engine.world import World
from tests.engine.crashing import CrashingService, Fuse, Killed, crashing
from tests.engine.household import DRY_RUN, Household

_BOUNDARIES = 16  #: more than a cycle has that hears an unlove
_MEMORY = ("loves", "outbox", "tombstones", "amends", "cycles", "journal")


def killed_as_it_writes(home: Household) -> None:
    """A row says `sent` before its request leaves, and no more: whether it arrived nobody knows at Jamendo."""
    home.jamendo_offers("Harbour")
    home.human_loves("B", "Harbour")
    _dies(home, _without_writes(home.world()))
    home.cycles(2)
    assert home.state("J", "Harbour") is State.UNCONFIRMED, "a write that never left passes for done"


def killed_as_it_remembers(home: Household) -> None:
    """Wherever the process dies that hears an unlove: the line and its tombstone are one memory."""
    songs = [f"Song {boundary}" for boundary in range(_BOUNDARIES)]
    home.human_loves("B", *songs)
    home.cycles(2)
    for boundary, song in enumerate(songs, start=1):
        home.human_unloves("L", song)
        _dies(home, crashing(home.world(), Fuse(boundary)))
        home.cycle()
        assert song not in home.loved_at("L"), f"an unlove was lost at boundary {boundary}"


def only_shown(home: Household) -> None:
    """A dry run leaves memory as it was."""
    home.human_loves("B", "Harbour", "Lantern")
    home.cycles(2)
    home.human_loves("B", "Meadow")
    home.human_unloves("L", "Harbour")
    before = home.dump(*_MEMORY)
    home.cycle(DRY_RUN)
    assert home.dump(*_MEMORY) == before, "a dry run was kept"


@dataclass(frozen=True, slots=True)
class _Deadly(CrashingService):
    """The process ends when its first write is about to leave."""

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """The record of leaving is made; the request is not."""
        del ref, score
        leaving()
        raise Killed


def _without_writes(world: World) -> World:
    members = [
        replace(each, favourites=_Deadly(each.favourites, Fuse())) if each.favourites and each.name == "J" else each
        for each in world.members
    ]
    return replace(world, members=members)


def _dies(home: Household, world: World) -> None:
    try:
        home.cycle(world=world)
    except Killed:
        home.restart()

"""The bench: what judging costs does not grow with the accounts of a lane, and what one answer does is its own affair."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from syncd.domain.errors import Stopped
from syncd.domain.track import Service, Track
from syncd.engine import bench, jobs
from syncd.engine.bench import ANSWERS_AT_ONCE, Asker, Bench, Group, Judged
from syncd.engine.order import Order
from syncd.engine.sync import sync
from syncd.ports import Store
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.engine.test_locate import by_different_artists

FRIENDS = 20


class Counted(Bench):
    """Tells how many answers waited, how many threads judged, and how many were written down at a time."""

    waited: list[int]
    threads: list[int]
    heeded: list[int]

    def take(self, asker: Asker, group: Group, rows: Sequence[Track]) -> None:
        """Count."""
        super().take(asker, group, rows)
        self.waited.append(len(self._waiting))
        self.threads.append(len(_judges()))

    def heed(self, store: Store, most: int = ANSWERS_AT_ONCE) -> None:
        """Count."""
        self.heeded.append(min(most, len(self._waiting)))
        super().heed(store, most)


class Ending(ScriptedService):
    """The process is to end when so many were searched for in all."""

    after = FRIENDS + 5
    all_searched: list[str]

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing is found."""
        if len(self.all_searched) == self.after:
            raise Stopped("jamendo")
        self.all_searched.append(tracks[0].artist)
        return []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    """Every lane has such a bench."""
    Counted.waited, Counted.threads, Counted.heeded = [], [], []
    monkeypatch.setattr(jobs, "Bench", Counted)
    return Counted


@pytest.fixture
def village(bare: Household) -> Household:
    """Many friends with accounts at one service, two songs each."""
    Ending.all_searched = []
    for k in range(FRIENDS):
        bare.add(f"B{k}", Service.BOOMPLAY, profile=f"P{k}")
        bare.add(f"J{k}", Service.JAMENDO, profile=f"P{k}", kind=Ending)
        for name in (f"B{k}", f"J{k}"):
            bare.members[name] = replace(bare.members[name], host=name[0])
        songs = [f"Song{k}", f"Tune{k}"]
        bare.library.artists |= {song: f"The {song}s" for song in songs}
        bare.catalogue.ignores |= set(songs)
        bare.human_loves(f"B{k}", *songs)
    return bare


def _judges() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("judge")]


def test_a_lane_of_many_accounts_has_one_judge(village: Household, counted: type[Counted]) -> None:
    """The units let us have 64 threads (`TasksMax`), and answers keep their rows in memory until they are written down."""
    Ending.after = 3 * FRIENDS
    village.cycle()

    assert len(Ending.all_searched) == len(counted.waited) == 2 * FRIENDS
    assert set(counted.threads) == {1}
    assert max(counted.waited) == 2 * ANSWERS_AT_ONCE
    assert set(counted.heeded) - {0, ANSWERS_AT_ONCE} <= {2 * FRIENDS % ANSWERS_AT_ONCE}


def test_ending_writes_down_what_waits_at_one_go(village: Household, counted: type[Counted]) -> None:
    """However many accounts the lane has: a process that is to end has little time."""
    Ending.after = FRIENDS + 5
    with pytest.raises(Stopped):
        sync(village.world(), Order())

    assert len(village.dump("misses")["misses"]) >= Ending.after == sum(counted.heeded)
    assert set(counted.heeded[:-1]) == {ANSWERS_AT_ONCE}
    assert _judges() == []


@pytest.mark.parametrize("delta", ["first", "last"])
def test_what_one_answer_raises_takes_no_other_along(
    delta: str, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of ours in judging one of them: the others are written down, and no thread is left."""
    songs = by_different_artists(home, 8)
    home.jamendo_offers(*songs)
    judge, bad = bench._judge, songs[0 if delta == "first" else -1]

    def fails(group: Group, rows: Sequence[Track]) -> Judged:
        if group[0].track.title == bad:
            raise ZeroDivisionError
        return judge(group, rows)

    monkeypatch.setattr(bench, "_judge", fails)
    with pytest.raises(ZeroDivisionError):
        sync(home.world(), Order())

    assert len(home.services["J"].searched) == 8
    assert len(home.dump("locations")["locations"]) == 7
    assert _judges() == []

"""A song that is not found under its artist is searched for under all performers, however little time a window has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Order
from tests.engine.household import Household

CYCLES = 6


def love_guests(home: Household, source: str, songs: list[str], last: str) -> None:
    """Songs by an artist and a guest, which are found under neither; then one that is offered, by an artist alone."""
    home.library.artists |= {song: f"The {song}s feat. Ada" for song in songs} | {last: f"Marlow of {last}"}
    home.catalogue.ignores |= {last, *songs}
    home.human_loves(source, last, *songs)


@pytest.mark.parametrize("songs", [4, 12])
def test_a_window_of_few_searches_gets_to_the_end(home: Household, songs: int) -> None:
    """Five searches a window, two for each song: each window settles some, none asks the same ones again and again."""
    love_guests(home, "B", [f"Song{n:02d}" for n in range(songs)], "Zephyr")
    home.jamendo_offers("Zephyr")
    home.services["J"].search_takes = timedelta(minutes=1)
    home.cycles(CYCLES)

    assert home.loved_at("J") == {"Zephyr"}
    assert {home.state("J", f"Song{n:02d}") for n in range(songs)} == {State.UNAVAILABLE}
    assert len(home.services["J"].searched) <= 2 * songs + 1 + CYCLES, "a window cuts one song off, at most"


def test_windows_that_many_accounts_share_get_to_the_end(bare: Household) -> None:
    """Five accounts on a lane have three searches each in a window."""
    for k in range(5):
        bare.add(f"B{k}", Service.BOOMPLAY, profile=f"P{k}")
        jamendo = bare.add(f"J{k}", Service.JAMENDO, profile=f"P{k}")
        bare.members[f"J{k}"] = replace(bare.members[f"J{k}"], host="jamendo")
        jamendo.offers.add(f"Zephyr{k}")
        jamendo.search_takes = timedelta(seconds=20)
        love_guests(bare, f"B{k}", [f"Song{n} of {k}" for n in range(3)], f"Zephyr{k}")
    bare.cycles(CYCLES)

    assert [bare.loved_at(f"J{k}") for k in range(5)] == [{f"Zephyr{k}"} for k in range(5)]


def test_commands_of_some_seconds_get_to_the_end(home: Household) -> None:
    """`syncd sync --for 5s` from cron, a search a second."""
    love_guests(home, "B", [f"Song{n:02d}" for n in range(8)], "Zephyr")
    home.jamendo_offers("Zephyr")
    home.services["J"].search_takes = timedelta(seconds=1)
    for _ in range(2 * CYCLES):
        home.cycle(Order(seconds=5))

    assert home.loved_at("J") == {"Zephyr"}


def test_nobody_rests_while_a_window_cuts_searches_off(home: Household) -> None:
    """Where nothing could be settled, another cycle does not come to the same: it has a window of its own."""
    home.library.artists["Harbour"] = "Marlow feat. Ada"
    home.human_loves("B", "Harbour")
    home.services["J"].search_takes = home.world().push_window
    home.cycles(3)
    asked = home.services["J"].searched.copy()
    home.cycle()
    assert home.services["J"].searched == [*asked, "Marlow"]

    home.services["J"].search_takes = timedelta(seconds=1)
    home.cycle()

    assert home.services["J"].searched[-2:] == ["Marlow", "Marlow feat. Ada"]
    assert home.state("J", "Harbour") is State.UNAVAILABLE

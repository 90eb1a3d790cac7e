"""`syncd plan` tells how long a sync takes: held against what the sync then really asks."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from syncd.sandbox import Fault, Switch
from tests.system.conftest import Stage

Make = Callable[..., Stage]

LEAST, MOST = 0.7, 1.5
"""How near an estimate has to come."""

FEW = 8
"""Of fewer requests one or two more are no error of the estimate."""

FEWEST = 3
"""Who we are, one page, and the empty one behind it: as many for a list of no length."""

A_LONG_TIME = 7200 * 200
"""Seconds at the stand-in's pace in which no login has to be renewed, which no estimate foresees."""


def planned(stage: Stage) -> dict[str, int]:
    """The requests that a plan foretells, per host."""
    said = stage.asked("plan", "--json", "-q")
    assert said.code in {0, 3}, said.err
    plan: dict[str, Any] = said.json()
    return {each["host"]: each["reads"] + each["writes"] for each in plan["estimates"]}


def mistaken(foretold: Mapping[str, int], asked: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The hosts, and the sum, of which something else was foretold than came: so many, and so many."""
    pairs = {host: (foretold.get(host, 0), asked.get(host, 0)) for host in asked.keys() | foretold.keys()}
    wrong = {host: pair for host, pair in pairs.items() if not is_near(*pair)}
    said, came = sum(foretold.values()), sum(asked.values())
    return wrong if LEAST <= said / came <= MOST else wrong | {"all": (said, came)}


def is_near(said: int, came: int) -> bool:
    """Within the bounds; a few requests of one host more or less do not count."""
    return LEAST <= said / came <= MOST if came >= FEW else abs(said - came) <= FEW / 2


@pytest.mark.parametrize("favourites", [24, 150])
def test_a_first_sync_takes_what_its_plan_foretold(stage: Make, favourites: int) -> None:
    """After a plan that could ask everybody, a sync reads the lists again, writes and looks: so many requests."""
    here = stage(favourites=favourites, seed=favourites)
    assert mistaken(planned(here), here.report()["requests"]) == {}


def test_a_sync_without_news_takes_what_its_plan_foretold(stage: Make) -> None:
    """Where nothing is to be done, the price is that of a look, to the number: lists that did not change have a length, too."""
    here = stage(favourites=60, jamendo_token_life_seconds=A_LONG_TIME)
    here.report()
    foretold = planned(here)

    assert foretold == {host: asked for host, asked in here.report()["requests"].items() if asked}
    assert foretold["boomplay"] > FEWEST


@pytest.mark.parametrize(
    "switch",
    [
        Switch(service="musicbrainz", fault=Fault.UNAVAILABLE),
        Switch(service="jamendo", fault=Fault.HTML, path="&type="),
    ],
)
def test_what_could_not_be_asked_yet_is_in_the_price(stage: Make, switch: Switch) -> None:
    """What a catalogue or a target's search has not answered yet is counted, with the loves that may come of it."""
    here = stage(favourites=120, seed=4)
    here.sandbox.switches.set(switch)
    foretold = planned(here)
    here.sandbox.switches.clear()

    assert mistaken(foretold, here.report()["requests"]) == {}

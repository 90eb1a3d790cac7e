"""`syncd plan` tells how long a sync takes: held against what the sync then really asks."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from syncd.sandbox import Fault, Switch
from tests.system.conftest import Stage

Make = Callable[..., Stage]

LEAST, MOST = 0.7, 1.5
"""How near an estimate has to come."""

FEW = 8
"""Of fewer requests one or two more are no error of the estimate."""


def planned(stage: Stage) -> dict[str, int]:
    """The requests that a plan foretells, per host."""
    done = stage.run("plan", "--json", "-q")
    assert done.returncode in {0, 3}, done.stderr
    plan: dict[str, Any] = json.loads(done.stdout)
    return {each["host"]: each["reads"] + each["writes"] for each in plan["estimates"]}


def demand_near(foretold: dict[str, int], asked: dict[str, int]) -> None:
    """Each host's foretold requests lie near those that were made, and so does the sum."""
    print(foretold, asked)
    assert LEAST <= sum(foretold.values()) / sum(asked.values()) <= MOST
    for host in asked.keys() | foretold.keys():
        if asked.get(host, 0) >= FEW:
            assert LEAST <= foretold.get(host, 0) / asked[host] <= MOST, host
        else:
            assert abs(foretold.get(host, 0) - asked.get(host, 0)) <= FEW / 2, host


@pytest.mark.parametrize("favourites", [24, 150])
def test_a_first_sync_takes_what_its_plan_foretold(stage: Make, favourites: int) -> None:
    """After a plan that could ask everybody, a sync reads the lists again, writes and looks: so many requests."""
    here = stage(favourites=favourites, seed=favourites)
    demand_near(planned(here), here.report()["requests"])


def test_a_sync_without_news_takes_what_its_plan_foretold(stage: Make) -> None:
    """Where nothing is to be done, the price is that of a look."""
    here = stage(favourites=60)
    here.report()
    demand_near(planned(here), here.report()["requests"])


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

    demand_near(foretold, here.report()["requests"])

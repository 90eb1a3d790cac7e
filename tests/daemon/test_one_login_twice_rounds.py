"""A daemon in whose configuration one login stands twice: it goes on for everybody else, and says so once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd.domain.account import AccountState
from syncd.domain.track import Service
from tests.daemon.watching import Counted, Watch, household, watch
from tests.engine.household import Household


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    """B and L are one person's; E is L's login in Eve's profile, J is a third person's."""
    with household(tmp_path) as home:
        home.add("P", Service.BOOMPLAY, kind=Counted, profile="third")
        home.add("J", Service.JAMENDO, kind=Counted, profile="third")
        home.members["L"] = replace(home.members["L"], mark="fingerprint of the token")
        home.services["E"] = home.services["L"]
        home.members["E"] = replace(home.members["L"], name="E", profile="eve")
        yield home


def served(home: Household, here: Watch) -> None:
    """What is new reaches everybody but Eve, once."""
    home.human_loves("B", "Harbour")
    home.human_loves("P", "Willow")
    home.jamendo_offers("Willow")
    here.passes(hours=12)
    assert home.posts_to("L") == ["Harbour"]
    assert home.loved_at("J") == {"Willow"}


def test_it_serves_everybody_else(home: Household) -> None:
    """The second name is told once, and is known to nobody."""
    with capture_logs() as logs:
        here = watch(home)
        here.rounds.make()
        served(home, here)

    told = [(each["event"], each.get("state")) for each in logs if each.get("who") == "E"]
    assert told == [("cannot be read", AccountState.NEEDS_LOGIN.value)]
    assert {each.account.name for each in home.records()} == set("BLPJ")


def test_in_one_profile_too(home: Household) -> None:
    """Each of the two is polled by itself; the first name stays, and new loves go there."""
    home.members["E"] = replace(home.members["E"], profile="default")
    here = watch(home)
    here.rounds.make()
    served(home, here)

    assert {each.account.name for each in home.records()} == set("BLPJ")

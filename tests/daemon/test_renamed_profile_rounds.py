"""A daemon whose profile has another name, and a new account, while nobody else of it can be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd.domain.account import AccountState
from syncd.domain.track import Service
from tests.daemon.watching import Counted, household, watch
from tests.engine.household import Household


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Household]:
    """B and L were `default` and are `me`, both down; J is new there."""
    with household(tmp_path) as home:
        home.human_loves("B", "Harbour")
        watch(home).rounds.make()
        home.members = {name: replace(each, profile="me") for name, each in home.members.items()}
        home.add("J", Service.JAMENDO, kind=Counted, profile="me")
        home.jamendo_offers("Harbour")
        home.is_down("B", "L")
        yield home


def test_it_says_once_what_the_new_one_waits_for_and_goes_on_by_itself(renamed: Household) -> None:
    """No edit and no start is needed: when B is back, J is let in within the hour."""
    here = watch(renamed)
    with capture_logs() as logs:
        here.passes(hours=6)
        assert {each.account.name for each in renamed.records()} == {"B", "L"}
        renamed.is_up("B", "L")
        here.passes(hours=3)

    told = [each for each in logs if each.get("who") == "J"]
    assert [(each["event"], each.get("state")) for each in told] == [
        ("cannot be read", AccountState.INCOMPLETE.value),
        ("is back", None),
    ]
    assert "waits for B and L" in told[0]["trouble"]
    assert {(each.account.name, each.account.profile) for each in renamed.records()} == {(name, "me") for name in "BLJ"}
    assert renamed.loved_at("J") == {"Harbour"}

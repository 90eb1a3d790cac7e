"""An account that is only read by now, and holds what syncd loved there."""

from dataclasses import replace

import pytest

from syncd.domain.account import Role
from tests.engine.household import Household


def becomes(home: Household, account: str, role: Role) -> None:
    """The configuration gives the account this role from now on."""
    home.members[account] = replace(home.members[account], role=role)


@pytest.fixture
def read_only(home: Household) -> Household:
    """L has our love of a wrong match, and is only read when a human says so."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    becomes(home, "L", Role.SOURCE)
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.catalogue.ignores.add("Harbour")
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}
    return home


def test_a_wrong_love_of_ours_goes_once_it_may_be_written(read_only: Household) -> None:
    """Nothing is written while it is only read, and nothing is forgotten."""
    assert len(read_only.dump("amends")["amends"]) == 1
    becomes(read_only, "L", Role.BOTH)
    read_only.cycles(2)

    assert read_only.loved_at("L") == set()
    assert read_only.dump("amends") == {"amends": []}


def test_who_takes_it_away_himself_leaves_nothing_to_do(read_only: Household) -> None:
    """It is over once the list shows that."""
    read_only.human_unloves("L", "Harbour")
    read_only.cycles(3)

    assert read_only.dump("amends") == {"amends": []}
    assert read_only.posts_to("L") == ["Harbour"]

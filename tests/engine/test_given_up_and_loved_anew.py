"""A love that was given up, of a song that nobody loved for a while: who loves it anew says a new word."""

import pytest

from syncd.domain.account import Score
from syncd.domain.plan import State
from tests.engine.household import Household
from tests.engine.retrying import is_given_up
from tests.engine.scripted import Fate


@pytest.fixture
def refused(home: Household) -> Household:
    """L refused for good what B's human loves."""
    home.services["L"].fates = [Fate.REFUSED] * 99
    home.human_loves("B", "Harbour")
    is_given_up(home, "L", "Harbour", Score.LOVE)
    home.services["L"].fates = []
    return home


def test_it_is_tried_anew_once_it_is_loved_anew(refused: Household) -> None:
    """Nobody has to know that there was a failure, months ago."""
    refused.human_unloves("B", "Harbour")
    refused.goes_on(days=1)
    refused.cycles(3)
    refused.human_loves("B", "Harbour")
    refused.goes_on(days=1)
    refused.cycles(2)

    assert refused.loved_at("L") == {"Harbour"}


def test_as_long_as_it_is_loved_only_a_human_tries_again(refused: Household) -> None:
    """Neither time nor a list that is away makes a refusal another one."""
    refused.is_down("B")
    refused.goes_on(days=3)
    refused.cycles(2)
    refused.is_up("B")
    refused.cycles(2)

    assert refused.loved_at("L") == set()
    assert refused.state("L", "Harbour") is State.FAILED

"""`retry` of what a human keeps and its service would not take back, while the account cannot be read."""

import pytest

from syncd.domain.account import Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.guarding import MEEK, SONGS, keeps
from tests.engine.household import Household
from tests.engine.retrying import retried
from tests.engine.scripted import Fate

FOUR = SONGS[:4]


def is_away_and_owes_two(home: Household, account: str, fate: Fate) -> None:
    """Its list lacks four songs that a human keeps; it takes two of them back, and the others are given up. Then it is away."""
    home.limits = MEEK
    home.human_loves(account, *FOUR)
    home.cycles(2)
    home.human_unloves(account, *FOUR)
    home.cycles(2)
    home.services[account].fates = [Fate.DONE, fate, fate, Fate.DONE]
    keeps(home)
    home.goes_on(days=8)
    home.cycle()
    home.is_down(account)
    home.cycle()
    standings = [each.state for each in home.standings()]
    owed = [each.state for decision in home.outcome.decisions.values() for each in decision.plan.owed]
    assert [*standings, *owed].count(State.FAILED) == 2, "that is where status names `retry`"


@pytest.mark.parametrize("by_text", [True, False])
def test_a_love_is_found_under_the_id_that_it_had(bare: Household, *, by_text: bool) -> None:
    """Also where its list names the song by a text, which is no place to love anything anew; the next sync brings it back."""
    bare.add("L", Service.LISTENBRAINZ).by_text |= set(FOUR) if by_text else set()
    is_away_and_owes_two(bare, "L", Fate.REFUSED)

    assert retried(bare) == 2
    bare.is_up("L")
    bare.cycle()
    assert bare.loved_at("L") == set(FOUR)


def test_a_jamendo_like_is_found(bare: Household) -> None:
    """Its human made it there himself: no search has located it. Only a human may judge whether it is sent once more."""
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    is_away_and_owes_two(bare, "J", Fate.DROPPED)

    assert retried(bare) == 2
    bare.is_up("J")
    bare.cycle()
    assert bare.loved_at("J") == set(FOUR)

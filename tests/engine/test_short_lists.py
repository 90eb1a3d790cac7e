"""A list of Jamendo's that fits on one page is read at each poll, and lets its profile rest all the same."""

from syncd.domain.account import AccountState
from syncd.domain.memory import Rest
from tests.engine.household import Household

SONGS = ["Harbour", "Anthem"]


def test_a_short_list_that_stays_lets_its_profile_rest(home: Household) -> None:
    """It is read, and nothing of it is heard anew."""
    home.human_loves("B", *SONGS)
    home.jamendo_offers(*SONGS)
    home.cycles(4)
    before = rest_of(home)
    home.cycle()

    assert home.account_state("J") is AccountState.READ
    assert home.loved_at("J") == {*SONGS}
    assert before is not None
    assert rest_of(home) == before


def rest_of(home: Household) -> Rest | None:
    """Since when a cycle has had nothing to do, and by what that is known."""
    with home.world().store.reading() as tx:
        return tx.history.rest("default")


def test_an_unlove_in_a_short_list_is_heard(home: Household) -> None:
    """Also where a love comes at the same time, so that the list stays as long as it was."""
    home.human_loves("B", *SONGS)
    home.jamendo_offers(*SONGS)
    home.cycles(3)
    home.human_unloves("J", "Harbour")
    home.human_loves("J", "Ballad")
    home.cycles(3)

    assert home.loved_at("J") == {"Anthem", "Ballad"}

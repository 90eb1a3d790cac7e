"""An unlove of ours that shows late, when nobody wants it any more, is no human's word."""

import pytest

from syncd.domain.account import Score
from syncd.engine.order import Asker, Order
from tests.engine.household import Household
from tests.engine.merging import merges, two
from tests.engine.scripted import Fate

DAEMON = Order(asked_by=Asker.DAEMON)


@pytest.fixture
def sent(bare: Household) -> Household:
    """L and L2 love Harbour; L's human unloves it, and nobody knows what became of that at L2."""
    bare.carries_unloves = True
    two(bare, "L", "L2")
    return bare


def unloves(home: Household) -> None:
    """L's human does, and the answer of our unlove at L2 is lost; its list shows the song still."""
    home.cycles(2)
    home.human_unloves("L", "Harbour")
    home.services["L2"].fates = [Fate.NEVER_ARRIVED]
    home.cycle()
    assert home.loved_at("L2") == {"Harbour"}


def arrives(home: Household) -> None:
    """It did arrive after all."""
    service = home.services["L2"]
    service.marks[service.ref("Harbour")] = Score.NONE


def goes_on(home: Household) -> None:
    """As long as it takes until nothing moves any more."""
    home.cycles(4)
    home.goes_on(days=2)
    home.cycles(2)


def wants_it_no_more(home: Household) -> None:
    """L2's human loves it, our unlove there never arrives, and a few minutes later L's human loves the song anew."""
    home.human_loves("L2", "Harbour")
    unloves(home)
    home.goes_on(minutes=-50)
    home.human_loves("L", "Harbour")


def quarters(home: Household, number: int) -> None:
    """So many quarters of an hour under the daemon's eyes."""
    for _ in range(number):
        home.cycle(DAEMON)
        home.goes_on(minutes=-45)


def is_unloved_by_hand(home: Household) -> None:
    """L2's human takes it away, and the daemon looks."""
    home.human_unloves("L2", "Harbour")
    for _ in range(3):
        home.cycle(DAEMON)


@pytest.mark.parametrize("lover", ["L", "L2"])
def test_who_loved_the_song_anew_meanwhile_keeps_his_love(sent: Household, lover: str) -> None:
    """Whoever loved it first by hand: L's new love is the last word, and comes to L2 again."""
    sent.human_loves(lover, "Harbour")
    unloves(sent)
    sent.human_loves("L", "Harbour")
    sent.cycle()
    arrives(sent)
    goes_on(sent)

    assert sent.loved_at("L") == sent.loved_at("L2") == {"Harbour"}


def test_who_loved_it_anew_under_the_id_that_it_gets_keeps_his_love(sent: Household) -> None:
    """Nobody could say then that it is the same song; the unlove shows, and the merge is learned after that."""
    sent.human_loves("L2", "Harbour")
    unloves(sent)
    sent.human_loves("L", "Harbour 2")
    sent.resolver_is_down()
    sent.goes_on(days=10)
    sent.cycle()
    arrives(sent)
    sent.cycle()
    merges(sent)
    sent.resolver_is_up()
    goes_on(sent)

    assert sent.loved_at("L") == {"Harbour 2"}


def test_what_stood_for_weeks_and_goes_then_was_taken_away_by_hand(sent: Household) -> None:
    """Our unlove never arrived: it is no echo for ever."""
    sent.human_loves("L2", "Harbour")
    unloves(sent)
    sent.human_loves("L", "Harbour")
    sent.cycles(3)
    sent.goes_on(days=20)
    sent.cycle()
    assert sent.loved_at("L2") == {"Harbour"}
    sent.human_unloves("L2", "Harbour")
    goes_on(sent)

    assert sent.loved_at("L") == sent.loved_at("L2") == set()


def test_a_cycle_at_rest_is_woken_once_it_is_no_echo_any_more(sent: Household) -> None:
    """Nothing moves for hours under the daemon's eyes; then L2's human takes it away, and is heard."""
    wants_it_no_more(sent)
    quarters(sent, 12)
    is_unloved_by_hand(sent)

    assert sent.loved_at("L") == sent.loved_at("L2") == set()


def test_who_was_away_when_it_was_an_echo_no_longer_ends_the_rest_once_it_is_back(sent: Household) -> None:
    """L2 is out of reach in the one cycle that is woken; its list shows the song for hours after that, until its human acts."""
    wants_it_no_more(sent)
    quarters(sent, 4)
    sent.is_down("L2")
    assert sent.cycle(DAEMON).decisions
    sent.is_up("L2")
    quarters(sent, 8)
    is_unloved_by_hand(sent)

    assert sent.loved_at("L") == sent.loved_at("L2") == set()


def test_a_clock_that_was_set_back_makes_it_no_echo_for_ever(sent: Household) -> None:
    """By that clock it leaves a year from now."""
    sent.human_loves("L2", "Harbour")
    unloves(sent)
    sent.human_loves("L", "Harbour")
    sent.goes_on(days=-400)
    sent.cycles(2)
    sent.goes_on(days=20)
    sent.cycle()
    sent.human_unloves("L2", "Harbour")
    goes_on(sent)

    assert sent.loved_at("L") == sent.loved_at("L2") == set()

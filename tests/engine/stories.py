"""Histories that are lived through more than once: with unloves that stay where they are or travel, and by different judges."""

from syncd.domain.account import Score
from tests.engine.household import Household


def one_of_two_copies_is_unfavourited(home: Household) -> None:
    """B has the same song twice, and its human unfavourites one copy."""
    home.human_loves("B", "Harbour")
    home.services["B"].marks[home.another_copy("B", "Harbour")] = Score.LOVE
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.cycles(3)


def b_is_incomplete_for_three_days(home: Household) -> None:
    """Unseen behind the broken list, Lantern is unloved at B; meanwhile Harbour is unloved at L."""
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()
    home.human_unloves("B", "Lantern")
    home.is_incomplete("B")
    home.human_unloves("L", "Harbour")
    for _ in range(3):
        home.goes_on(days=1)
        home.cycle()


def an_unlove_at_l_is_later_than_bs_love(home: Household) -> None:
    """Nobody can say that B's new love is the song that L loved, until L's human has unloved it; then the two rows unite."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.resolver_is_down()
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.resolver_is_up()
    home.cycles(2)


def our_love_is_taken_over(home: Household) -> None:
    """Our love at L is unloved by hand, and loved anew by hand."""
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    home.human_loves("L", "Harbour")
    home.cycle()

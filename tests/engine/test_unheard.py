"""Who may hate a song is heard before it is loved anywhere (`design.md` §1, 1): what goes to J cannot be taken back."""

from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from tests.engine.household import Household


def test_nobody_is_loved_before_every_list_that_may_hate_was_read(home: Household) -> None:
    """L hates the song, and cannot be read at first: J, where nothing can be taken back, waits. A file hates nothing."""
    home.jamendo_offers("Harbour", "Lantern")
    home.human_loves("B", "Harbour", "Lantern")
    home.human_hates("L", "Harbour")
    home.add("F", Service.FILE)
    home.is_down("F", "L")
    home.cycles(3)
    assert home.posts_to("J") == []
    assert home.state("J", "Lantern") is State.PENDING

    home.is_up("L")
    home.cycle()

    assert home.posts_to("J") == ["Lantern"]
    assert home.state("J", "Harbour") is State.VETOED


def test_a_list_that_was_read_once_holds_nobody_however_long_it_is_silent(home: Household) -> None:
    """What it hated then is remembered; the rest goes on without it."""
    home.jamendo_offers("Harbour", "Lantern")
    home.human_hates("L", "Harbour")
    home.cycle()
    home.is_down("L")
    home.goes_on(days=30)
    home.human_loves("B", "Harbour", "Lantern")
    home.cycles(2)

    assert home.posts_to("J") == ["Lantern"]


def test_an_unread_list_that_leaves_the_configuration_holds_nobody(home: Household) -> None:
    """Whoever takes a broken account out need not wait for anything else to move."""
    home.jamendo_offers("Lantern")
    home.human_loves("B", "Lantern")
    home.is_down("L")
    home.cycles(3)
    del home.members["L"]
    home.cycle(Order(asked_by=Asker.DAEMON))

    assert home.posts_to("J") == ["Lantern"]

"""A song that its human takes back and loves again between two looks is loved anew: the service dates it later."""

from datetime import timedelta

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from syncd.planner.undo import Way
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.scripted_world import START
from tests.engine.undoing import undone, ways


@pytest.fixture
def two(bare: Household) -> Household:
    """Two ListenBrainz accounts of one person, both loved Harbour by hand before syncd came; unloves travel."""
    bare.carries_unloves = True
    for name in ("L", "L2"):
        bare.add(name, Service.LISTENBRAINZ, role=Role.BOTH)
        bare.human_loves(name, "Harbour", at=bare.clock.now())
    bare.cycles(2)
    return bare


def loves_anew(home: Household, account: str) -> None:
    """A human takes a love back, and loves the song again a minute later."""
    home.human_unloves(account, "Harbour")
    home.goes_on(minutes=1)
    home.human_loves(account, "Harbour", at=home.clock.now())


def test_it_is_not_taken_away_by_an_unlove_that_is_heard_with_it(two: Household) -> None:
    """Unloved here and loved anew there between two looks: the song is loved at both."""
    two.human_unloves("L", "Harbour")
    loves_anew(two, "L2")
    two.cycles(3)

    assert two.loved_at("L2") == two.loved_at("L") == {"Harbour"}


def test_it_lifts_an_unlove_that_was_heard_while_its_account_was_away(two: Household) -> None:
    """The later word stands, though its account could not be read when the unlove was heard."""
    two.is_down("L2")
    two.human_unloves("L", "Harbour")
    two.cycles(2)
    loves_anew(two, "L2")
    two.is_up("L2")
    two.cycles(3)

    assert two.loved_at("L2") == two.loved_at("L") == {"Harbour"}


def test_it_lifts_a_tombstone_where_unloves_do_not_travel(two: Household) -> None:
    """To take back an unlove, love the song anew anywhere (`docs/removals.md`)."""
    two.carries_unloves = False
    two.human_unloves("L", "Harbour")
    two.cycles(2)
    assert two.loved_at("L") == set()
    loves_anew(two, "L2")
    two.cycles(2)

    assert two.loved_at("L") == {"Harbour"}


def test_a_hate_of_before_does_not_replace_it(two: Household) -> None:
    """Hated here, then loved anew there: the later love is no hate."""
    two.carries_hates = True
    two.is_down("L2")
    two.human_hates("L", "Harbour")
    two.cycles(2)
    loves_anew(two, "L2")
    two.is_up("L2")
    two.cycles(3)

    assert two.loved_at("L2") == {"Harbour"}


def imports_at_l(home: Household) -> None:
    """L fetches the song from elsewhere, where its human has loved it for years."""
    home.human_loves("L", "Harbour", at=START - timedelta(days=2000))


def test_an_import_over_our_love_is_a_humans_love(home: Household) -> None:
    """Taken off B's list it stays a favourite, it goes to whoever comes later, and no undo takes it away."""
    home.human_loves("B", "Harbour")
    home.cycles(2)
    imports_at_l(home)
    home.cycle()
    home.human_unloves("B", "Harbour")
    home.cycles(2)

    assert home.outcome.favourites == {"default": 1}
    assert ways(undone(home)) == {Way.NOTHING}
    home.add("L2", Service.LISTENBRAINZ, role=Role.TARGET)
    home.cycles(2)
    assert home.loved_at("L") == home.loved_at("L2") == {"Harbour"}


def test_an_import_lifts_an_unlove_of_before(home: Household) -> None:
    """Unloves travel, and one from B is on its way to L, which has it imported meanwhile: the later word stands."""
    home.carries_unloves = True
    home.human_loves("B", "Harbour")
    home.cycles(2)
    home.human_unloves("B", "Harbour")
    home.cycle()
    imports_at_l(home)
    home.cycles(3)

    assert home.loved_at("L") == {"Harbour"}
    assert home.outcome.favourites == {"default": 1}


def is_ours(home: Household) -> bool:
    """Whether our love at L was heard as ours: with B's unlove it is nobody's favourite, and an undo takes it away."""
    home.human_unloves("B", "Harbour")
    home.cycles(3)
    is_nobodys = home.loved_at("L") == {"Harbour"} and home.outcome.favourites == {"default": 0}
    return is_nobodys and ways(undone(home)) == {Way.UNLOVE} and home.loved_at("L") == set()


@pytest.mark.parametrize("fate", [Fate.LATE, Fate.LOST, Fate.DROPPED, Fate.NEVER_ARRIVED])
def test_an_earlier_try_of_ours_is_no_import(home: Household, fate: Fate) -> None:
    """It was sent once or twice, and the list shows the first one after all."""
    service = home.services["L"]
    service.fates = [fate]
    home.human_loves("B", "Harbour")
    home.cycles(4)
    service.dates[service.ref("Harbour")] = START
    home.cycles(2)

    assert is_ours(home)


@pytest.mark.parametrize("looks", [0, 2])
def test_a_clock_that_was_ahead_makes_no_import(home: Household, looks: int) -> None:
    """We sent it when our clock was weeks ahead, ListenBrainz dated it by its own, and the clock was set right since."""
    service, ahead = home.services["L"], timedelta(days=40)
    home.clock.is_set(ahead)
    home.human_loves("B", "Harbour")
    home.cycle()
    service.dates[service.ref("Harbour")] = START
    home.cycles(looks)
    home.clock.is_set(-ahead)
    home.cycles(2)

    assert is_ours(home)

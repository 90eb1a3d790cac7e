"""A song that its human takes back and loves again between two looks is loved anew: the service dates it later."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household


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

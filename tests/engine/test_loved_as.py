"""What we loved at a service for a recording is that recording: whoever takes it away there, or loves it there anew, means it."""

import pytest

from syncd.domain.account import Role
from syncd.domain.track import Service
from tests.engine.household import Household


@pytest.fixture
def heard(bare: Household) -> Household:
    """B tells of Harbour, which we love at L and at J; J, whose song no catalogue would know, speaks for all, too."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    bare.cycles(2)
    assert (bare.loved_at("L"), bare.loved_at("J")) == ({"Harbour"}, {"Harbour"})
    bare.catalogue.ignores.add("Harbour")
    return bare


def test_our_like_that_a_human_takes_away_travels_though_no_catalogue_knows_its_names(heard: Household) -> None:
    """In the sync that hears it, and without asking anybody who it is."""
    heard.catalogue.asked.clear()
    heard.human_unloves("J", "Harbour")
    heard.cycle()

    assert heard.loved_at("L") == set()
    assert heard.catalogue.asked.keys() <= {"facts", "standing"}


def test_it_travels_as_what_we_loved_it_as_though_a_catalogue_would_say_otherwise(heard: Household) -> None:
    """A sibling of equal names would be found; nobody loves that."""
    sibling = heard.library.recording("Harbour of another")
    heard.catalogue.mistaken = [sibling]
    heard.human_unloves("J", "Harbour")
    heard.cycle()

    assert heard.loved_at("L") == set()


def test_who_loves_it_there_anew_is_heard(heard: Household) -> None:
    """The later word stands, everywhere."""
    heard.human_unloves("J", "Harbour")
    heard.cycle()
    heard.catalogue.ignores.clear()
    heard.human_loves("J", "Harbour")
    heard.goes_on(days=8)
    heard.cycles(2)

    assert heard.loved_at("L") == {"Harbour"}


def test_what_a_human_denied_before_any_list_showed_it_is_not_it(bare: Household) -> None:
    """He takes our wrong like away by hand at once, as he was told to: neither L's love nor Harbour's place at J is gone."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("B", "Harbour")
    bare.human_loves("L", "Harbour")
    bare.cycle()
    bare.human_says_it_is_not_at("J", "B", "Harbour")
    bare.human_unloves("J", "Harbour")
    bare.cycles(2)

    assert bare.loved_at("L") == {"Harbour"}
    assert bare.dump("tombstones")["tombstones"] == []


def test_what_a_human_denied_is_not_it(heard: Household) -> None:
    """The song at J is another one: he takes our wrong like away by hand, and L keeps its own."""
    heard.human_says_not("J", "Harbour", "Harbour")
    heard.human_unloves("J", "Harbour")
    heard.cycles(2)

    assert heard.loved_at("L") == {"Harbour"}

"""A track that was taken for a recording by mistake: that a human took it away is no word about the recording."""

import pytest

from syncd.domain.account import Role
from syncd.domain.journal import Span
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.unburied import buried_for_all, taken_away
from syncd.engine.undo import open_deeds, undo
from syncd.store.store import SqlStore
from tests.engine.household import Household


@pytest.fixture
def mistaken(bare: Household) -> Household:
    """J's Harbour, which we loved by mistake, was taken away there by its human; so went the love of Harbour by L's own."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.add("J", Service.JAMENDO, role=Role.BOTH)
    bare.jamendo_offers("Harbour")
    bare.human_loves("L", "Harbour", "Lantern")
    bare.cycles(2)
    bare.human_unloves("J", "Harbour")
    bare.cycle()
    assert (bare.loved_at("L"), bare.loved_at("L2")) == ({"Lantern"}, {"Lantern"})
    return bare


def test_what_a_list_still_loves_is_loved_again(mistaken: Household) -> None:
    """Everywhere, once he says that the song was never found there; and nothing takes it away again."""
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.human_says_not("J", "Harbour", "Harbour")
    mistaken.human_loves("L2", "Harbour")
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Harbour", "Lantern"}
    assert mistaken.state("J", "Harbour") is not State.VETOED


def test_what_nobody_loves_any_more_a_human_may_undo(mistaken: Household) -> None:
    """Nothing is loved by itself: what went because of the mistake is told, and an undo brings it back for good."""
    with SqlStore(mistaken.database).reading() as tx:
        before = buried_for_all(tx)
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.cycles(2)
    assert mistaken.loved_at("L") == {"Lantern"}
    with SqlStore(mistaken.database).writing() as tx:
        accounts = [each.account for each in tx.memory.records()]
        found = taken_away(tx, dict(before.items() - buried_for_all(tx).items()), accounts)
        assert {mistaken.library.title(deed.ref) for deed in found} == {"Harbour"}
        undo(tx, open_deeds(tx, Span(cycle=found[0].cycle), accounts), accounts, mistaken.clock.now())
        tx.commit()
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Harbour", "Lantern"}


def test_what_only_the_mistake_had_loved_stays_away(bare: Household) -> None:
    """B's song was taken for Harbour, which we loved; he took it away at B, and says why: nobody ever loved Harbour."""
    bare.carries_unloves = True
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    bare.cycles(2)
    bare.human_unloves("B", "Harbour")
    bare.cycles(2)
    bare.human_says_not("B", "Harbour", "Harbour")
    bare.cycles(3)

    assert bare.loved_at("L") == set()


def test_what_somebody_else_unloved_too_stays_away(mistaken: Household) -> None:
    """L's own human took it back after it had been loved anew: that word stands."""
    mistaken.human_loves("L", "Harbour")
    mistaken.cycles(2)
    mistaken.human_unloves("L", "Harbour")
    mistaken.cycle()
    mistaken.human_says_it_is_not_at("J", "L", "Harbour")
    mistaken.cycles(3)

    assert mistaken.loved_at("L") == mistaken.loved_at("L2") == {"Lantern"}

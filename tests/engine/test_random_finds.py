"""Short histories that the state machine found, each of them a bug once (`tests/engine/machine.py`)."""

import pytest

from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household


@pytest.mark.parametrize("cycles", [1, 3])
def test_a_text_that_a_human_named_and_that_gets_another_id_was_not_unloved(guarded: Household, cycles: int) -> None:
    """Its MSID is rewritten; who it is was said of the old one only, and nobody took that song away from anybody."""
    guarded.services["L2"].by_text.add("Meadow")
    guarded.human_loves("L2", "Meadow")
    guarded.cycle()
    guarded.human_says_it_is("L2", "Meadow", "Harbour")
    guarded.human_loves("L", "Harbour")
    guarded.cycles(cycles)

    guarded.services["L2"].reissue("Meadow")
    guarded.cycles(3)

    assert guarded.dump("tombstones") == {"tombstones": []}
    assert "Harbour" in guarded.loved_at("L")


def test_a_text_whose_namesake_is_hated_since_was_unloved(guarded: Household) -> None:
    """Another id of the same names is the old song only where it stands there as the old one did."""
    service = guarded.services["L2"]
    service.by_text.add("Meadow")
    guarded.human_loves("L2", "Meadow")
    guarded.cycle()
    guarded.human_unloves("L2", "Meadow")
    service.reissue("Meadow")
    guarded.human_hates("L2", "Meadow")
    guarded.cycles(3)

    assert len(guarded.dump("tombstones")["tombstones"]) == 1


def test_a_song_that_is_another_one_after_all_is_taken_back_where_it_alone_stood(home: Household) -> None:
    """Nobody knew it but Jamendo; a human says which recording it is, and that one stands there elsewhere."""
    home.jamendo_offers("Harbour", "Lantern")
    home.catalogue.ignores.add("Lantern")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_loves("B", "Lantern")
    home.cycles(2)
    assert home.loved_at("J") == {"Harbour", "Lantern"}

    amends = home.human_says_it_is("B", "Lantern", "Harbour")

    assert [each.ref.id for each in amends if each.ref.service is Service.JAMENDO] == ["Lantern"]
    home.cycles(2)
    assert home.loved_at("L") == {"Harbour"}


def test_an_unlove_of_what_nobody_knew_then_stands_when_it_turns_out_who_it_is(home: Household) -> None:
    """L unloved a mere text, B still lists that song: once the catalogues know both, it stays away from L."""
    home.services["L"].by_text.add("Meadow")
    home.catalogue.ignores.add("Meadow")
    home.human_loves("B", "Meadow")
    home.human_loves("L", "Meadow")
    home.cycle()
    home.human_unloves("L", "Meadow")
    home.cycles(2)

    home.catalogue.ignores.clear()
    home.goes_on(days=400)
    home.cycles(3)

    assert home.posts_to("L") == []
    assert home.state("L", "Meadow") is State.VETOED

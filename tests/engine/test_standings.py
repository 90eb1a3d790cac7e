"""That an MBID stands, where ListenBrainz cannot be asked: MusicBrainz is believed no longer than it must be, and long enough."""

import pytest

from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.merging import Factless, merges, two


@pytest.mark.parametrize("has_hiccup", [False, True])
def test_a_hiccup_of_listenbrainz_makes_nobody_blind_to_merges(bare: Household, has_hiccup: bool) -> None:  # noqa: FBT001  # a parameter
    """Its metadata failed once while something was written. It is back, and what L hates is merged into what L2 loves."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.human_loves("L2", "Lantern")
    bare.cycles(3)
    bare.add("J", Service.JAMENDO)
    bare.jamendo_offers("Lantern")
    well = bare.catalogue
    bare.catalogue = Factless(bare.library) if has_hiccup else well
    bare.cycles(2)
    assert bare.posts_to("J") == ["Lantern"]
    bare.catalogue = well
    merges(bare)
    bare.human_loves("L2", "Harbour 2")
    bare.cycles(2)

    assert "Harbour 2" not in bare.posts_to("L")


@pytest.mark.parametrize(("hates", "hours"), [(40, 24), (110, 24), (210, 6)])
def test_more_than_a_day_can_ask_about_holds_nobody_for_ever(bare: Household, hates: int, hours: int) -> None:
    """None of the hates has facts, each costs a question of its own, and a run asks fifty: in the end all answers are valid."""
    two(bare, "L", "L2")
    unknown = [f"Unknown {number}" for number in range(hates)]
    bare.catalogue.ignores |= set(unknown)
    bare.human_hates("L", *unknown)
    bare.cycle()
    bare.human_loves("L2", "Lantern")
    for _ in range(6):
        bare.goes_on(hours=hours - 1)
        bare.cycle()

    assert bare.posts_to("L") == ["Lantern"]


def test_who_has_facts_was_not_asked_about_in_vain(bare: Household) -> None:
    """MusicBrainz told during a hiccup that it stands; nothing is to be told as not found."""
    two(bare, "L", "L2")
    bare.human_hates("L", "Harbour")
    bare.cycles(2)
    bare.goes_on(hours=2)
    bare.catalogue = Factless(bare.library)
    bare.human_loves("L2", "Harbour 2")
    bare.cycles(2)

    assert {row[1] for row in bare.dump("misses")["misses"]} <= {"merge"}

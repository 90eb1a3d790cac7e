"""What was true when it was written down, and is not any more: MBIDs that merged, clocks that were set back."""

import pytest

from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate


def test_a_hate_under_an_mbid_that_was_merged(home: Household) -> None:
    """What is hated anywhere is loved nowhere by us, whatever MusicBrainz calls it by now."""
    home.human_hates("L", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.posts_to("L") == []


def test_a_love_under_an_mbid_that_was_merged(home: Household) -> None:
    """L states m1, which merges into m2, and B brings m2: one love, and no write."""
    home.human_loves("L", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.posts_to("L") == []


def test_an_unlove_of_an_mbid_that_was_merged(home: Household) -> None:
    """Another account connected later is memory, not news: the unlove stands under the new MBID, too."""
    home.add("L2", Service.LISTENBRAINZ)
    home.human_loves("L", "Harbour")
    home.cycle()
    home.human_unloves("L2", "Harbour")
    home.cycle()
    home.library.merge("Harbour")
    home.add("B2", Service.BOOMPLAY).reissue("Harbour")
    home.human_loves("B2", "Harbour")
    home.cycle()

    assert home.posts_to("L2") == ["Harbour"]


@pytest.mark.parametrize("kind", ["a miss", "a wait that a service named"])
def test_a_clock_that_was_wrong_and_is_put_right_stalls_nobody(home: Household, kind: str) -> None:
    """A wait that is longer than any we know was named by another clock (I15)."""
    home.human_loves("B", "Harbour")
    home.goes_on(days=400)
    if kind == "a miss":
        home.catalogue.ignores.add("Harbour")
    else:
        home.services["L"].fates = [Fate.BUSY]
    home.cycle()
    home.goes_on(days=-400)
    home.catalogue.ignores.clear()
    home.goes_on(days=2)
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour"}


def test_a_denied_recording_that_is_merged_is_still_denied(home: Household) -> None:
    """The human said no to a song before any machine took it; under its new MBID it waits in review, and is not loved."""
    home.human_loves("B", "Harbour")
    home.resolver_is_down()
    home.cycle()
    home.human_says_not("B", "Harbour", "Harbour")
    home.resolver_is_up()
    home.cycles(2)
    home.library.merge("Harbour")
    home.goes_on(days=40)
    home.cycles(3)

    assert home.loved_at("L") == set()
    assert home.state("L", "Harbour") is State.DOUBTFUL

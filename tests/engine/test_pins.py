"""A pinned song counts as loved: pins only ever add (`contract.md` §1).

Each test is told as a household's history; its pins are an account of their own beside L, the same login's feedback.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pytest

from syncd.domain.account import Can, Role, Score
from syncd.domain.plan import State
from syncd.domain.track import Service, TrackRef
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService


@dataclass(slots=True, kw_only=True)
class ScriptedPins(ScriptedService):
    """What L has pinned, as `services/listenbrainz_pins.py` tells it."""

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """Loved, each of them."""
        return dict.fromkeys(refs, Score.LOVE)


@pytest.fixture
def pinning(home: Household) -> Household:
    """L's pins count, and everybody has been read once."""
    home.add("pins", Service.LISTENBRAINZ, role=Role.SOURCE, kind=ScriptedPins).can = Can.READ | Can.POINT_READ
    home.jamendo_offers("Harbour", "Lantern")
    home.cycle()
    return home


def test_a_pinned_song_is_loved_everywhere(pinning: Household) -> None:
    """Also in the feedback of the very account that pinned it, for its list of loves does not show it."""
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)

    assert pinning.loved_at("L") == pinning.loved_at("J") == {"Harbour"}
    assert pinning.posts_to("L") == pinning.posts_to("J") == ["Harbour"]
    assert pinning.posts_to("pins") == []


def test_a_pin_that_ends_is_no_unlove(pinning: Household) -> None:
    """It goes from the list of pins, and all that came of it stays, what was not yet pushed included."""
    pinning.is_down("J")
    pinning.human_loves("pins", "Harbour")
    pinning.cycle()
    pinning.human_unloves("pins", "Harbour")
    pinning.cycles(3)
    pinning.is_up("J")
    pinning.cycles(2)

    assert pinning.loved_at("L") == pinning.loved_at("J") == {"Harbour"}
    assert pinning.state("L", "Harbour") is State.SETTLED
    assert not pinning.dump("tombstones")["tombstones"]


def test_many_pins_that_end_at_once_frighten_nobody(pinning: Household) -> None:
    """The guard counts absences that may become words; these cannot."""
    songs = [f"Song {number}" for number in range(30)]
    pinning.human_loves("pins", *songs)
    pinning.cycle()
    pinning.human_unloves("pins", *songs)
    pinning.cycle()

    assert pinning.loved_at("L") == set(songs)
    assert {record.guarded for record in pinning.records()} == {0}


def test_an_unlove_in_the_feedback_is_the_later_word(pinning: Household) -> None:
    """What was pinned and is then unloved at L stays unloved there, though the pin still stands."""
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)
    pinning.human_unloves("L", "Harbour")
    pinning.cycles(3)

    assert pinning.loved_at("L") == set()
    assert pinning.posts_to("L") == ["Harbour"]
    assert pinning.state("L", "Harbour") is State.VETOED


def test_who_loves_it_again_after_all_is_heard(pinning: Household) -> None:
    """Pin, unlove, a love anew at another account: the latest word stands, and the old pin is in nobody's way."""
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)
    pinning.human_unloves("L", "Harbour")
    pinning.cycle()
    pinning.human_loves("B", "Harbour")
    pinning.cycle()

    assert pinning.loved_at("L") == {"Harbour"}


def test_a_hate_vetoes_a_pin(pinning: Household) -> None:
    """What is hated anywhere in the profile is loved nowhere by us, pinned or not."""
    pinning.human_hates("L", "Harbour")
    pinning.cycle()
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)

    assert pinning.posts_to("L") == pinning.posts_to("J") == []


def test_what_is_loved_already_is_not_written_again(pinning: Household) -> None:
    """A pin of a love that stands asks for no write: it would only re-date the love."""
    pinning.human_loves("L", "Harbour")
    pinning.cycle()
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)

    assert pinning.posts_to("L") == []
    assert pinning.loved_at("J") == {"Harbour"}


def test_a_song_pinned_by_its_text_waits_for_its_name(pinning: Household) -> None:
    """A pin that carries only an MSID is resolved like any other track."""
    pinning.services["pins"].by_text.add("Lantern")
    pinning.human_loves("pins", "Lantern")
    pinning.cycles(2)

    assert pinning.loved_at("L") == {"Lantern"}


def test_with_removals_an_unlove_outlives_the_pin(pinning: Household) -> None:
    """`removals = "guarded"`: an unlove in the feedback is carried on, though the song stays pinned."""
    pinning.carries_unloves = True
    pinning.add("L2", Service.LISTENBRAINZ)
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)
    assert pinning.loved_at("L") == pinning.loved_at("L2") == {"Harbour"}

    pinning.human_unloves("L", "Harbour")
    pinning.cycles(3)

    assert pinning.loved_at("L") == pinning.loved_at("L2") == set()


def test_with_removals_a_pin_that_ends_carries_nothing(pinning: Household) -> None:
    """`removals = "guarded"`: what is no longer pinned was not unloved, so nobody hears of it."""
    pinning.carries_unloves = True
    pinning.human_loves("pins", "Harbour")
    pinning.cycles(2)
    pinning.human_unloves("pins", "Harbour")
    pinning.cycles(3)

    assert pinning.loved_at("L") == pinning.loved_at("J") == {"Harbour"}
    assert pinning.posts_to("L") == ["Harbour"]


def test_what_stands_by_its_text_is_unloved_by_its_text(home: Household) -> None:
    """`removals = "guarded"`: a row that carries only an MSID is taken away by it, for a write by MBID would leave it."""
    home.carries_unloves = True
    home.add("L2", Service.LISTENBRAINZ).by_text.add("Lantern")
    home.human_loves("L", "Lantern")
    home.human_loves("L2", "Lantern")
    home.cycles(2)
    row = home.services["L2"].ref("Lantern")

    home.human_unloves("L", "Lantern")
    home.cycles(3)

    assert row.id.startswith("msid:")
    assert home.services["L2"].posts == [row]
    assert home.loved_at("L2") == set()

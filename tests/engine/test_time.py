"""What a command may take, and what it takes when services are slow."""

from collections.abc import Collection
from dataclasses import dataclass

from syncd.domain.track import Isrc, Track
from syncd.engine.order import Order
from tests.engine.household import Household
from tests.engine.scripted_catalogue import ScriptedCatalogue
from tests.engine.scripted_world import HandClock
from tests.engine.test_resolve import MANY


@dataclass(slots=True)
class SlowCatalogue(ScriptedCatalogue):
    """Each request for ISRCs takes its time."""

    clock: HandClock | None = None
    seconds: float = 0.0

    def by_isrc(self, isrcs: Collection[Isrc]) -> list[Track]:
        """As ever, but late."""
        assert self.clock is not None
        self.clock.sleep(self.seconds)
        return list(super(SlowCatalogue, self).by_isrc(isrcs))


def test_the_time_that_a_command_is_given_holds_for_asking_too(home: Household) -> None:
    """`--for 5s` with a catalogue that takes four a request: after two requests nobody is asked any more."""
    songs = [f"{title} {word}" for title in MANY for word in ("one", "two", "three", "four", "five")]
    home.catalogue = SlowCatalogue(home.library, clock=home.clock, seconds=4.0)
    home.human_loves("B", *songs)
    before = home.clock.elapsed()
    home.cycle(Order(seconds=5))

    assert home.clock.elapsed() - before - 3600 <= 8
    home.cycle()
    assert home.loved_at("L") == set(songs)


def test_asking_longer_than_a_push_window_leaves_a_window_to_push(home: Household) -> None:
    """The window begins with the pushes, whatever came before them; else a slow catalogue would starve every write."""
    home.catalogue = SlowCatalogue(home.library, clock=home.clock, seconds=400.0)
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}

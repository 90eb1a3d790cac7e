"""What a plan foretells of requests, against scripted services: its lists and writes to the number."""

from syncd.cli.estimate import estimates
from syncd.domain.account import AccountState
from syncd.domain.plan import State
from syncd.domain.track import Service
from tests.engine.household import DRY_RUN, Household

SONGS = [f"Song {number}" for number in range(60)]
OTHERS = [f"Other {number}" for number in range(202)]
"""They fill more than a page of Jamendo's."""


def foretold(home: Household) -> dict[str, tuple[int, int]]:
    """Reads and writes of each account, after a plan."""
    outcome = home.cycle(DRY_RUN)
    return {each.host.removeprefix("host of "): (each.reads, each.writes) for each in estimates(home.world(), outcome)}


def test_a_list_at_rest_is_read_as_long_as_it_was(home: Household) -> None:
    """Boomplay's two pages and the empty one behind them are read although nothing is heard, and so is Jamendo's only one."""
    home.human_loves("B", *SONGS)
    home.jamendo_offers(*SONGS[:9])
    home.cycles(3)

    assert foretold(home) == {"B": (1 + 2 + 1, 0), "L": (2, 0), "J": (1 + 1 + 1, 0)}
    assert [home.account_state(each) for each in "BLJ"] == [
        AccountState.READ,
        AccountState.UNCHANGED,
        AccountState.READ,
    ]


def test_writes_to_a_list_at_rest_are_proved_by_its_pages(home: Household) -> None:
    """A look before each write, and after them all the two pages that the remembered list fills with them, and the end."""
    home.human_loves("J", *OTHERS)
    home.cycles(2)
    home.human_loves("B", *SONGS[:5])
    home.jamendo_offers(*SONGS[:5])
    found = foretold(home)

    assert home.account_state("J") is AccountState.UNCHANGED
    assert found["J"] == (3 + 5 + 3, 5)


def test_two_favourites_at_one_place_are_one_write(home: Household) -> None:
    """What MusicBrainz holds for two recordings stands once at Jamendo: the price is that of the plan's actions."""
    home.library.told |= {(each, "Double"): {"title": "Song 1"} for each in (Service.BOOMPLAY, Service.MUSICBRAINZ)}
    home.human_loves("B", *SONGS[:3], "Double")
    home.jamendo_offers(*SONGS[:3])
    found = foretold(home)

    actions = [action for decision in home.outcome.decisions.values() for action in decision.plan.actions]
    assert [each.state for each in home.standings()] == [State.PENDING] * 8
    assert (found["J"][1], found["L"][1]) == (3, 4)
    assert len(actions) == 7

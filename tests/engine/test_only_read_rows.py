"""What was on its way to an account that is only read by now is wanted by nobody, and is waited for no longer than elsewhere.

B is a Boomplay source, L, L2 and L3 are ListenBrainz accounts (both); unloves and hates travel.
"""

import pytest

from syncd.domain.account import AccountState, Role
from syncd.domain.track import Service
from tests.engine.household import Household
from tests.engine.scripted import Fate
from tests.engine.test_only_read_now import becomes


@pytest.fixture
def three(bare: Household) -> Household:
    bare.carries_unloves = bare.carries_hates = True
    bare.add("B", Service.BOOMPLAY)
    for name in ("L", "L2", "L3"):
        bare.add(name, Service.LISTENBRAINZ)
    bare.cycle()
    return bare


def test_who_unloves_there_much_later_is_heard(three: Household) -> None:
    """An unlove of ours never arrived there, and the song was loved anew since."""
    three.human_loves("L2", "Harbour")
    three.cycle()
    three.human_unloves("L", "Harbour")
    three.services["L2"].fates = [Fate.DROPPED] * 2
    three.cycles(2)
    becomes(three, "L2", Role.SOURCE)
    three.cycle()
    three.human_loves("L", "Harbour")
    three.cycles(2)
    three.goes_on(days=60)
    three.cycle()
    assert three.loved_at("L3") == {"Harbour"}
    three.human_unloves("L2", "Harbour")
    three.cycles(3)

    assert three.loved_at("L3") == set()


@pytest.mark.parametrize("what", ["love", "hate", "unlove"])
def test_it_is_not_read_whole_for_that_for_ever(three: Household, what: str) -> None:
    """A probe is enough again, as it was before."""
    if what == "unlove":
        three.human_loves("L", "Harbour")
        three.cycles(2)
    three.services["L2"].fates = [Fate.DROPPED] * 2
    {"love": three.human_loves, "hate": three.human_hates, "unlove": three.human_unloves}[what]("L", "Harbour")
    three.cycles(2)
    becomes(three, "L2", Role.SOURCE)
    three.cycles(4)

    assert three.account_state("L2") is AccountState.UNCHANGED

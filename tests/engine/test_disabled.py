"""`enabled = false`: an account is left alone, and what it hates and unloved still holds; out of the file, it has no say."""

import pytest

from syncd.domain.account import Label, Role
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.order import Asker, Order
from tests.engine.household import Household

AS_DAEMON = Order(asked_by=Asker.DAEMON)


def disable(home: Household, account: str) -> None:
    """The configuration still has it, as a disabled one."""
    member = home.members.pop(account)
    home.silent[member.label] = member.service


@pytest.fixture
def two(home: Household) -> Household:
    """There is another ListenBrainz account."""
    home.add("L2", Service.LISTENBRAINZ)
    return home


@pytest.mark.parametrize("role", [Role.BOTH, Role.SOURCE, Role.TARGET])
def test_its_hates_veto(bare: Household, role: Role) -> None:
    """Loved at B and hated at L: L2 is not told, whatever L's role, also while L is disabled."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ, role=role)
    bare.add("L2", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    bare.human_hates("L", "Harbour")
    bare.cycle()
    disable(bare, "L")
    bare.cycles(3)

    assert bare.posts_to("L2") == []
    assert bare.state("L2", "Harbour") is State.VETOED


def test_a_hate_that_was_never_identified_is_asked_about(two: Household) -> None:
    """Nobody knew who it is when L was disabled: what others love waits for the answer, and is vetoed then."""
    two.resolver_is_down()
    two.human_hates("L", "Harbour")
    two.cycle()
    disable(two, "L")
    two.human_loves("B", "Harbour", "Lantern")
    two.resolver_is_up()
    two.cycles(3)

    assert two.loved_at("L2") == {"Lantern"}


def test_its_unloves_that_travelled_still_hold(guarded: Household) -> None:
    """Unloved at L, and taken away at L2: with L disabled, B's old love does not bring it back."""
    guarded.human_loves("B", "Harbour", "Lantern")
    guarded.cycles(2)
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(3)
    assert guarded.loved_at("L2") == {"Lantern"}
    disable(guarded, "L")
    guarded.cycles(3)

    assert guarded.loved_at("L2") == {"Lantern"}
    assert guarded.state("L2", "Harbour") is State.VETOED


def test_a_love_made_anew_lifts_its_unlove_for_good(guarded: Household) -> None:
    """As with an account that is out of reach: who loves the song anew has the later word."""
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)
    guarded.human_unloves("L", "Harbour")
    guarded.cycles(3)
    disable(guarded, "L")
    guarded.cycle()
    guarded.human_unloves("B", "Harbour")
    guarded.cycles(2)
    guarded.human_loves("B", "Harbour")
    guarded.cycles(2)

    assert guarded.loved_at("L2") == {"Harbour"}


def test_its_loves_are_nobodys_word(two: Household) -> None:
    """What only a disabled account loves is not loved elsewhere, and is no favourite; nothing is written to it."""
    two.is_down("L2")
    two.human_loves("L", "Harbour")
    two.cycle()
    disable(two, "L")
    two.is_up("L2")
    two.human_loves("B", "Lantern")
    two.cycles(2)

    assert two.loved_at("L2") == {"Lantern"}
    assert two.posts_to("L") == []
    assert two.outcome.favourites == {"default": 1}


def test_out_of_the_configuration_it_has_no_say(two: Household) -> None:
    """The daemon's next cycle thinks again, and L2 is told what B loves."""
    two.human_loves("B", "Harbour")
    two.human_hates("L", "Harbour")
    two.cycle()
    disable(two, "L")
    two.cycles(3)
    assert not two.cycle(AS_DAEMON).decisions, "a disabled account does not keep a profile from its rest"
    two.silent.clear()
    two.cycle(AS_DAEMON)

    assert two.loved_at("L2") == {"Harbour"}


def test_another_service_by_its_name_is_another_account(two: Household) -> None:
    """The name belongs to a disabled file now: what ListenBrainz' account of that name hated is no one's word."""
    two.human_loves("B", "Harbour")
    two.human_hates("L", "Harbour")
    two.cycle()
    del two.members["L"]
    two.silent[Label("default", "L")] = Service.FILE
    two.cycles(2)

    assert two.loved_at("L2") == {"Harbour"}


def test_a_disabled_friend_keeps_nobody_from_anything(two: Household) -> None:
    """Another profile's hates are no veto here, disabled or not."""
    two.add("F", Service.LISTENBRAINZ, profile="friend")
    two.human_loves("B", "Harbour")
    two.human_hates("F", "Harbour")
    two.cycle()
    disable(two, "F")
    two.cycles(2)

    assert two.loved_at("L2") == {"Harbour"}

"""A host that hangs costs one poll two time-outs, however many accounts are there; and no account is silenced for ever (I12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.account import AccountState, Score
from syncd.domain.errors import Late, RateLimited, ServiceError, Unauthorised, Unavailable
from syncd.domain.snapshot import Snapshot
from syncd.domain.track import Service, TrackRef
from tests.engine.fared import polled
from tests.engine.household import Household
from tests.engine.scripted import ScriptedService
from tests.engine.scripted_world import START

PATIENCE = timedelta(seconds=95)
"""What the first question to a host that hangs takes: two tries in one call, and one in the next (`services/waits.py`)."""

HOST = "friends' host"


class Hanging(ScriptedService):
    """It accepts, and never answers, until it is told to."""

    hangs = True
    asked = 0

    def snapshot(self) -> Snapshot:
        """Each account has trouble of its own where `trouble` says so."""
        self.asked += 1
        if self.hangs and self.trouble is None:
            self.clock.go_on(PATIENCE)
            raise Late(self.host, "/lists: no answer in time")
        return ScriptedService.snapshot(self)


class Watched(ScriptedService):
    """It says when it was first written to."""

    written_at = START

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """A write."""
        self.written_at = self.clock.now()
        ScriptedService.set(self, ref, score, leaving)


def befriend(house: Household, *names: str) -> list[Hanging]:
    """Friends with a profile each, all at one host."""
    services = []
    for name in names:
        service = house.add(name, Service.BOOMPLAY, profile=f"profile of {name}", kind=Hanging)
        service.host = HOST
        house.members[name] = replace(house.members[name], host=HOST)
        assert isinstance(service, Hanging)
        services.append(service)
    return services


def test_my_new_love_does_not_wait_for_forty_friends(bare: Household) -> None:
    """Two of them are asked; the rest are called unreachable in the same words."""
    bare.add("B", Service.BOOMPLAY)
    target = bare.add("L", Service.LISTENBRAINZ, kind=Watched)
    friends = befriend(bare, *(f"F{number}" for number in range(40)))
    bare.human_loves("B", "Harbour")
    bare.cycle()

    assert isinstance(target, Watched)
    assert target.written_at - START == 2 * PATIENCE
    assert sum(each.asked for each in friends) == 2
    mine = [polled(bare, each.name) for each in friends]
    assert {each.state for each in mine} == {AccountState.UNREACHABLE}
    assert len({each.trouble for each in mine}) == 1


def test_those_that_are_always_late_do_not_silence_another_for_ever(bare: Household) -> None:
    """Nobody has ever heard any of them, so nothing tells which one works; once it was read, it is read every time."""
    *_, well = befriend(bare, *(f"F{number}" for number in range(12)))
    well.hangs, silent = False, 0
    bare.cycle()
    while bare.account_state(well.name) is AccountState.UNREACHABLE:
        assert silent < 60, "it stands behind two others for ever"
        silent += 1
        bare.cycle()
    asked = well.asked
    bare.cycles(3)

    assert silent > 0, "it was the first to be asked by chance"
    assert well.asked == asked + 3


@pytest.mark.parametrize(
    "error", [Unavailable(HOST, "503"), RateLimited(HOST, 60), Unauthorised(HOST, "the token has run out")]
)
def test_any_answer_ends_a_silence(bare: Household, error: ServiceError) -> None:
    """Whoever refuses one account may serve the next; only silence speaks for the whole host."""
    friends = befriend(bare, "F1", "F2", "F3", "F4", "F5")
    for each in friends[0], friends[1], friends[3]:
        each.trouble = error
    friends[4].hangs = False
    bare.cycle()

    assert bare.account_state("F5") is AccountState.READ


def test_one_bad_account_does_not_silence_its_neighbours(bare: Household) -> None:
    """One that hangs, one that answers, one that hangs: the last one is asked all the same."""
    friends = befriend(bare, "F1", "F2", "F3", "F4")
    for each in friends[1::2]:
        each.hangs = False
    bare.cycles(2)

    assert {bare.account_state(name) for name in ("F2", "F4")} == {AccountState.READ}
    assert {bare.account_state(name) for name in ("F1", "F3")} == {AccountState.UNREACHABLE}


def test_a_login_that_is_renewed_at_another_door_is_not_the_hosts_silence(bare: Household) -> None:
    """Nobody opens that door; the host itself was asked nothing yet, and serves who needs no renewal."""
    *waiting, well = befriend(bare, "F1", "F2", "F3")
    for each in waiting:
        each.trouble = Late(f"{HOST}'s login", "/refresh: no answer in time")
    well.hangs = False
    bare.cycle()

    assert bare.account_state("F3") is AccountState.READ

"""Reading accounts: one that fails stops nobody else, and is concluded nothing from."""

from dataclasses import replace

import pytest

from syncd.domain.account import AccountState
from syncd.domain.errors import (
    AwaitingApproval,
    Blocked,
    IncompleteListing,
    RateLimited,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.domain.plan import State
from syncd.domain.track import Service
from syncd.engine.blocked import looks_blocked
from syncd.engine.poll import state_after
from syncd.planner.guard import GuardLimits
from tests.engine.household import Household


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unauthorised("x", "expired"), AccountState.NEEDS_LOGIN),
        (IncompleteListing("x", "a page is missing"), AccountState.INCOMPLETE),
        (Unreadable("x", "HTML"), AccountState.INCOMPLETE),
        (Unavailable("x", "503"), AccountState.UNREACHABLE),
        (RateLimited("x", 60), AccountState.UNREACHABLE),
        (Blocked("x", "403"), AccountState.UNREACHABLE),
        (AwaitingApproval("x", "not yet"), AccountState.UNREACHABLE),
    ],
)
def test_an_error_says_how_an_account_fared(error: ServiceError, state: AccountState) -> None:
    """Each error stands for one state of `contract.md` §3."""
    assert state_after(error) is state


@pytest.mark.parametrize("error", [Unauthorised("b", "expired"), Unavailable("b", "503"), IncompleteListing("b", "?")])
def test_one_that_fails_stops_nobody_else(home: Household, error: ServiceError) -> None:
    """B cannot be read; L's song goes to J all the same, and B's songs count as remembered (I12)."""
    home.jamendo_offers("Harbour", "Lantern")
    home.human_loves("B", "Harbour")
    home.cycle()
    home.services["B"].trouble = error
    home.human_loves("L", "Lantern")
    home.cycle()

    assert home.account_state("B") is state_after(error)
    assert home.account_state("L") is AccountState.READ
    assert home.loved_at("J") == {"Harbour", "Lantern"}
    assert home.state("L", "Harbour") is State.SETTLED


def test_an_account_that_was_not_read_is_not_written(home: Household) -> None:
    """Every write follows a look; what is due there waits, and says why."""
    home.human_loves("B", "Harbour")
    home.is_down("L")
    home.cycle()
    assert home.posts_to("L") == []
    home.is_up("L")
    home.is_incomplete("L")
    home.cycle()
    assert home.posts_to("L") == []

    home.is_up("L")
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}


def test_an_empty_first_list_after_years_is_frightening(home: Household) -> None:
    """Beyond the guard's bound absences do not enter memory; they wait, and come back without a trace (I9, I10)."""
    songs = [f"Song of the {word}" for word in ("sea", "hill", "lamp", "road", "wind")]
    home.limits = GuardLimits()
    home.human_loves("L", *songs)
    home.cycle()
    home.human_unloves("L", *songs)
    home.cycles(2)
    assert home.dump("tombstones") == {"tombstones": []}
    assert len(home.dump("loves")["loves"]) == len(songs)
    assert next(row.guarded for row in home.records() if row.account.name == "L") == len(songs)

    home.human_loves("L", *songs)
    home.cycle()

    assert home.posts_to("L") == []
    assert {home.state("L", song) for song in songs} == {State.SETTLED}
    assert next(row.guarded for row in home.records() if row.account.name == "L") == 0


def test_a_hate_is_heard_beside_frightening_absences(home: Household) -> None:
    """The guard holds back absences only: a love turned into a hate stays an unlove, however many others vanished."""
    songs = [f"Song of the {word}" for word in ("sea", "hill", "lamp", "road", "wind")]
    home.limits = GuardLimits()
    home.human_loves("L", "Harbour", *songs)
    home.human_loves("B", "Harbour")
    home.cycle()
    home.human_hates("L", "Harbour")
    home.human_unloves("L", *songs)
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.human_loves("L", *songs)
    home.goes_on(days=1)
    home.cycles(2)

    assert home.posts_to("L") == []
    assert home.state("L", "Harbour") is State.VETOED


def test_one_unlove_a_day_always_passes(home: Household) -> None:
    """However short the list, the guard believes one absence a day; what it held is no later day's affair."""
    home.limits = GuardLimits()
    home.human_loves("B", "Harbour", "Lantern", "Meadow")
    home.cycle()
    home.human_unloves("L", "Harbour")
    home.cycle()
    assert home.state("L", "Harbour") is State.VETOED
    home.human_unloves("L", "Lantern")
    home.cycle()
    assert home.state("L", "Lantern") is State.HELD

    home.goes_on(days=1)
    home.human_unloves("L", "Meadow")
    home.cycle()

    assert home.state("L", "Lantern") is State.HELD
    assert home.state("L", "Meadow") is State.VETOED
    assert sorted(home.posts_to("L")) == ["Harbour", "Lantern", "Meadow"]


def _silent(host: str) -> Unavailable:
    return Unavailable(host, "no connection", never_left=True)


@pytest.mark.parametrize(
    ("errors", "answered", "blocked"),
    [
        ([Blocked("musicbrainz", "403")], set(), True),
        ([_silent("listenbrainz"), _silent("musicbrainz")], {"boomplay"}, True),
        ([_silent("listenbrainz"), _silent("musicbrainz")], {"listenbrainz"}, False),
        ([_silent("listenbrainz"), _silent("musicbrainz")], set(), False),
        ([_silent("listenbrainz")], {"boomplay"}, False),
        ([Unavailable("listenbrainz", "503"), Unavailable("musicbrainz", "503")], {"boomplay"}, False),
        ([RateLimited("listenbrainz", 9), RateLimited("musicbrainz", 9)], {"boomplay"}, False),
    ],
)
def test_a_block_is_recognised(errors: list[ServiceError], answered: set[str], *, blocked: bool) -> None:
    """A refusal, or silence of both MetaBrainz hosts while another host answers (`apis/listenbrainz.md` §1)."""
    assert looks_blocked(errors, answered) is blocked


def test_both_lanes_of_metabrainz_rest_when_they_are_blocked(home: Household) -> None:
    """The engine tells the paces, which every process obeys."""
    home.human_loves("B", "Harbour")
    home.catalogue.trouble = Blocked("musicbrainz", "403")
    home.cycle()

    assert home.blocked == [Service.LISTENBRAINZ, Service.MUSICBRAINZ]


def test_a_track_that_a_source_takes_down_was_not_unloved(home: Household) -> None:
    """Boomplay can say whether a track still exists: what it took down stays loved, and is pushed once it is known."""
    home.resolver_is_down()
    home.human_loves("B", "Harbour", "Lantern")
    home.cycle()
    home.services["B"].taken_down.add("Harbour")
    home.cycles(3)
    home.resolver_is_up()
    home.cycles(2)

    assert home.loved_at("L") == {"Harbour", "Lantern"}


def test_names_that_swap_their_logins_while_one_is_down_are_not_seen_twice(bare: Household) -> None:
    """An account is who it logs in as: the token tells whose memory it is, and one login is one view."""
    bare.add("B", Service.BOOMPLAY)
    for name in ("X", "Y"):
        bare.add(name, Service.LISTENBRAINZ)
        bare.members[name] = replace(bare.members[name], mark=f"token of {name}")
    bare.human_loves("X", "Harbour")
    bare.human_loves("B", "Lantern")
    bare.cycles(2)
    x, y = bare.members["X"], bare.members["Y"]
    bare.members |= {"X": replace(y, name="X"), "Y": replace(x, name="Y")}
    bare.is_down("X")

    outcome = bare.cycle()

    assert outcome.favourites == {"default": 2}
    assert len({each.account.id for each in outcome.polled if each.account}) == 3


def test_a_name_that_cannot_be_read_does_not_stand_for_an_account_that_has_another_one_now(bare: Household) -> None:
    """No secret tells who they are: Y logs in as X once did, and X, which is down, is nobody until it is read."""
    bare.add("B", Service.BOOMPLAY)
    for name in ("X", "Y"):
        bare.add(name, Service.LISTENBRAINZ)
    bare.human_loves("X", "Harbour")
    bare.cycles(2)
    bare.services["Y"], bare.services["X"] = bare.services["X"], bare.services["Y"]
    bare.members |= {name: replace(bare.members[name], favourites=bare.services[name]) for name in ("X", "Y")}
    bare.is_down("X")
    bare.human_loves("B", "Lantern")

    outcome = bare.cycle()
    accounts = {each.member.name: each.account for each in outcome.polled}
    bare.is_up("X")
    bare.cycles(2)

    assert accounts["X"] is None
    assert accounts["Y"] is not None
    assert bare.posts_to("Y") == ["Lantern"]


def test_a_track_that_a_source_reissued_can_be_unloved(bare: Household) -> None:
    """The old id is gone from the service and is no favourite of its own, once the song is known under its new one."""
    bare.add("B", Service.BOOMPLAY)
    bare.add("L", Service.LISTENBRAINZ)
    bare.human_loves("B", "Harbour")
    bare.cycle()
    old = bare.services["B"].ref("Harbour")
    bare.services["B"].reissue("Harbour")
    bare.services["B"].retired.add(old)
    bare.cycles(2)
    bare.human_unloves("B", "Harbour")
    bare.cycles(4)

    assert bare.outcome.favourites["default"] == 0
    bare.add("L2", Service.LISTENBRAINZ)
    bare.cycles(2)
    assert bare.posts_to("L2") == []

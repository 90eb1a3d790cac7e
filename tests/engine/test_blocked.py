"""A block by MetaBrainz, recognised by the little that a daemon's poll asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from syncd.domain.account import AccountState, Role
from syncd.domain.errors import Blocked, RateLimited, ServiceError, Unavailable
from syncd.domain.track import Service
from syncd.engine.blocked import pause_if_blocked
from syncd.engine.world import Member, Polled, World
from tests.engine.household import Household


def silence(host: str) -> Unavailable:
    """No connection to a host."""
    return Unavailable(host, "no connection in time", never_left=True)


def polled(service: Service, error: ServiceError | None = None) -> Polled:
    """An account of a service, read well or not."""
    member = Member(
        profile="default", name=service.value, service=service, role=Role.BOTH, host=service.value, favourites=None
    )
    state = AccountState.READ if error is None else AccountState.UNREACHABLE
    return Polled(member=member, state=state, error=error)


@dataclass(slots=True)
class Street:
    """The doors of the hosts."""

    silent: Sequence[str]
    knocked: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)

    def knock(self, host: str) -> None:
        """Somebody opens, or nobody."""
        self.knocked.append(host)
        if host in self.silent:
            raise silence(host)

    def world(self, home: Household, *services: Service) -> World:
        """A world of accounts at these services, on this street."""
        members = [polled(service).member for service in services]
        return replace(
            home.world(), members=members, knock=self.knock, block=lambda host, _reason: self.blocked.append(host)
        )


ALL = (Service.BOOMPLAY, Service.LISTENBRAINZ, Service.JAMENDO, Service.FILE)


@pytest.mark.parametrize(
    ("silent", "knocked", "is_blocked"),
    [
        (["listenbrainz", "musicbrainz"], ["boomplay", "musicbrainz"], True),
        (["listenbrainz"], ["boomplay", "musicbrainz"], False),
        (["listenbrainz", "musicbrainz", "boomplay"], ["boomplay", "jamendo", "musicbrainz"], True),
        (["listenbrainz", "musicbrainz", "boomplay", "jamendo"], ["boomplay", "jamendo"], False),
    ],
)
def test_a_silent_host_makes_us_ask_at_other_doors(
    home: Household, silent: list[str], knocked: list[str], *, is_blocked: bool
) -> None:
    """One that answers elsewhere and silence at both are a block; silence everywhere is the network."""
    street = Street(silent)
    errors = pause_if_blocked(street.world(home, *ALL), [polled(Service.LISTENBRAINZ, silence("listenbrainz"))], [])

    assert street.knocked == knocked
    assert street.blocked == (["listenbrainz", "musicbrainz"] if is_blocked else [])
    assert [type(each) for each in errors] == ([Blocked] if is_blocked else [])


def test_a_file_is_nobody_who_answers(home: Household) -> None:
    """Without a network it is read as well as ever."""
    street = Street(["listenbrainz", "musicbrainz"])
    polls = [polled(Service.LISTENBRAINZ, silence("listenbrainz")), polled(Service.FILE)]

    assert (
        pause_if_blocked(street.world(home, Service.LISTENBRAINZ, Service.FILE), polls, [silence("musicbrainz")]) == []
    )
    assert street.blocked == []


@pytest.mark.parametrize("error", [None, RateLimited("listenbrainz", 900.0), Unavailable("listenbrainz", "503")])
def test_nobody_knocks_without_need(home: Household, error: ServiceError | None) -> None:
    """Who answers, if only to ask us to wait, or pauses already, drops nobody."""
    street = Street([])

    assert pause_if_blocked(street.world(home, *ALL), [polled(Service.LISTENBRAINZ, error)], []) == []
    assert street.knocked == []

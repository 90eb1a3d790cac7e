"""A person at Jamendo, and an account of ours for that person."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from syncd.services.http import Host
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import Tokens
from tests.services.jamendo.world import APP, ME, START, Hosts, Keeper, Wire


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Jamendo with two people and 699 tracks."""
    wire = Wire()
    wire.listener.start()
    yield wire
    wire.listener.stop()


@pytest.fixture
def keeper(wire: Wire) -> Keeper:
    """A fresh pair of tokens."""
    pair = wire.service.issue(APP.client_id, ME, wire.now.timestamp())
    life = timedelta(hours=2)
    return Keeper(
        Tokens(access=pair.access_token, refresh=pair.refresh_token, issued_at=START, expires_at=START + life)
    )


@pytest.fixture
def hosts(wire: Wire) -> Iterator[Hosts]:
    """Ways out, without any waiting."""
    made: list[Host] = []

    def make(*, dry_run: bool = False, sleep: Callable[[float], None] = lambda _seconds: None) -> Host:
        made.append(
            Host(
                name="jamendo",
                base_url=wire.listener.address,
                user_agent="syncd/test ( you@example.net )",
                pace=wire,
                sleep=sleep,
                now=lambda: wire.now,
                dry_run=dry_run,
            )
        )
        return made[-1]

    yield make
    for host in made:
        host.close()


@pytest.fixture
def heard() -> list[str]:
    """The warnings that were passed on."""
    return []


@pytest.fixture
def account(hosts: Hosts, wire: Wire, keeper: Keeper, heard: list[str]) -> Jamendo:
    """The account under test."""
    return Jamendo(hosts(), APP, keeper, lambda: wire.now, account="my-jamendo", on_warning=heard.append)

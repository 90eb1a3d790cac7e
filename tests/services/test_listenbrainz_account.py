"""Whose ListenBrainz account it is: what its token says, and what an odd or refusing answer comes to."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from syncd.domain.account import Can
from syncd.domain.errors import Blocked, ServiceError, Unauthorised, Unreadable
from syncd.ports import FavouritesService
from syncd.sandbox.wire import Response, json_response
from syncd.services.http import Host
from syncd.services.listenbrainz import ListenBrainz
from tests.services.listenbrainz_wire import TOKEN, USER, WHO, Wire, mbid, ref, wired
from tests.services.upstream import NOON, Diary, host_at


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def host(wire: Wire, diary: Diary) -> Iterator[Host]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield host


@pytest.fixture
def account(host: Host) -> ListenBrainz:
    return ListenBrainz(host=host, token=f"{TOKEN}\n", now=lambda: NOON)


@pytest.fixture
def favourites(account: ListenBrainz) -> FavouritesService:
    return account


class TestTheAccount:
    def test_it_says_what_it_can(self, favourites: FavouritesService) -> None:
        """An account can do everything but search, and travels on its host's lane."""
        assert favourites.can == Can.READ | Can.LOVE | Can.UNLOVE | Can.HATE | Can.POINT_READ
        assert favourites.host == "up"
        assert favourites.search([]) == ()
        assert favourites.tracks([ref(mbid(1))]) == {}

    def test_it_is_who_the_token_says(self, account: ListenBrainz) -> None:
        """The user name comes from the token."""
        assert account.whoami() == USER

    @pytest.mark.parametrize("token", ["wrong", "", "a b", TOKEN.upper()])
    def test_a_token_that_is_none_needs_a_human(self, host: Host, token: str) -> None:
        """An invalid token is told by a 200, one in a wrong shape by a 400; both mean a new login."""
        with pytest.raises(Unauthorised):
            ListenBrainz(host=host, token=token, now=lambda: NOON).whoami()

    @pytest.mark.parametrize(
        "body",
        [{}, {"valid": None}, {"valid": True}, [], *({"valid": True, "user_name": name} for name in (7, "", "\ud800"))],
    )
    def test_an_odd_answer_is_no_wrong_token(self, wire: Wire, account: ListenBrainz, body: Any) -> None:
        """Nobody is asked to log in again because an answer was garbled."""
        wire.script[WHO] = deque([json_response(body)])

        with pytest.raises(Unreadable):
            account.whoami()

    def test_a_name_that_no_address_can_hold_is_an_error_of_this_account(
        self, wire: Wire, account: ListenBrainz
    ) -> None:
        """Half a character (a lone surrogate) is fine JSON, and cannot be sent back; it ends one account's look, nothing more."""
        wire.script[WHO] = deque([json_response({"valid": True, "user_name": "alice\ud800"})])

        with pytest.raises(ServiceError):
            account.snapshot()

    def test_a_blocked_application_rests(self, wire: Wire, account: ListenBrainz, diary: Diary) -> None:
        """A 403 is how MetaBrainz drops an application: everybody pauses for minutes, and it is no login trouble."""
        wire.script[WHO] = deque([Response(status=403)])

        with pytest.raises(Blocked):
            account.whoami()

        assert len(diary.of("block")) == 1

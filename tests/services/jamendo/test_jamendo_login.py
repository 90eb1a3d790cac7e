"""Jamendo's tokens over real HTTP: they rotate, and each pair is saved before it is used."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.domain.errors import (
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.sandbox.wire import Request, Response, json_response
from syncd.services.jamendo import Jamendo
from syncd.services.jamendo_login import Tokens, exchange
from tests.services.jamendo.world import APP, GRANT, ME, START, WHO, Hosts, Keeper, Wire, failed


class TestTokens:
    def test_a_token_is_renewed_ahead_of_its_end(self, wire: Wire, account: Jamendo, keeper: Keeper) -> None:
        """At nine tenths of its life a token is replaced, the new pair saved before it is used."""
        wire.now = START + timedelta(minutes=107)
        account.whoami()
        assert keeper.saved == []

        wire.now = START + timedelta(minutes=108)
        account.whoami()

        [pair] = keeper.saved
        assert dict(wire.asked[-1].params)["access_token"] == pair.access
        assert wire.paths() == [WHO, GRANT, WHO]
        assert pair.expires_at == wire.now + timedelta(hours=2)

    def test_a_refused_token_is_renewed_once_and_the_question_repeated(
        self, wire: Wire, account: Jamendo, keeper: Keeper
    ) -> None:
        """A read under a dead token costs one renewal and one repetition."""
        wire.script(WHO, failed(12))

        assert account.whoami() == str(ME)
        assert wire.paths() == [WHO, GRANT, WHO]

    def test_a_token_refused_for_ever_needs_a_human(self, wire: Wire, account: Jamendo) -> None:
        """There is one renewal and no loop."""
        wire.script(WHO, failed(12), times=9)

        with pytest.raises(Unauthorised, match="syncd login my-jamendo"):
            account.whoami()
        assert wire.paths() == [WHO, GRANT, WHO]

    def test_another_process_may_have_renewed_it(self, wire: Wire, account: Jamendo, keeper: Keeper) -> None:
        """Who waits for the lock looks again: a pair that somebody has just renewed is used as it is."""
        wire.now += timedelta(hours=3)
        pair = wire.service.issue(APP.client_id, ME, wire.now.timestamp())
        theirs = Tokens(
            access=pair.access_token,
            refresh=pair.refresh_token,
            issued_at=wire.now,
            expires_at=wire.now + timedelta(hours=2),
        )
        keeper.on_lock = lambda: setattr(keeper, "tokens", theirs)

        assert account.whoami() == str(ME)
        assert wire.paths() == [WHO]

    @pytest.mark.parametrize(
        ("tokens", "told"),
        [
            (None, "no login yet"),
            (Tokens(access="dead"), "cannot renew itself"),
            (Tokens(access="dead", refresh="dead"), "no longer accepts"),
        ],
    )
    def test_without_a_way_in_a_human_is_asked(
        self, wire: Wire, account: Jamendo, keeper: Keeper, tokens: Tokens | None, told: str
    ) -> None:
        """No login, one that cannot renew itself, one that was revoked: each says what to run."""
        keeper.tokens = tokens

        with pytest.raises(Unauthorised, match=told) as caught:
            account.snapshot()
        assert caught.value.remedy == "run: syncd login my-jamendo"

    def test_a_pair_of_unknown_age_is_renewed_before_its_first_use(
        self, wire: Wire, account: Jamendo, keeper: Keeper
    ) -> None:
        """A pair from the configuration may be of any age."""
        assert keeper.tokens is not None
        keeper.tokens = replace(keeper.tokens, issued_at=None, expires_at=None)

        account.whoami()

        assert wire.paths() == [GRANT, WHO]

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (json_response({"error": "invalid_client"}, status=401), Unauthorised),
            (json_response({"error": "invalid_request"}, status=400), Rejected),
            (json_response({"error": "server_error"}), Unavailable),
            (json_response({"access_token": "new"}), Unreadable),
            (json_response({"access_token": "new", "refresh_token": "half a character \ud800"}), Unreadable),
            (Response(body=b"<html>"), Unreadable),
            (Response(status=502), Unavailable),
        ],
    )
    def test_a_renewal_that_fails_changes_nothing(
        self, wire: Wire, account: Jamendo, keeper: Keeper, reply: Response, error: type[ServiceError]
    ) -> None:
        """Without a whole new pair the old one stays, and the reason is told."""
        before = keeper.tokens
        wire.now += timedelta(hours=3)
        wire.script(GRANT, lambda _request: reply, times=9)

        with pytest.raises(ServiceError) as caught:
            account.whoami()

        assert type(caught.value) is error
        assert (keeper.tokens, keeper.saved) == (before, [])

    def test_a_code_from_the_browser_becomes_a_pair(self, wire: Wire, hosts: Hosts) -> None:
        """The other half of a login: a code is exchanged for tokens that work."""
        host = hosts()
        wire.service.gate.logged_in = ME
        back = "http://localhost:8917/"
        query = f"client_id={APP.client_id}&redirect_uri={back}&response_type=code"
        asked = Request(method="GET", path="/oauth/authorize", query=query, at=START.timestamp())
        code = wire.service.answer(asked).headers["Location"].rpartition("code=")[2]

        tokens = exchange(host, APP, code, back, START, "my-jamendo")

        assert Jamendo(host, APP, Keeper(tokens), lambda: START).whoami() == str(ME)
        with pytest.raises(Unauthorised, match="30 seconds"):
            exchange(host, APP, code, back, START, "my-jamendo")

    def test_no_secret_is_shown(self, wire: Wire, account: Jamendo, keeper: Keeper) -> None:
        """Neither a token's own look nor an error that quotes it gives it away."""
        assert keeper.tokens is not None
        secrets = [keeper.tokens.access, keeper.tokens.refresh, APP.client_secret]
        wire.script(WHO, failed(3, f"bad {keeper.tokens.access} of {APP.client_id}"))

        with pytest.raises(Rejected) as caught:
            account.whoami()

        shown = f"{caught.value} {keeper.tokens} {APP}"
        assert not [secret for secret in secrets if secret in shown]
        assert APP.client_id not in str(caught.value)

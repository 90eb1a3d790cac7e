"""Loving at Jamendo over real HTTP: made once, and never believed before it is seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncd.daemon.clock import SystemClock
from syncd.domain.account import Can, Score
from syncd.domain.errors import (
    AwaitingApproval,
    RateLimited,
    Rejected,
    ServiceError,
    Stopped,
    Unauthorised,
    UnknownOutcome,
    WriteRefused,
)
from syncd.sandbox import jamendo as stand_in
from syncd.sandbox.wire import Response, json_response
from syncd.services.jamendo import Jamendo
from tests.services.jamendo.world import (
    APP,
    GONE,
    GRANT,
    LIKE,
    LIST,
    ME,
    SINGLE,
    WHO,
    Hosts,
    Keeper,
    Wire,
    failed,
    fine,
    like,
    listed,
    nothing,
    ref,
)


class TestLoving:
    def test_a_love_is_a_form_sent_once(self, wire: Wire, account: Jamendo, keeper: Keeper) -> None:
        """One POST, secrets in its body and not in its address, the record made before it leaves."""
        record: list[list[str]] = []

        account.set(ref(SINGLE), Score.LOVE, lambda: record.append(wire.paths()))

        [request] = wire.asked
        assert (request.method, request.path, request.query) == ("POST", LIKE, "")
        assert record == [[]]
        assert wire.me.likes.keys() == {SINGLE}
        assert account.states([ref(SINGLE)]) == {ref(SINGLE): Score.LOVE}

    def test_a_love_of_what_is_not_there_succeeds_and_never_shows(self, account: Jamendo) -> None:
        """Acceptance is not proof: Jamendo says success to a track that does not exist."""
        account.set(ref(GONE), Score.LOVE, nothing)

        assert account.states([ref(GONE)]) == {ref(GONE): Score.NONE}

    @pytest.mark.parametrize("score", [Score.NONE, Score.HATE])
    def test_what_jamendo_cannot_do_is_not_sent(self, wire: Wire, account: Jamendo, score: Score) -> None:
        """There is no way back and no readable hate there."""
        assert account.can == Can.READ | Can.LOVE | Can.SEARCH | Can.POINT_READ | Can.LOOK_UP
        with pytest.raises(Rejected):
            account.set(ref(3), score, nothing)
        assert wire.asked == []

    def test_a_record_that_fails_stops_the_love(self, wire: Wire, account: Jamendo) -> None:
        """What `leaving` raises goes up and nothing is sent."""

        def full_disk() -> None:
            raise OSError("no space left")

        with pytest.raises(OSError, match="no space"):
            account.set(ref(3), Score.LOVE, full_disk)
        assert wire.asked == []

    def test_a_duplicate_is_fine(self, wire: Wire, account: Jamendo) -> None:
        """Code 23 says "already there": the look will prove it."""
        wire.service.options = stand_in.JamendoOptions(duplicate_is_23=True)
        like(wire, 3)

        account.set(ref(3), Score.LOVE, nothing)

        assert account.states([ref(3)]) == {ref(3): Score.LOVE}

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (json_response(failed(1)), UnknownOutcome),
            (json_response(failed(4)), Rejected),
            (json_response(failed(6)), RateLimited),
            (json_response(failed(11)), Unauthorised),
            (json_response(failed(21)), Rejected),
            (json_response(failed(99)), Rejected),
            (json_response(fine(warnings="the parameter 'track_id' is unknown")), UnknownOutcome),
            (Response(status=503), UnknownOutcome),
            (Response(body=b"<html>"), UnknownOutcome),
            (Response(hang_up=True), UnknownOutcome),
            (Response(status=301, headers={"Location": "/"}), UnknownOutcome),
            (Response(status=400), Rejected),
        ],
    )
    def test_each_failure_says_whether_it_may_have_arrived(
        self, wire: Wire, account: Jamendo, reply: Response, error: type[ServiceError]
    ) -> None:
        """Only an answer that proves the opposite makes a love un-sent, and no love is ever sent twice."""
        wire.script(LIKE, lambda _request: reply, times=2)

        with pytest.raises(ServiceError) as caught:
            account.set(ref(3), Score.LOVE, nothing)

        assert type(caught.value) is error
        assert wire.paths() == [LIKE]

    def test_an_application_without_approval_is_told_where_to_apply(self, wire: Wire, account: Jamendo) -> None:
        """Code 13 on a write is the plan that a human at Jamendo must grant; reading goes on."""
        wire.service.apps[APP.client_id] = replace(wire.service.apps[APP.client_id], may_write=False)

        with pytest.raises(AwaitingApproval) as caught:
            account.set(ref(3), Score.LOVE, nothing)

        assert "Read & Write plan" in caught.value.remedy
        assert "devportal.jamendo.com" in caught.value.remedy
        assert listed(account) == set()

    def test_a_refused_token_means_that_nothing_happened(self, wire: Wire, account: Jamendo, keeper: Keeper) -> None:
        """The login is renewed and the love goes out once more, with a record of leaving for each of the two."""
        wire.script(LIKE, failed(12))
        left: list[str] = []
        account.set(ref(3), Score.LOVE, lambda: left.append("leaving"))

        assert wire.paths() == [LIKE, GRANT, LIKE]
        assert left == ["leaving"] * 2
        assert wire.me.likes.keys() == {3}

    def test_who_is_stopped_after_a_refusal_has_loved_nothing(self, wire: Wire, hosts: Hosts, keeper: Keeper) -> None:
        """A renewal waits after the first POST: the one that proved that it did nothing."""
        clock = SystemClock()
        account = Jamendo(hosts(sleep=clock.sleep), APP, keeper, lambda: wire.now)
        wire.script(LIKE, failed(12))
        keeper.on_lock = clock.stop

        with pytest.raises(Stopped):
            account.set(ref(3), Score.LOVE, nothing)

        assert wire.paths() == [LIKE]
        assert wire.me.likes.keys() == set()

    def test_a_token_that_is_refused_twice_is_not_tried_a_third_time(self, wire: Wire, account: Jamendo) -> None:
        """A new pair that is refused, too, is a matter for a human."""
        wire.script(LIKE, failed(12), failed(12))

        with pytest.raises(Unauthorised):
            account.set(ref(3), Score.LOVE, nothing)

        assert wire.paths() == [LIKE, GRANT, LIKE]

    def test_a_refused_token_that_cannot_be_renewed_needs_a_human(self, wire: Wire, account: Jamendo) -> None:
        """Where the person has thrown us out, only the person can let us in."""
        wire.service.gate.revoke(ME)

        with pytest.raises(Unauthorised, match="syncd login my-jamendo"):
            account.set(ref(3), Score.LOVE, nothing)

    def test_a_dry_run_reads_and_renews_but_does_not_love(self, wire: Wire, hosts: Hosts, keeper: Keeper) -> None:
        """In a dry run tokens may be refreshed, and no love leaves."""
        wire.now += timedelta(hours=3)
        account = Jamendo(hosts(dry_run=True), APP, keeper, lambda: wire.now)

        assert listed(account) == set()
        with pytest.raises(WriteRefused):
            account.set(ref(3), Score.LOVE, nothing)
        assert wire.paths() == [GRANT, WHO, LIST]

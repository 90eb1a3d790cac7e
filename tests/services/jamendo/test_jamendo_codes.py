"""What Jamendo's answers mean, over real HTTP: the code in the body decides."""

import pytest

from syncd.domain.errors import (
    RateLimited,
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.sandbox.wire import Response, json_response
from syncd.services.jamendo import Jamendo
from tests.services.jamendo.world import ME, TRACKS, WHO, Wire, failed, fine, ref


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "error"),
        [
            *((number, Rejected) for number in (2, 3, 4, 7, 8, 9, 21, 99)),
            *((number, Unauthorised) for number in (5, 10, 11, 13)),
            (1, Unavailable),
            (6, RateLimited),
            (23, Rejected),
        ],
    )
    @pytest.mark.parametrize("status", [200, 401, 500])
    def test_the_code_decides_whatever_the_status(
        self, wire: Wire, account: Jamendo, code: int, error: type[ServiceError], status: int
    ) -> None:
        """HTTP 200 is not success, and HTTP 500 with a code is what the code says."""
        wire.script(WHO, lambda _request: json_response(failed(code), status=status), times=9)

        with pytest.raises(ServiceError) as caught:
            account.whoami()
        assert type(caught.value) is error

    def test_an_exception_at_jamendo_may_pass_by_itself(self, wire: Wire, account: Jamendo) -> None:
        """Code 1 on a read is worth another try."""
        wire.script(WHO, failed(1), failed(1))

        assert account.whoami() == str(ME)

    def test_too_many_requests_make_everybody_rest_for_long(self, wire: Wire, account: Jamendo) -> None:
        """Code 6 names no time: all calls to Jamendo pause for a minute, and this one is not repeated."""
        wire.script(WHO, failed(6), times=9)

        with pytest.raises(RateLimited) as caught:
            account.whoami()

        assert (caught.value.seconds, wire.pauses, wire.paths()) == (60.0, [60.0], [WHO])

    @pytest.mark.parametrize(
        ("status", "error"), [(401, Unauthorised), (403, Unauthorised), (502, Unavailable), (200, Unreadable)]
    )
    def test_only_a_body_without_a_code_is_judged_by_its_status(
        self, wire: Wire, account: Jamendo, status: int, error: type[ServiceError]
    ) -> None:
        """A page for people has no code, so the status is all there is."""
        wire.script(WHO, lambda _request: Response(status=status, body=b"<html>"), times=9)

        with pytest.raises(ServiceError) as caught:
            account.whoami()
        assert type(caught.value) is error

    def test_an_answer_to_another_question_is_not_used(self, wire: Wire, account: Jamendo) -> None:
        """A warning that names a parameter which we sent means that it was ignored."""
        wire.script(TRACKS, fine({"id": "3"}, warnings="the parameter 'id' is unknown to /tracks/ and was ignored"))

        with pytest.raises(Unreadable, match="ignored id"):
            account.tracks([ref(3)])

    def test_other_warnings_are_passed_on(self, wire: Wire, account: Jamendo, heard: list[str]) -> None:
        """A warning about the quota is for the operator, even where it speaks of a limit and a format."""
        warning = "Your application is above its limit of hits, see the format of the quota page"
        wire.script(TRACKS, fine({"id": "3", "name": "One"}, warnings=warning))

        assert account.tracks([ref(3)]).keys() == {ref(3)}
        assert heard == [warning]

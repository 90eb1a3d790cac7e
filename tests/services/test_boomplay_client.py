"""The Boomplay client over real HTTP: a whole list or none, from a service that documents neither errors nor totals."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from syncd.domain.account import Can, Score
from syncd.domain.errors import (
    IncompleteListing,
    RateLimited,
    Rejected,
    ServiceError,
    Unauthorised,
    Unavailable,
    Unreadable,
)
from syncd.domain.track import Service, TrackRef
from syncd.sandbox import boomplay as stand_in
from syncd.sandbox.catalogue import BoomplayTrack
from syncd.sandbox.wire import Response, json_response
from syncd.services.answer import MAX_TEXT
from syncd.services.boomplay import Boomplay, BoomplayApp
from syncd.services.boomplay_login import GivenToken
from syncd.services.http import Host
from syncd.services.tokens import TokenRefused
from tests.services.boomplay_wire import LIST, NOW, TOKEN, TRACKS, USER_ID, WHO, Wire, page


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A person with 120 favourites at a Boomplay that counts pages."""
    tracks = {n: BoomplayTrack(id=n, title=f"Song {n}", artists=((7, "A"),), seconds=200) for n in range(1, 151)}
    user = stand_in.BoomplayUser(USER_ID, "ada", TOKEN, list(range(1, 121)))
    wire = Wire(stand_in.Boomplay(tracks, [user], "app-1", limits=False))
    wire.listener.start()
    yield wire
    wire.listener.stop()


@pytest.fixture
def host(wire: Wire) -> Iterator[Host]:
    """The way out, without any waiting."""
    host = Host(
        name="boomplay",
        base_url=wire.listener.address,
        user_agent="syncd/test ( you@example.net )",
        pace=wire,
        sleep=lambda _seconds: None,
        now=lambda: NOW,
    )
    yield host
    host.close()


@pytest.fixture
def account(host: Host) -> Boomplay:
    """The account under test."""
    return Boomplay(host, BoomplayApp(app_id="app-1"), GivenToken(TOKEN), lambda: NOW, account="my-boomplay")


def ids(account: Boomplay) -> set[int]:
    return {int(entry.ref.id) for entry in account.snapshot().entries}


class TestTheList:
    @pytest.mark.parametrize("counts", stand_in.Counts)
    def test_every_favourite_is_listed_once(self, wire: Wire, account: Boomplay, counts: stand_in.Counts) -> None:
        """Whatever `counts` means, the whole list comes in one look: 2 + N/50 requests."""
        wire.service.counts = counts

        snapshot = account.snapshot()

        assert {int(ref.id) for ref in snapshot.scores()} == set(range(1, 121))
        assert (snapshot.whoami, snapshot.taken_at) == (USER_ID, NOW)
        assert wire.paths() == [WHO, *[LIST] * 4]
        assert [dict(request.params) for request in wire.asked[1:]] == [
            {"offset": str(offset), "limit": "50"} for offset in (0, 50, 100, 150)
        ]

    def test_every_request_carries_the_documented_headers(self, wire: Wire, account: Boomplay) -> None:
        """The application, the token, the body's type and a fixed language go with each request."""
        account.snapshot()

        for request in wire.asked:
            assert request.headers["app_id"] == "app-1"
            assert request.headers["authorization"] == f"Bearer {TOKEN}"
            assert request.headers["content-type"] == "application/json"
            assert request.headers["accept-language"] == "en"

    def test_an_empty_list_is_a_list(self, wire: Wire, account: Boomplay) -> None:
        """A person without favourites has an empty list, proved by whose it is."""
        wire.service.users[0].favourites.clear()

        assert ids(account) == set()
        assert wire.paths() == [WHO, LIST]

    def test_a_short_page_is_not_the_end(self, wire: Wire, account: Boomplay) -> None:
        """Only a page without rows ends the list, for a page may be short of what was hidden."""
        wire.script(LIST, page(1, 2), page(3), page())

        assert ids(account) == {1, 2, 3}

    def test_a_list_that_moved_is_read_once_more(self, wire: Wire, account: Boomplay) -> None:
        """A row met twice means that the list changed while it was read: the second reading counts."""
        wire.script(LIST, page(1, 2), page(2, 3), page())

        assert ids(account) == set(range(1, 121))

    def test_a_track_that_is_stored_twice_stands_once_in_the_list(self, wire: Wire, account: Boomplay) -> None:
        """One answer that shows it twice is no sign of change: such a list could never be read."""
        wire.script(LIST, page(1, 2, 1), page(3), page())

        assert ids(account) == {1, 2, 3}

    def test_a_stated_length_that_changes_is_read_once_more(self, wire: Wire, account: Boomplay) -> None:
        """A total that differs between pages is a sign of change; the second reading counts."""
        wire.script(LIST, page(1, 2, counts=4), page(3, counts=3), page(counts=3))

        assert ids(account) == set(range(1, 121))

    @pytest.mark.parametrize(
        "pages",
        [
            pytest.param([page(1, 2), page(2, 3), page()], id="a row comes twice"),
            pytest.param([page(1, 2), page(1, 2)], id="the offset is ignored"),
            pytest.param([page(1, 2, counts=5), page(counts=5)], id="fewer than the total"),
            pytest.param([page(counts=5)], id="nothing of a total"),
            pytest.param([page(1, counts=3), page(2, counts=2), page()], id="the total changes"),
            pytest.param([page(1, 2, counts=3), page(3, 4, counts=4), page(counts=4)], id="the total grows"),
        ],
    )
    def test_a_list_that_stays_in_doubt_is_incomplete(self, wire: Wire, account: Boomplay, pages: list[Any]) -> None:
        """Two readings that cannot be believed are no list."""
        wire.script(LIST, *pages, times=2)

        with pytest.raises(IncompleteListing):
            account.snapshot()
        assert len(wire.asked) == 1 + 2 * len(pages)

    @pytest.mark.parametrize(
        "broken",
        [
            pytest.param({"desc": None, "code": 0, "data": None}, id="null"),
            pytest.param({"desc": None, "code": 0, "data": {"tracks": []}}, id="an object"),
            pytest.param({"desc": None, "code": 0, "data": [{"track_title": "One"}]}, id="a row without an id"),
            pytest.param({"desc": None, "code": 0, "data": [None]}, id="a row that is none"),
            pytest.param({"desc": None, "code": 0, "data": [{"track_id": True}]}, id="an id that is none"),
            pytest.param({"desc": "no favourites today", "code": 4999, "data": []}, id="an unknown code"),
            pytest.param({"data": []}, id="no code"),
        ],
    )
    def test_a_broken_page_makes_the_list_incomplete(self, wire: Wire, account: Boomplay, broken: Any) -> None:
        """One page that is not a page, and nothing at all is concluded."""
        wire.script(LIST, page(1, 2), broken)

        with pytest.raises(IncompleteListing):
            account.snapshot()

    def test_an_unknown_code_is_told_word_for_word(self, wire: Wire, account: Boomplay) -> None:
        """The table of codes can only be filled by people who see them."""
        wire.script(WHO, {"desc": "moon phase", "code": 1234, "data": None})

        with pytest.raises(IncompleteListing, match="code 1234: moon phase"):
            account.snapshot()


class TestErrors:
    @pytest.mark.parametrize("with_401", [False, True])
    def test_a_token_that_has_run_out_needs_a_human(self, wire: Wire, account: Boomplay, *, with_401: bool) -> None:
        """An expired token is a matter of logging in, never an empty list, in whichever way Boomplay says it."""
        wire.service.options = stand_in.BoomplayOptions(refuses_with_401=with_401)
        wire.service.users[0].token_expires_at = 0.0

        with pytest.raises(Unauthorised) as caught:
            account.snapshot()

        assert caught.value.remedy == "run: syncd login my-boomplay"
        assert TOKEN not in str(caught.value)

    @pytest.mark.parametrize("spelt", [TOKEN, quote(TOKEN, safe=""), TOKEN.replace("/", "\u200b/")])
    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ("token {} has expired", 4001),
            ("too many requests with {}", 4290),
            ("unknown header {}", 1234),
            ("no description", "{}"),
            ("x" * (MAX_TEXT - 5) + "{}", 1234),
        ],
    )
    def test_a_token_that_boomplay_quotes_is_masked(
        self, wire: Wire, account: Boomplay, spelt: str, said: str, code: int | str
    ) -> None:
        """What an error says lands in the report and the database: the token does not, not even cut or as in a URL."""
        code = code.format(spelt) if isinstance(code, str) else code
        wire.script(WHO, {"desc": said.format(spelt), "code": code, "data": None}, times=9)

        with pytest.raises(ServiceError) as caught:
            account.snapshot()

        assert TOKEN[:4] not in str(caught.value)
        assert "***" in str(caught.value)

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (Response(status=403, body=b"{}"), TokenRefused),
            (json_response({"code": 7, "desc": "visits are too frequent"}), RateLimited),
            (Response(status=429, headers={"Retry-After": "90"}), RateLimited),
            (Response(body=b"<html>maintenance</html>", headers={"Content-Type": "text/html"}), Unavailable),
            (Response(body=b'{"desc": null, "code": 0, "da'), Unavailable),
            (json_response({"code": 1, "desc": "auth server down"}, status=502), Unavailable),
            (Response(hang_up=True), Unavailable),
            (json_response({"code": 2, "desc": None}, status=404), Rejected),
        ],
    )
    def test_each_trouble_is_told_apart(
        self, wire: Wire, account: Boomplay, reply: Response, error: type[ServiceError]
    ) -> None:
        """Words and statuses decide, since no code is documented."""
        wire.script(LIST, lambda _request: reply, times=9)

        with pytest.raises(ServiceError) as caught:
            account.snapshot()

        assert type(caught.value) is error

    def test_too_many_makes_everybody_rest(self, wire: Wire, account: Boomplay) -> None:
        """A wish for fewer requests reaches the pace, for a minute where no time is named."""
        wire.script(LIST, {"code": 4290, "desc": "too many requests"}, times=9)

        with pytest.raises(RateLimited):
            account.snapshot()

        assert wire.pauses[0] == 60.0

    def test_a_hiccup_passes_by_itself(self, wire: Wire, account: Boomplay) -> None:
        """One bad answer in the middle of a list costs a request and nothing else."""
        wire.script(LIST, lambda _request: Response(status=503))

        assert ids(account) == set(range(1, 121))


class TestTheOtherCalls:
    def test_the_user_id_is_kept_as_it_is(self, account: Boomplay) -> None:
        """An id that looks like base64 keeps its plus, slash and padding."""
        assert account.whoami() == USER_ID

    @pytest.mark.parametrize("user_id", [None, True, "", " ", "\ud800", [1], 1.5])
    def test_an_id_that_is_none_is_no_owner(self, wire: Wire, account: Boomplay, user_id: Any) -> None:
        """Whoever does not say whose token this is has not been asked about it."""
        wire.script(WHO, {"code": 0, "data": {"user_id": user_id}})

        with pytest.raises(Unreadable):
            account.whoami()

    def test_a_track_that_is_gone_is_asked_for_twice(self, wire: Wire, account: Boomplay) -> None:
        """Batches of 20; what one leaves out is asked for singly before it counts as missing."""
        refs = [TrackRef(Service.BOOMPLAY, str(number)) for number in [*range(100, 141), 999]]

        found = account.tracks(refs)

        assert found.keys() == set(refs[:-1])
        assert wire.paths() == [TRACKS] * 4
        assert dict(wire.asked[-1].params) == {"ids": "999"}

    def test_states_come_from_the_whole_list(self, account: Boomplay) -> None:
        """Without a point read the list is the only witness."""
        one, other = TrackRef(Service.BOOMPLAY, "1"), TrackRef(Service.BOOMPLAY, "150")

        assert account.states([one, other]) == {one: Score.LOVE, other: Score.NONE}

    def test_nothing_is_ever_written(self, wire: Wire, account: Boomplay) -> None:
        """Boomplay is read only: a change is refused here and not a byte leaves."""
        assert account.can == Can.READ | Can.LOOK_UP
        with pytest.raises(Rejected):
            account.set(TrackRef(Service.BOOMPLAY, "1"), Score.LOVE, lambda: None)
        assert account.search([]) == ()
        assert wire.asked == []

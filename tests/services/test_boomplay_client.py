"""The Boomplay client over real HTTP: a whole list or none, from a service that documents neither errors nor totals."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, RateLimited, Rejected, ServiceError, Unauthorised, Unavailable
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.sandbox import boomplay as stand_in
from syncd.sandbox.catalogue import BoomplayTrack
from syncd.sandbox.listener import Connection, Listener
from syncd.sandbox.wire import Request, Response, json_response
from syncd.services.answer import MAX_TEXT
from syncd.services.boomplay import Boomplay, BoomplayApp, TokenRefused, parse_duration, parse_track
from syncd.services.boomplay_login import GivenToken
from syncd.services.http import Host

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOKEN = "canary+token/with==padding"
USER_ID = "VjNi+G9VQh7vVft6l6o/kw=="
LIST, WHO, TRACKS = "/favourite/v1/tracks", "/user/getUserInfo", "/track/v1/trackIds"

SAMPLE = {
    "track_id": 54230705,
    "track_title": "Shakira - Try Everything (《疯狂动物城》电影主题曲)",
    "track_number": 1,
    "isrc": "",
    "duration": "00:03:16",
    "album_id": 40035180,
    "album_title": "webplayer-cms",
    "genres": "Pop,Pop",
    "available_markets": "PS,PT,PW,PY,QA,AD,AE",
    "web_url": "https://test.boomplay.com/songs/54230705?srModel=openapi_hb1",
    "mobile_url": "https://test.boomplay.com/share/music/54230705?srModel=openapi_hb1",
    "artwork": {"width": 464, "height": 464, "url": "https://example.org/a_464_464.jpg"},
    "artists": [{"artist_id": 21876369, "artist_name": "xiaoxiao"}],
}

Reply = Callable[[Request], Response]


class Wire:
    """The stand-in behind a real socket. What is scripted for a path is answered first, in order."""

    def __init__(self, service: stand_in.Boomplay) -> None:
        self.service = service
        self.asked: list[Request] = []
        self.rests: list[float] = []
        self._script: dict[str, deque[Reply]] = {}
        self.listener = Listener(0, self._answer, NOW.timestamp)

    def script(self, path: str, *replies: Reply | Any, times: int = 1) -> None:
        """Answer the next requests for a path so; anything but a function is a JSON body."""
        self._script.setdefault(path, deque()).extend([_reply(each) for each in replies] * times)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.asked]

    def reserve(self) -> float:
        """Every slot is free."""
        return 0.0

    def started(self) -> None:
        """Nobody keeps a distance here."""

    def ended(self, received: int, *, never_left: bool) -> None:
        """Nobody counts here."""

    def close(self) -> None:
        """Nor is anything kept."""

    def rest(self, seconds: float, reason: str) -> None:
        """Remember for how long."""
        self.rests.append(seconds)

    def block(self, reason: str) -> None:
        """Nobody blocks us here."""

    def _answer(self, request: Request, _: Connection) -> Response:
        self.asked.append(request)
        script = self._script.get(request.path)
        return script.popleft()(request) if script else self.service.answer(request)


def _reply(said: Reply | Any) -> Reply:
    return said if callable(said) else lambda _request: json_response(said)


def page(*ids: int, counts: int | None = None) -> dict[str, Any]:
    rows = [{"track_id": number, "track_title": f"Song {number}"} for number in ids]
    return {"desc": None, "code": 0, "counts": len(ids) if counts is None else counts, "data": rows}


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

        assert wire.rests[0] == 60.0

    def test_a_hiccup_passes_by_itself(self, wire: Wire, account: Boomplay) -> None:
        """One bad answer in the middle of a list costs a request and nothing else."""
        wire.script(LIST, lambda _request: Response(status=503))

        assert ids(account) == set(range(1, 121))


class TestRows:
    def test_the_documented_sample_parses_as_documented(self) -> None:
        """The official sample: the uploader as artist, the performer inside the title, an empty ISRC."""
        assert parse_track(json.loads(json.dumps(SAMPLE))) == Track(
            ref=TrackRef(Service.BOOMPLAY, "54230705"),
            title="Shakira - Try Everything (《疯狂动物城》电影主题曲)",
            artist="xiaoxiao",
            album="webplayer-cms",
            seconds=196.0,
            isrcs=frozenset(),
            artist_ids=("21876369",),
        )

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("00:03:16", 196.0),
            ("03:16", 196.0),
            ("1:00:00", 3600.0),
            ("PT04H30M00S", 16200.0),
            ("PT3M16S", 196.0),
            ("00:00:00", None),
            ("PT", None),
            ("", None),
            ("196", None),
            ("-1:00", None),
            (196, None),
            (None, None),
        ],
    )
    def test_lengths_are_read_in_three_spellings(self, text: object, seconds: float | None) -> None:
        """What is no length, or none at all, is unknown and never 0."""
        assert parse_duration(text) == seconds

    def test_artists_are_one_credit(self) -> None:
        """Artists who are named twice stand once in the credit, and their ids are kept in order."""
        names = [(1, "A"), (2, "B"), (1, "A"), ("3", "B"), (None, "C"), (4, "")]
        artists = [{"artist_id": number, "artist_name": name} for number, name in names]

        track = parse_track({"track_id": "9", "artists": artists})

        assert track is not None
        assert (track.artist, track.artist_ids) == ("A, B, C", ("1", "2", "3", "4"))

    def test_a_good_isrc_is_kept(self) -> None:
        """An ISRC in any spelling is evidence."""
        track = parse_track({"track_id": 9, "isrc": "us-rc1-76-07839"})

        assert track is not None
        assert track.isrcs == {Isrc("USRC17607839")}

    JUNK = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.sampled_from(["", "0", "\x00", "00:-1", "ü\u202e"]),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["artist_id", "artist_name"]), inner)
        ),
        max_leaves=5,
    )

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine proves nothing
    @given(junk=st.dictionaries(st.sampled_from(sorted(SAMPLE.keys() - {"track_id"})), JUNK))
    def test_junk_costs_its_field_and_not_the_row(self, junk: dict[str, Any]) -> None:
        """Whatever stands in the other fields, a row with an id is a track."""
        track = parse_track({"track_id": 9, **junk})

        assert track is not None
        assert track.ref == TrackRef(Service.BOOMPLAY, "9")


class TestTheOtherCalls:
    def test_the_user_id_is_kept_as_it_is(self, account: Boomplay) -> None:
        """An id that looks like base64 keeps its plus, slash and padding."""
        assert account.whoami() == USER_ID

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

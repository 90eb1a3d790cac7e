"""The Boomplay stand-in, held against `apis/boomplay.md`."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from syncd.sandbox.boomplay import Boomplay, BoomplayOptions, BoomplayUser, Counts
from syncd.sandbox.catalogue import BoomplayTrack
from syncd.sandbox.wire import Request, Response

SAMPLE_ID = 54230705
SAMPLE = BoomplayTrack(
    id=SAMPLE_ID,
    title="Shakira - Try Everything (《疯狂动物城》电影主题曲)",
    artists=((21876369, "xiaoxiao"),),
    album="webplayer-cms",
    album_id=40035180,
    seconds=196,
)
SHEET = """
{
  "desc": null,
  "code": 0,
  "counts": 1,
  "data": [
    {
      "track_id": 54230705,
      "track_title": "Shakira - Try Everything (《疯狂动物城》电影主题曲)",
      "track_number": 1,
      "isrc": "",
      "duration": "00:03:16",
      "album_id": 40035180,
      "album_title": "webplayer-cms",
      "genres": "Pop,Pop",
      "available_markets": "PS,PT,PW,PY,QA,AD,AE,…",
      "web_url": "https://test.boomplay.com/songs/54230705?srModel=openapi_hb1",
      "mobile_url": "https://test.boomplay.com/share/music/54230705?srModel=openapi_hb1",
      "artwork": {"width": 464, "height": 464, "url": "https://…_464_464.jpg"},
      "artists": [ {"artist_id": 21876369, "artist_name": "xiaoxiao"} ]
    }
  ]
}
"""
APP = "hb1"
TOKEN = "VjNi+G9VQh7vVft6l6o/kw=="
NOW = 1_700_000_000.0
HEADERS = {"content-type": "application/json", "app_id": APP, "authorization": f"Bearer {TOKEN}"}


def boomplay(
    *tracks: BoomplayTrack, counts: Counts = Counts.PAGE, options: BoomplayOptions | None = None, limits: bool = False
) -> Boomplay:
    ours = tracks or (SAMPLE,)
    user = BoomplayUser("u+/1==", "Ada", TOKEN, [track.id for track in ours], token_expires_at=NOW + 7200)
    everything = {track.id: track for track in ours}
    return Boomplay(everything, [user], APP, counts, options=options or BoomplayOptions(), limits=limits)


def many(count: int) -> list[BoomplayTrack]:
    return [BoomplayTrack(id=1000 + n, title=f"Song {n}", artists=((n, f"Artist {n}"),)) for n in range(count)]


def get(service: Boomplay, path: str, headers: dict[str, str] | None = None, at: float = NOW, **query: Any) -> Any:
    return json.loads(raw(service, path, headers, at, **query).body)


def raw(service: Boomplay, path: str, headers: dict[str, str] | None, at: float, **query: Any) -> Response:
    sent = HEADERS if headers is None else headers
    return service.answer(Request(method="GET", path=path, query=urlencode(query), headers=sent, at=at))


def favourites(service: Boomplay, offset: int = 0, limit: int = 50, at: float = NOW) -> Any:
    return get(service, "/favourite/v1/tracks", at=at, offset=offset, limit=limit)


def is_error(answer: Any) -> bool:
    return bool(answer["code"] != 0 and answer["desc"] and answer["data"] is None)


def fits(value: str, elided: str) -> bool:
    """Whether a text is the sheet's, which writes … where it left something out."""
    start, _, end = elided.partition("…")
    return value.startswith(start) and value.endswith(end)


def test_the_sheets_sample_comes_back_word_for_word() -> None:
    """§3.2: the whole answer is the official sample; only what the sheet elided is longer."""
    said, sheet = favourites(boomplay()), json.loads(SHEET)
    row, sample = said["data"][0], sheet["data"][0]
    for ours, theirs, name in ((row, sample, "available_markets"), (row["artwork"], sample["artwork"], "url")):
        assert fits(ours[name], theirs[name])
        ours[name] = theirs[name]
    assert said == sheet


def test_markets_hold_a_code_that_is_no_country() -> None:
    """§3.2: `available_markets` is one string and contains OT."""
    assert "OT" in favourites(boomplay())["data"][0]["available_markets"].split(",")


def test_an_isrc_may_be_given_and_is_never_null() -> None:
    """§9, 1: an absent ISRC is the empty string."""
    rows = favourites(boomplay(SAMPLE, BoomplayTrack(id=5, title="x", isrc="GBAYE0601498")))["data"]
    assert {row["isrc"] for row in rows} == {"", "GBAYE0601498"}


def test_nothing_writes_favourites() -> None:
    """§9, 2: no address takes a favourite."""
    service = boomplay()
    post = Request(method="POST", path="/favourite/v1/tracks", headers=HEADERS, at=NOW, body=b"{}")
    assert service.answer(post).status == 404
    assert service.users[0].favourites == [SAMPLE_ID]


@pytest.mark.parametrize("counts", Counts)
def test_counts_is_the_pages_number_or_the_total(counts: Counts) -> None:
    """§9, 4: both readings of `counts` can be had."""
    service = boomplay(*many(60), counts=counts)
    said = [favourites(service, offset)["counts"] for offset in (0, 50)]
    assert said == ([50, 10] if counts is Counts.PAGE else [60, 60])


def test_pages_hold_everything_once_and_end_empty() -> None:
    """§3.3: offsets of 50 reach every favourite there is (unknown ids are missing); behind the last is nothing."""
    service = boomplay(*many(120))
    service.users[0].favourites.append(9999)
    pages = [[row["track_id"] for row in favourites(service, offset)["data"]] for offset in (0, 50, 100, 150)]
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert sorted(id_ for page in pages for id_ in page) == service.users[0].favourites[:-1]


def test_the_order_is_nobodys_date_and_stays() -> None:
    """§9, 5 and 6: neither oldest nor newest first, no time in any row, the same order each time, another per seed."""
    service = boomplay(*many(40))
    rows = favourites(service)["data"]
    listed = [row["track_id"] for row in rows]
    assert listed not in (service.users[0].favourites, service.users[0].favourites[::-1])
    assert listed == [row["track_id"] for row in favourites(service)["data"]]
    assert listed != [
        row["track_id"] for row in favourites(boomplay(*many(40), options=BoomplayOptions(seed=1)))["data"]
    ]
    assert not any("date" in name or "time" in name or name.endswith("_at") for name in rows[0])


def test_a_favourite_made_in_between_shifts_what_follows() -> None:
    """§9, 7: the list moves under a crawl."""
    service = boomplay(*many(60))
    first = [row["track_id"] for row in favourites(service)["data"]]
    service.users[0].favourites[:] = [id_ for id_ in service.users[0].favourites if id_ != first[0]]
    second = [row["track_id"] for row in favourites(service, 50)["data"]]
    assert len(set(first) | set(second)) == 59


@pytest.mark.parametrize("authorization", ["Bearer wrong", TOKEN, "", f"Token {TOKEN}"])
def test_a_wrong_token_is_an_error_in_http_200(authorization: str) -> None:
    """§9, 3 and 8: never an empty list."""
    answer = raw(boomplay(), "/user/getUserInfo", {**HEADERS, "authorization": authorization}, NOW)
    assert answer.status == 200
    assert is_error(json.loads(answer.body))
    assert "token" in json.loads(answer.body)["desc"]


def test_an_expired_token_is_an_error_in_http_200_or_401() -> None:
    """§9, 15: a user's token dies, and the status is a matter of configuration."""
    for options, status in ((BoomplayOptions(), 200), (BoomplayOptions(refuses_with_401=True), 401)):
        answer = raw(boomplay(options=options), "/user/getUserInfo", None, NOW + 7200)
        assert answer.status == status
        assert is_error(json.loads(answer.body))
        assert "expired" in json.loads(answer.body)["desc"]


@pytest.mark.parametrize("missing", ["content-type", "app_id", "authorization"])
def test_every_header_is_demanded(missing: str) -> None:
    """§9, 13 and 14: `app_id`, `Authorization` and a content type on GET."""
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    assert is_error(get(boomplay(), "/user/getUserInfo", headers))


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"offset": 0},
        {"limit": 50},
        {"offset": 0, "limit": 51},
        {"offset": 0, "limit": 0},
        {"offset": -1, "limit": 50},
        {"offset": "a", "limit": 50},
    ],
)
def test_offset_and_limit_are_required_and_bounded(query: dict[str, Any]) -> None:
    """§9, 9: nothing is filled in or cut for the caller."""
    assert is_error(get(boomplay(), "/favourite/v1/tracks", **query))


def test_durations_are_clock_text() -> None:
    """§9, 10: `HH:MM:SS`, all zero where nobody knows."""
    lengths = {1: 3661, 2: 59, 3: None}
    service = boomplay(*[BoomplayTrack(id=id_, title="x", seconds=seconds) for id_, seconds in lengths.items()])
    said = {row["track_id"]: row["duration"] for row in favourites(service)["data"]}
    assert said == {1: "01:01:01", 2: "00:00:59", 3: "00:00:00"}


def test_whoami_says_the_user_field_by_field() -> None:
    """§6: `getUserInfo`, with a base64-looking id (§9, 12) and an object as data (§9, 16)."""
    data = get(boomplay(), "/user/getUserInfo")["data"]
    assert data.keys() == {"user_id", "user_name", "region", "plan", "avatar"}
    assert (data["user_id"], data["user_name"], data["region"], data["plan"]) == ("u+/1==", "Ada", "NG", "Free")
    assert data["avatar"].keys() == {"width", "height", "url"}


def test_some_rows_have_no_artwork() -> None:
    """§3.2: `artwork` may be absent, and nothing else is."""
    shapes = {frozenset(row) for row in favourites(boomplay(*many(40)))["data"]}
    assert len(shapes) == 2
    assert max(shapes, key=len) - min(shapes, key=len) == {"artwork"}


def test_tracks_by_ids_say_roles_and_skip_strangers() -> None:
    """§4.1: rows with `artist_role`, unknown ids missing, no `counts`."""
    track = BoomplayTrack(id=7, title="x", artists=((1, "A"), (2, "B")))
    answer = get(boomplay(track), "/track/v1/trackIds", ids="7,8,7")
    assert answer.keys() == {"desc", "code", "data"}
    (row,) = answer["data"]
    assert [artist["artist_role"] for artist in row["artists"]] == ["Main Artists", "Featured Artists"]


@pytest.mark.parametrize("ids", ["", "a", "1,", ",".join(map(str, range(21)))])
def test_bad_or_too_many_ids_are_an_error(ids: str) -> None:
    """§4.1: at most 20 ids, all of them numbers."""
    assert is_error(get(boomplay(), "/track/v1/trackIds", ids=ids))


def test_an_isrc_hit_does_not_echo_the_isrc() -> None:
    """§4.2: an array whose rows carry an empty ISRC; an unknown one finds nothing."""
    service = boomplay(BoomplayTrack(id=7, title="x", isrc="GBAYE0601498"), BoomplayTrack(id=8, title="y"))
    hits = get(service, "/track/v1/isrc/GBAYE0601498")["data"]
    assert [(hit["track_id"], hit["isrc"]) for hit in hits] == [(7, "")]
    assert get(service, "/track/v1/isrc/GBAYE0000000")["data"] == []


def test_search_answers_one_array_per_type() -> None:
    """§5: `data` is an object; both `q` and a known `type` are required."""
    service = boomplay()
    assert [
        hit["track_id"] for hit in get(service, "/search/v1", q="try EVERYTHING", type="track")["data"]["tracks"]
    ] == [SAMPLE_ID]
    assert get(service, "/search/v1", q="try", type="album")["data"] == {"albums": []}
    assert get(service, "/search/v1", q="try", type="track", market="XX")["data"] == {"tracks": []}
    assert is_error(get(service, "/search/v1", type="track"))
    assert is_error(get(service, "/search/v1", q="try"))
    assert is_error(get(service, "/search/v1", q="try", type="song"))


def grant(service: Boomplay, **body: str) -> Any:
    sent = json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    return json.loads(
        service.answer(Request(method="POST", path="/oauth/token", headers=headers, body=sent, at=NOW)).body
    )


@pytest.mark.parametrize("spelling", ["clientCredentials", "client_credentials"])
def test_an_applications_token_reads_the_catalogue_only(spelling: str) -> None:
    """§1.1 and §9, 11: either spelling grants two hours, and nobody's favourites."""
    service = boomplay(options=BoomplayOptions(app_secret="s"))
    data = grant(service, grant_type=spelling, app_id=APP, app_secret="s")["data"]
    assert data["expires_in"] == 7200
    headers = {**HEADERS, "authorization": f"Bearer {data['access_token']}"}
    assert get(service, "/track/v1/trackIds", headers, ids=SAMPLE_ID)["code"] == 0
    assert is_error(get(service, "/favourite/v1/tracks", headers, offset=0, limit=50))
    assert is_error(get(service, "/track/v1/trackIds", headers, NOW + 7200, ids=SAMPLE_ID))


def test_the_other_documented_token_answer_is_flat() -> None:
    """§2.1: the same page shows two shapes."""
    service = boomplay(options=BoomplayOptions(app_secret="s", nested_token=False))
    answer = grant(service, grant_type="clientCredentials", app_id=APP, app_secret="s")
    assert answer.keys() == {"accessToken", "expiresIn"}


def test_no_token_for_strangers() -> None:
    """§2.1: a wrong secret, a wrong grant and no secret at all are errors."""
    service = boomplay(options=BoomplayOptions(app_secret="s"))
    assert is_error(grant(service, grant_type="clientCredentials", app_id=APP, app_secret="x"))
    assert is_error(grant(service, grant_type="password", app_id=APP, app_secret="s"))
    assert is_error(grant(boomplay(), grant_type="clientCredentials", app_id=APP, app_secret=""))


def test_too_many_requests_are_an_error_in_the_body() -> None:
    """§7: over the rate the code says so; after a rest all is well; without limits nobody counts."""
    service = boomplay(limits=True)
    answers = [favourites(service) for _ in range(11)]
    assert [answer["code"] for answer in answers[:10]] == [0] * 10
    assert answers[10]["desc"] == "too many requests"
    assert favourites(service, at=NOW + 10)["code"] == 0
    assert all(favourites(boomplay())["code"] == 0 for _ in range(20))

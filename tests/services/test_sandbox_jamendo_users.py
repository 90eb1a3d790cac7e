"""The Jamendo stand-in, held against `apis/jamendo.md`: people, what they like, and writing it."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from syncd.sandbox.wire import Request
from tests.services.jamendo_visit import (
    APP,
    NOW,
    READER,
    SUCCESS,
    USER,
    code,
    get,
    jamendo,
    like,
    liked,
    many,
    post,
    token,
)


def test_whoami() -> None:
    """§5.2: by token, by id or by name, with the id as text."""
    service = jamendo()
    for query in ({"access_token": token(service)}, {"id": USER}, {"name": "claudod"}):
        (row,) = get(service, "/users/", **query)["results"]
        assert row == {
            "id": "972174",
            "name": "claudod",
            "dispname": "claudod",
            "lang": "en",
            "creationdate": "2010-10-17",
            "image": "",
        }


def test_the_favourites_reader_field_by_field() -> None:
    """§5.3: one user with nested tracks, all values as text, no album inside."""
    service = jamendo(likes={391002: "2014-02-18 15:39:55", 353341: "2014-02-18 15:39:54"})
    answer = get(service, "/users/tracks/", id=USER, relation="like", order="updatedate_desc")
    (user,) = answer["results"]
    tracks = user.pop("tracks")
    assert answer["headers"] == {**SUCCESS, "results_count": 1}
    assert user == {
        "id": "972174",
        "name": "claudod",
        "dispname": "claudod",
        "lang": "en",
        "creationdate": "2010-10-17",
    }
    sample = {
        "id": "391002",
        "name": "Balrog Boogie",
        "releasedate": "2009-07-23",
        "artist_id": "351716",
        "duration": "233",
        "artist_name": "Diablo Swing Orchestra",
        "license_ccurl": "http://creativecommons.org/licenses/by-nc-nd/3.0/",
        "updatedate": "2014-02-18 15:39:55",
        "audiodownload_allowed": True,
        "relations": {"review": "0", "favorite": "0", "like": "1"},
    }
    assert tracks[0].keys() == sample.keys() | {"album_image", "image", "audio", "audiodownload"}
    assert {name: tracks[0][name] for name in sample} == sample
    assert (tracks[1]["artist_name"], tracks[1]["duration"]) == ("John Dada &amp; the Weathermen", "289")


def test_a_name_is_not_accepted_for_a_users_tracks() -> None:
    """§5.3: unlike `/users`."""
    answer = get(jamendo(), "/users/tracks/", name="claudod")
    assert code(answer) == 4


def test_likes_are_public_and_singles_hidden_by_default() -> None:
    """§3.5 and §8, 5: an id will do; a liked single shows only with `track_type`."""
    service = jamendo(likes={500: "2014-02-18 15:39:55"})
    assert get(service, "/users/tracks/", id=USER)["results"] == []
    assert liked(service) == [500]


@pytest.mark.parametrize(("extra_row", "rows"), [(True, [4, 4, 4, 1]), (False, [3, 3, 3, 1])])
def test_a_page_holds_one_row_too_many(extra_row: bool, rows: list[int]) -> None:  # noqa: FBT001  # a parameter of the table
    """§8, 8 and 9: limit + 1 nested tracks while the count says 1; offsets go by the limit."""
    dates = dict.fromkeys(range(1, 11), "2014-02-18 15:39:55")
    service = jamendo(many(10), dates, extra_row=extra_row)
    pages = [get(service, "/users/tracks/", id=USER, limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [page["headers"]["results_count"] for page in pages] == [1] * 4
    assert [len(page["results"][0]["tracks"]) for page in pages] == rows
    assert {row["id"] for page in pages for row in page["results"][0]["tracks"]} == {str(n) for n in range(1, 11)}


def test_the_next_address_of_a_users_tracks_holds_the_token() -> None:
    """§8, 22: a secret stands in an answer."""
    service = jamendo(many(10), dict.fromkeys(range(1, 11), "2014-02-18 15:39:55"))
    mine = token(service)
    headers = get(service, "/users/tracks/", access_token=mine, limit=3)["headers"]
    assert parse_qs(urlsplit(headers["next"]).query)["access_token"] == [mine]


@pytest.mark.parametrize("listed", [False, True])
def test_an_empty_list_is_no_user_or_a_user_without_tracks(listed: bool) -> None:  # noqa: FBT001  # a parameter of the table
    """§8, 10: `results[0]` may not be there."""
    results = get(jamendo(lists_empty_user=listed), "/users/tracks/", id=USER)["results"]
    assert [user["tracks"] for user in results] == ([[]] if listed else [])


def test_filters_on_a_users_tracks() -> None:
    """§5.3 and §9: `track_id` answers about one track."""
    service = jamendo(likes={391002: "2014-02-18 15:39:55", 168: "2014-02-18 15:39:54"})
    assert liked(service, track_id=168) == [168]
    assert liked(service, artist_id=351716) == [391002]
    assert liked(service, album_id=24) == [168]
    assert liked(service, relation="favorite") == []


def test_a_write_answers_nothing_and_shows_on_read() -> None:
    """§4: `results` is empty; the list tells, with our date in it."""
    service = jamendo()
    assert like(service, 168, token(service)) == {"headers": {**SUCCESS, "results_count": 0}, "results": []}
    (user,) = get(service, "/users/tracks/", id=USER, track_id=168)["results"]
    assert user["tracks"][0]["updatedate"] == "2014-02-18 15:55:39"
    assert user["tracks"][0]["relations"]["like"] == "1"


def test_a_favourite_is_not_a_like() -> None:
    """§4.1: two independent relations, and the date is the later of both."""
    service = jamendo(likes={168: "2013-01-01 00:00:00"})
    post(service, "/setuser/favorite/", access_token=token(service), track_id=391002)
    post(service, "/setuser/favorite/", access_token=token(service), track_id=168)
    assert liked(service) == [168]
    answer = get(service, "/users/tracks/", id=USER, relation="favorite like", order="rating updatedate")
    rows = answer["results"][0]["tracks"]
    assert {row["id"]: row["relations"]["favorite"] for row in rows} == {"168": "1", "391002": "1"}
    assert {row["updatedate"] for row in rows} == {"2014-02-18 15:55:39"}


def test_likes_of_what_is_not_there_succeed_and_never_show() -> None:
    """§8, 3: unknown tracks and those taken down raise no error."""
    service = jamendo(likes={391002: "2014-02-18 15:39:55"})
    service.take_down(391002)
    service.take_down(168)
    mine = token(service)
    assert [code(like(service, track_id, mine)) for track_id in (99, 168, 391002)] == [0, 0, 0]
    assert liked(service) == []
    assert get(service, "/tracks/", artist_name="TriFace")["results"] == []


def test_a_second_like_does_nothing_undoes_or_is_refused() -> None:
    """§8, 4: all three possibilities can be had."""
    outcomes = []
    for option in ("limits", "second_like_undoes", "duplicate_is_23"):
        service = jamendo(None, None, **{option: True})
        mine = token(service)
        like(service, 168, mine)
        outcomes.append((code(like(service, 168, mine)), liked(service)))
    assert outcomes == [(0, [168]), (0, []), (23, [168])]


def test_a_like_may_show_late() -> None:
    """§9: the delay between write and read is unknown; here it is so many reads."""
    service = jamendo(shows_after=2)
    like(service, 168, token(service))
    assert [liked(service) for _ in range(3)] == [[], [], [168]]


def test_dislikes_are_accepted_and_seen_nowhere() -> None:
    """§8, 13: there is nothing to read them back with."""
    service = jamendo()
    assert code(post(service, "/setuser/dislike/", access_token=token(service), track_id=168)) == 0
    assert liked(service, relation="like favorite review") == []
    assert code(get(service, "/users/tracks/", id=USER, relation="dislike")) == 3


def test_a_human_likes_and_unlikes() -> None:
    """§8, 12: what no method does, a person does on the website."""
    service = jamendo()
    service.like_by_hand(USER, 168, NOW)
    assert liked(service) == [168]
    service.unlike_by_hand(USER, 168)
    assert liked(service) == []


@pytest.mark.parametrize("number", [13, 11])
def test_without_approval_nothing_is_written(number: int) -> None:
    """§8, 24: the code is a matter of configuration; reading goes on."""
    service = jamendo(write_refusal_code=number)
    mine = token(service, READER)
    answer = post(service, "/setuser/like/", client_id=READER.client_id, access_token=mine, track_id=168)
    assert code(answer) == number
    assert liked(service) == []
    assert code(get(service, "/users/", client_id=READER.client_id, access_token=mine)) == 0


@pytest.mark.parametrize(
    ("number", "form"),
    [(4, {"track_id": 168}), (4, {"access_token": "x"}), (12, {"access_token": "x", "track_id": 168})],
)
def test_writes_need_a_token_and_a_track(number: int, form: dict[str, Any]) -> None:
    """§4: both are required, and the token must live."""
    assert code(post(jamendo(), "/setuser/like/", **form)) == number


def test_a_post_is_redirected_without_its_slash() -> None:
    """§8, 27: nothing is written, and following would lose the form."""
    service = jamendo()
    answer = service.answer(Request(method="POST", path="/setuser/like", at=NOW))
    assert (answer.status, answer.headers["Location"]) == (301, "https://api.jamendo.com/v3.0/setuser/like/")


def test_a_write_in_the_query_is_not_seen() -> None:
    """§4: the parameters stand in a form."""
    service = jamendo()
    sent = urlencode({"client_id": APP.client_id, "access_token": token(service), "track_id": 168})
    answer = service.answer(Request(method="POST", path="/setuser/like/", query=sent, at=NOW))
    assert code(json.loads(answer.body)) == 4
    assert liked(service) == []

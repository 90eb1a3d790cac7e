"""The Jamendo stand-in, held against `apis/jamendo.md`: the envelope, the codes, tracks and artists."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from syncd.sandbox.wire import Request
from tests.services.jamendo_visit import APP, BANNED, NOW, SUCCESS, USER, code, get, jamendo, many, post


def test_success_has_the_documented_headers() -> None:
    """§2 and §8, 2: the status says success, and what was not asked for is not there."""
    answer = get(jamendo(), "/tracks/")
    assert answer["headers"] == {**SUCCESS, "results_count": 3}


def test_a_failure_has_the_shape_seen_live() -> None:
    """§2 and §8, 1: HTTP 200, status failed, the observed text, word for word."""
    answer = get(jamendo(), "/tracks/", client_id=BANNED.client_id)
    assert answer == {
        "headers": {
            "status": "failed",
            "code": 11,
            "error_message": "Jamendo Api Suspended Application Error: Your application has been suspended, "
            "please contact Jamendo",
            "warnings": "",
            "results_count": 0,
        },
        "results": [],
    }


@pytest.mark.parametrize(
    ("number", "path", "query"),
    [
        (3, "/tracks/", {"limit": "201"}),
        (3, "/tracks/", {"limit": "0"}),
        (3, "/tracks/", {"offset": "-1"}),
        (3, "/tracks/", {"id": "a"}),
        (3, "/tracks/", {"type": "albumtracks"}),
        (3, "/tracks/", {"order": "name_down"}),
        (3, "/tracks/", {"durationbetween": "230"}),
        (3, "/tracks/", {"durationbetween": "230_"}),
        (3, "/tracks/", {"datebetween": "2009_2010"}),
        (3, "/tracks/", {"fullcount": "maybe"}),
        (3, "/users/tracks/", {"id": USER, "relation": "preferite"}),
        (3, "/users/tracks/", {"id": USER, "relation": "favourite"}),
        (3, "/users/tracks/", {"id": USER, "order": "dateupdated"}),
        (4, "/tracks/", {"client_id": ""}),
        (4, "/users/", {}),
        (4, "/users/tracks/", {}),
        (5, "/tracks/", {"client_id": "709fa152"}),
        (7, "/track/", {}),
        (7, "/setuser/unlike/", {}),
        (2, "/setuser/like/", {"track_id": 1}),
        (9, "/tracks/", {"format": "yaml"}),
        (11, "/tracks/", {"client_id": BANNED.client_id}),
        (12, "/users/", {"access_token": "x"}),
        (12, "/users/tracks/", {"access_token": "x"}),
    ],
)
def test_errors_have_their_codes_in_http_200(number: int, path: str, query: dict[str, Any]) -> None:
    """§2.2 (and §8, 14): each kind of mistake has its own code."""
    assert code(get(jamendo(), path, **query)) == number


def test_a_read_by_post_is_the_wrong_method() -> None:
    """§1: every read is a GET."""
    assert code(post(jamendo(), "/tracks/")) == 2


def test_over_the_rate_is_code_6_and_says_no_time() -> None:
    """§1.1: code 6, no Retry-After; later all is well; without limits nobody counts."""
    service = jamendo(limits=True)
    assert [code(get(service, "/tracks/")) for _ in range(11)] == [0] * 10 + [6]
    assert code(get(service, "/tracks/", at=NOW + 10)) == 0
    assert [code(get(jamendo(), "/tracks/")) for _ in range(20)] == [0] * 20


def test_the_monthly_quota_only_warns_and_ends_with_the_month() -> None:
    """§1.1 and §8, 23: the warning names no parameter that was sent."""
    service = jamendo(limits=True, monthly_quota=1)
    answers = [get(service, "/tracks/", at=at) for at in (NOW, NOW + 10, NOW + 31 * 86400)]
    assert [code(answer) for answer in answers] == [0, 0, 0]
    assert [bool(answer["headers"]["warnings"]) for answer in answers] == [False, True, False]
    assert not {"client_id", "format"} & set(answers[1]["headers"]["warnings"].split())


@pytest.mark.parametrize("name", ["isrc", "mbid", "track_type"])
def test_an_unknown_parameter_is_no_filter_and_gives_a_warning(name: str) -> None:
    """§8, 6 and 7: the popular tracks come back, with code 0 and a warning that names the parameter."""
    answer = get(jamendo(), "/tracks/", NOW, **{name: "single"})
    assert answer["headers"]["results_count"] == 3
    assert name in answer["headers"]["warnings"]


def test_a_token_on_tracks_is_an_unknown_parameter() -> None:
    """§3.5: `/tracks` is not among the methods that take a token."""
    assert "access_token" in get(jamendo(), "/tracks/", access_token="x")["headers"]["warnings"]


def test_formats() -> None:
    """§1: JSON by default, pretty or XML on demand."""
    service = jamendo()
    query = f"client_id={APP.client_id}"
    bodies = [
        service.answer(Request(method="GET", path="/tracks", query=query + form, at=NOW)).body
        for form in ("", "&format=jsonpretty", "&format=xml")
    ]
    assert json.loads(bodies[0]) == json.loads(bodies[1])
    assert bodies[2].startswith(b"<?xml")


TRACK_FIELDS = {
    *("id", "name", "duration", "artist_id", "artist_name", "artist_idstr", "album_name", "album_id", "license_ccurl"),
    *("position", "releasedate", "album_image", "audio", "audiodownload", "prourl", "shorturl", "shareurl", "waveform"),
    *("image", "audiodownload_allowed", "content_id_free"),
}


def test_the_row_seen_live_comes_back() -> None:
    """§5.5: the captured row, field by field, with its strange types."""
    (row,) = get(jamendo(), "/tracks/", id=168)["results"]
    seen = {
        "id": "168",
        "name": "J'm'e FPM",
        "duration": 183,
        "artist_id": "7",
        "artist_name": "TriFace",
        "artist_idstr": "triface",
        "album_name": "Premiers Jets",
        "album_id": "24",
        "license_ccurl": "",
        "position": 1,
        "releasedate": "2004-12-17",
        "shareurl": "https://www.jamendo.com/track/168",
        "audiodownload_allowed": True,
        "content_id_free": False,
    }
    assert row.keys() == TRACK_FIELDS
    assert {name: row[name] for name in seen} == seen


def test_the_waveform_is_a_long_text_of_json() -> None:
    """§8, 25: several kB per track."""
    (row,) = get(jamendo(), "/tracks/", id=168)["results"]
    assert len(row["waveform"]) > 3000
    assert json.loads(row["waveform"])["peaks"]


def test_what_is_included_is_added() -> None:
    """§5.5: `include` adds fields, and only those asked for."""
    (row,) = get(jamendo(), "/tracks/", id=168, include="stats musicinfo")["results"]
    assert row.keys() == TRACK_FIELDS | {"stats", "musicinfo"}
    assert row["stats"]["likes"] == 0


def test_singles_are_left_out_by_default() -> None:
    """§8, 5: even when asked for by id; and their album fields are empty."""
    service = jamendo()
    assert get(service, "/tracks/", id=500)["results"] == []
    (row,) = get(service, "/tracks/", id=500, type="single albumtrack")["results"]
    assert (row["album_id"], row["album_name"], row["album_image"]) == ("", "", "")


def test_names_have_entities_and_underscores() -> None:
    """§8, 16: `&amp;` in names, underscores in some artists' names."""
    rows = get(jamendo(), "/tracks/", type="single albumtrack")["results"]
    names = {row["id"]: row["artist_name"] for row in rows}
    assert names["353341"] == "John Dada &amp; the Weathermen"
    assert names["500"] == "Gianluca_Luisi"


@pytest.mark.parametrize("ids", ["168 391002", "168+391002"])
def test_several_ids_are_separated_by_blank_or_plus(ids: str) -> None:
    """§5.1: `[]integer`."""
    assert {row["id"] for row in get(jamendo(), "/tracks/", id=ids)["results"]} == {"168", "391002"}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"namesearch": "BOOG"}, {"391002"}),
        ({"name": "Balrog Boogie"}, {"391002"}),
        ({"name": "Balrog"}, set()),
        ({"artist_name": "John Dada & the Weathermen"}, {"353341"}),
        ({"artist_name": "John Dada"}, set()),
        ({"artist_name": "Gianluca Luisi", "type": "single"}, {"500"}),
        ({"artist_name": "Gianluca_Luisi", "type": "single"}, {"500"}),
        ({"artist_id": "7 12"}, {"168", "353341"}),
        ({"album_id": "24"}, {"168"}),
        ({"durationbetween": "183_233"}, {"168", "391002"}),
        ({"durationbetween": "184_232"}, set()),
        ({"datebetween": "2009-07-23_2009-07-23"}, {"391002"}),
    ],
)
def test_filters_filter(query: dict[str, Any], ids: set[str]) -> None:
    """§5.5: exact names, substrings, closed intervals."""
    assert {row["id"] for row in get(jamendo(), "/tracks/", **query)["results"]} == ids


def test_orders() -> None:
    """§5.1: ascending by default, `_desc` turns it round, several keys count in turn."""
    service = jamendo()
    ids = {
        order: [row["id"] for row in get(service, "/tracks/", order=order)["results"]]
        for order in ("id", "id_desc", "duration_desc id", "popularity_total")
    }
    assert ids["id"] == ids["id_desc"][::-1] == ["168", "353341", "391002"]
    assert ids["duration_desc id"] == ["353341", "391002", "168"]
    assert sorted(ids["popularity_total"]) == ["168", "353341", "391002"]


def test_one_track_for_each_album() -> None:
    """§5.5: `groupby` hides tracks."""
    assert len(get(jamendo(many(5)), "/tracks/", groupby="album_id")["results"]) == 1


def test_free_text_finds_strangers_too() -> None:
    """§8, 26: `search` also looks at tags and similar artists."""
    answer = get(jamendo(many(300)), "/tracks/", search="Song 17 Artist 17", limit=200)
    ids = [int(row["id"]) for row in answer["results"]]
    assert 17 in ids
    assert any("17" not in str(id_) for id_ in ids)


def test_xartist_is_never_the_artist() -> None:
    """§8, 26: similarity, not identity."""
    ids = {row["artist_name"] for row in get(jamendo(many(300)), "/tracks/", xartist="Artist 17")["results"]}
    assert ids
    assert "Artist 17" not in ids


def test_pages_and_the_next_address() -> None:
    """§2 and §8, 22: `next` is whole and holds what was sent; on the last page there is none."""
    service = jamendo(many(5))
    first = get(service, "/tracks/", limit=2, fullcount="true", order="id")
    assert first["headers"]["results_fullcount"] == 5
    following = urlsplit(first["headers"]["next"])
    assert f"{following.scheme}://{following.netloc}{following.path}" == "https://api.jamendo.com/v3.0/tracks"
    sent = dict(parse_qsl(following.query))
    assert (sent["client_id"], sent["limit"], sent["offset"]) == (APP.client_id, "2", "2")
    last = get(service, "/tracks/", limit=2, offset=4, order="id")
    assert [row["id"] for row in last["results"]] == ["5"]
    assert "next" not in last["headers"]


@pytest.mark.parametrize(("limit", "rows"), [(None, 10), ("all", 200), ("200", 200)])
def test_limits_of_a_page(limit: str | None, rows: int) -> None:
    """§5.1: ten by default, never more than 200."""
    query: dict[str, Any] = {} if limit is None else {"limit": limit}
    assert len(get(jamendo(many(201)), "/tracks/", **query)["results"]) == rows


def test_artists() -> None:
    """§5.7: a row field by field."""
    (row,) = get(jamendo(), "/artists/", name="TriFace")["results"]
    assert row.keys() == {"id", "name", "website", "joindate", "image", "shorturl", "shareurl"}
    assert (row["id"], row["name"]) == ("7", "TriFace")


def test_artists_tracks_are_nested() -> None:
    """§5.6 and §8, 16: durations are text here, albums are named, singles are left out by default."""
    service = jamendo()
    (artist,) = get(service, "/artists/tracks/", name="TriFace")["results"]
    assert artist.keys() == {"id", "name", "website", "joindate", "image", "tracks"}
    (row,) = artist["tracks"]
    assert (row["id"], row["duration"], row["album_id"], row["album_name"]) == ("168", "183", "24", "Premiers Jets")
    assert get(service, "/artists/tracks/", name="Gianluca Luisi")["results"] == []
    (artist,) = get(service, "/artists/tracks/", name="Gianluca Luisi", track_type="single")["results"]
    assert (artist["tracks"][0]["album_id"], artist["tracks"][0]["album_name"]) == ("", "")
    assert get(service, "/artists/tracks/", name="TriFace", track_name="x")["results"] == []

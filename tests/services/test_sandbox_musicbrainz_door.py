"""The MusicBrainz stand-in, held against `apis/musicbrainz.md`: formats, errors and rates."""

import json

import pytest

from tests.services.musicbrainz_visit import (
    HEY,
    NOW,
    ask,
    mbid,
    musicbrainz,
    refusal,
    said,
)

JAMENDO = "http://www.jamendo.com/track/725574"


# --- formats and errors (§1) ---


@pytest.mark.parametrize(
    ("form", "accept", "kind"),
    [
        ("", "*/*", "application/xml"),
        ("", "application/json", "application/json"),
        ("json", "*/*", "application/json"),
        ("xml", "application/json", "application/xml"),
    ],
)
def test_xml_is_the_default_and_fmt_wins(form: str, accept: str, kind: str) -> None:
    """§8, 1: `Accept: */*` gives XML, for errors too."""
    headers = {"user-agent": "syncd/1", "accept": accept}
    for path in (f"/recording/{HEY.mbid}", f"/recording/{mbid(99)}"):
        answer = ask(musicbrainz(), path, headers=headers, form=form)
        assert answer.headers["Content-Type"] == kind
        assert answer.body.startswith(b"<?xml" if kind.endswith("xml") else b"{")


def test_an_unknown_format_is_406() -> None:
    """§1: neither JSON nor XML."""
    assert ask(musicbrainz(), f"/recording/{HEY.mbid}", form="yaml").status == 406


def test_every_answer_has_an_etag() -> None:
    """§1: the same body has the same tag."""
    service = musicbrainz()
    tags = [ask(service, f"/recording/{one}").headers["ETag"] for one in (HEY.mbid, HEY.mbid, mbid(99))]
    assert tags[0] == tags[1] != tags[2]


def test_inc_may_stand_once() -> None:
    """§8, 11: two of them are an error, in the server's words."""
    answer = ask(musicbrainz(), f"/recording/{HEY.mbid}", ("inc", "isrcs"), ("inc", "url-rels"))
    text = "Inc arguments must be combined with a space (+ or %20), but you provided multiple parameters"
    assert refusal(answer) == (400, text)


@pytest.mark.parametrize("joined", ["isrcs url-rels", "isrcs+url-rels"])
def test_inc_values_are_joined_by_blank_or_plus(joined: str) -> None:
    """§1: a `%2B` works too."""
    assert {"isrcs", "relations"} <= said(musicbrainz(), f"/recording/{HEY.mbid}", ("inc", joined)).keys()


@pytest.mark.parametrize(
    ("path", "inc", "resource"),
    [
        (f"/recording/{HEY.mbid}", "x", "recording"),
        ("/isrc/GBAAA9900303", "x", "isrc"),
        ("/url", "isrcs", "url"),
    ],
)
def test_an_unknown_inc_is_an_error(path: str, inc: str, resource: str) -> None:
    """§1 and §5.2: `x is not a valid inc parameter`, and ISRCs are none for addresses."""
    answer = ask(musicbrainz(), path, ("inc", inc), ("resource", JAMENDO))
    assert refusal(answer) == (400, f"{inc} is not a valid inc parameter for the {resource} resource.")


@pytest.mark.parametrize("resource", ["recording", "url"])
def test_parameters_that_match_no_call(resource: str) -> None:
    """§1: nothing to look up."""
    text = f"The given parameters do not match any available query type for the {resource} resource."
    assert refusal(ask(musicbrainz(), f"/{resource}")) == (400, text)


def test_unknown_places_are_404() -> None:
    """§1: with the application's error body."""
    assert refusal(ask(musicbrainz(), "/artist/x")) == (404, "Not Found")


# --- the door (§1.1, §1.2) ---


def test_a_client_without_a_name_stays_outside() -> None:
    """§1.1: 403 with the observed text and headers, without `help`."""
    answer = ask(musicbrainz(), f"/recording/{HEY.mbid}", headers={"accept": "*/*"})
    assert answer.status == 403
    assert json.loads(answer.body) == {
        "error": "Your requests are being throttled by MusicBrainz because the application you are using has not "
        "identified itself. Please update your application, and see "
        "http://musicbrainz.org/doc/XML_Web_Service/Rate_Limiting for more information."
    }
    assert (answer.headers["x-ratelimit-who"], answer.headers["x-mb-rate-limiter"]) == ("ua-missing", "lua")


def test_too_fast_is_our_own_503() -> None:
    """§1.2: after the burst, with the body and the headers that say so."""
    service = musicbrainz(limits=True)
    answers = [ask(service, f"/recording/{HEY.mbid}") for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [503]
    assert json.loads(answers[5].body) == {
        "error": "Your requests are exceeding the allowable rate limit. Please see "
        "http://wiki.musicbrainz.org/XMLWebService for more information."
    }
    said_headers = {name: answers[5].headers[name] for name in answers[5].headers if name != "Content-Type"}
    assert said_headers == {
        "Server": "openresty",
        "x-ratelimit-zone": "ws ip=127.0.0.1",
        "x-ratelimit-who": "127.0.0.1",
        "x-ratelimit-limit": "22",
        "x-ratelimit-remaining": "0",
        "retry-after": "1",
    }


def test_who_does_not_slow_down_is_never_let_in() -> None:
    """§1.2: everything is declined until the rate falls; then it is let in again."""
    service = musicbrainz(limits=True)
    hurried = [ask(service, f"/recording/{HEY.mbid}", at=NOW + n * 0.5).status for n in range(40)]
    assert set(hurried[12:]) == {503}
    assert ask(service, f"/recording/{HEY.mbid}", at=NOW + 22).status == 200


def test_one_request_a_second_is_always_let_in() -> None:
    """§1.2: the documented pace holds for ever, and without limits nobody counts."""
    service = musicbrainz(limits=True)
    assert {ask(service, f"/recording/{HEY.mbid}", at=NOW + n).status for n in range(100)} == {200}
    assert {ask(musicbrainz(), f"/recording/{HEY.mbid}").status for _ in range(20)} == {200}


@pytest.mark.parametrize(("path", "who"), [(f"/recording/{HEY.mbid}", "global"), ("/recording", "search-shed")])
def test_a_busy_server_is_the_other_503(path: str, who: str) -> None:
    """§8, 2: nobody's fault, `retry-after: 0`, another zone, and numbers that are not ours."""
    answer = ask(musicbrainz(shed=1.0), path, ("query", "isrc:GBAAA9900303"))
    assert answer.status == 503
    assert json.loads(answer.body) == {"error": "The MusicBrainz web server is currently busy. Please try again later."}
    assert answer.headers["x-ratelimit-who"] == who
    assert answer.headers["x-ratelimit-zone"] == ("global" if who == "global" else "search-global")
    assert answer.headers["retry-after"] == "0"
    numbers = (int(answer.headers["x-ratelimit-limit"]), int(answer.headers["x-ratelimit-remaining"]))
    assert numbers == (1200, 676) or (numbers[0] == 15 and 8 <= numbers[1] <= 14)


def test_shedding_is_seeded() -> None:
    """§1.2: about the share asked for, and the same requests each time."""
    runs: list[list[int]] = []
    for seed in (1, 1, 2):
        service = musicbrainz(shed=0.4, seed=seed)
        runs.append([ask(service, f"/recording/{HEY.mbid}").status for _ in range(200)])
    assert runs[0] == runs[1] != runs[2]
    assert 50 <= runs[0].count(503) <= 110


@pytest.mark.parametrize(("path", "limit"), [(f"/recording/{HEY.mbid}", 1200), ("/recording", 360)])
def test_the_rate_headers_of_good_answers_jump(path: str, limit: int) -> None:
    """§8, 3: what remains belongs to everybody."""
    service = musicbrainz()
    headers = [ask(service, path, ("query", "isrc:GBAAA9900303")).headers for _ in range(6)]
    remaining = [int(one["x-ratelimit-remaining"]) for one in headers]
    assert {one["x-ratelimit-limit"] for one in headers} == {str(limit)}
    assert remaining != sorted(remaining, reverse=True)
    assert all(0 <= number <= limit for number in remaining)

"""The MusicBrainz stand-in, held against `apis/musicbrainz.md`: look-ups and addresses."""

import json
from typing import Any

import pytest

from syncd.sandbox.catalogue import Catalogue, Song
from tests.services.musicbrainz_visit import (
    ACCENTS,
    CATALOGUE,
    DOWNLOAD,
    HEY,
    REMASTER,
    STREAM,
    ask,
    mbid,
    musicbrainz,
    numbered,
    refusal,
    said,
)

JAMENDO = "http://www.jamendo.com/track/725574"
BOOMPLAY = "https://www.boomplay.com/songs/54230705"
CREDIT = [
    {
        "name": "The Chemical Brothers",
        "joinphrase": "",
        "artist": {
            "id": mbid(101),
            "name": "The Chemical Brothers",
            "sort-name": "The Chemical Brothers",
            "disambiguation": "",
            "type": "Group",
            "type-id": "e431f5f6-b5d2-343d-8b36-72607fffb74b",
            "country": None,
        },
    }
]
FACTS = {
    "id": HEY.mbid,
    "title": "Hey Boy Hey Girl",
    "disambiguation": "",
    "length": 289946,
    "video": False,
    "first-release-date": "1999-06-21",
}


# --- recordings and ISRCs (§2, §4) ---


def relation(kind: tuple[str, str], target: str, direction: str, **more: Any) -> dict[str, Any]:
    head = {"type": kind[0], "type-id": kind[1], "target-type": target, "direction": direction}
    dates = {"begin": None, "end": None, "ended": False}
    lists: dict[str, Any] = {"attributes": [], "attribute-values": {}, "attribute-ids": {}}
    return {**head, **dates, **lists, "source-credit": "", "target-credit": "", **more}


def test_a_look_up_without_inc_says_six_things() -> None:
    """§4: and no more."""
    assert said(musicbrainz(), f"/recording/{HEY.mbid}") == FACTS


def test_a_look_up_with_everything() -> None:
    """§4 and §5.1: the credit, sorted ISRCs, and a Jamendo page under both kinds of link."""
    body = said(musicbrainz(), f"/recording/{HEY.mbid}", ("inc", "isrcs artist-credits url-rels"))
    pages = [one["url"].pop("id") for one in body["relations"]]
    assert body == {
        **FACTS,
        "artist-credit": CREDIT,
        "isrcs": ["GBAAA0000001", "GBAAA9900303"],
        "relations": [
            relation(("download for free", DOWNLOAD), "url", "forward", url={"resource": JAMENDO}),
            relation(("free streaming", STREAM), "url", "forward", url={"resource": JAMENDO}),
            relation(("free streaming", STREAM), "url", "forward", url={"resource": BOOMPLAY}),
        ],
    }
    assert pages[0] == pages[1] != pages[2]


def test_what_nobody_knows_is_null_or_absent() -> None:
    """§8, 16: no length, no date, and a version in words."""
    body = said(musicbrainz(), f"/recording/{REMASTER.mbid}", ("inc", "url-rels"))
    assert body["length"] is None
    assert "first-release-date" not in body
    assert (body["disambiguation"], body["relations"]) == ("2011 remaster", [])


def test_releases_come_at_the_top_only() -> None:
    """§2: `inc=releases` gives nothing inside an ISRC."""
    service = musicbrainz()
    top = said(service, f"/recording/{HEY.mbid}", ("inc", "releases"))
    nested = said(service, "/isrc/GBAAA9900303", ("inc", "releases"))["recordings"]
    assert [release["title"] for release in top["releases"]] == ["Surrender"]
    assert not any("releases" in one for one in nested)


@pytest.mark.parametrize(("wrong", "status", "text"), [("x", 400, "Invalid mbid."), (mbid(99), 404, "Not Found")])
def test_wrong_ids(wrong: str, status: int, text: str) -> None:
    """§4 and §8, 18: malformed is 400; unknown, deleted or of something else is 404."""
    assert refusal(ask(musicbrainz(), f"/recording/{wrong}")) == (status, text)


@pytest.mark.parametrize("old", [mbid(8), mbid(9), HEY.mbid.upper()])
def test_a_merged_id_leads_on(old: str) -> None:
    """§8, 10: 301 to the same call with the new id, whose body is there already."""
    answer = ask(musicbrainz(), f"/recording/{old}", ("inc", "isrcs"))
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://musicbrainz.org/ws/2/recording/{HEY.mbid}?inc=isrcs&fmt=json"
    assert json.loads(answer.body)["id"] == HEY.mbid


def test_an_isrc_has_several_recordings() -> None:
    """§8, 8: siblings under one code, each a whole recording."""
    body = said(musicbrainz(), "/isrc/GBAAA9900303", ("inc", "artist-credits isrcs url-rels"))
    assert body.keys() == {"isrc", "recordings"}
    assert body["isrc"] == "GBAAA9900303"
    assert {one["id"] for one in body["recordings"]} == {HEY.mbid, REMASTER.mbid}
    (first,) = [one for one in body["recordings"] if one["id"] == HEY.mbid]
    assert first.keys() == {*FACTS, "artist-credit", "isrcs", "relations"}
    assert first["artist-credit"] == CREDIT


@pytest.mark.parametrize(
    ("isrc", "status", "text"),
    [
        ("gbaaa9900303", 400, "Invalid isrc."),
        ("GB-AAA-99-00303", 400, "Invalid isrc."),
        ("GBAAA9999999", 404, "Not Found"),
    ],
)
def test_wrong_isrcs(isrc: str, status: int, text: str) -> None:
    """§8, 9: small letters and hyphens are errors here."""
    assert refusal(ask(musicbrainz(), f"/isrc/{isrc}")) == (status, text)


# --- addresses (§5) ---


def urls(*resources: str, inc: str = "recording-rels", **options: Any) -> Any:
    pairs = [("resource", resource) for resource in resources]
    return said(musicbrainz(**options), "/url", ("inc", inc), *pairs)


def test_one_address_is_a_bare_object() -> None:
    """§5.2 and §8, 12: with the same recording under two kinds."""
    body = urls(JAMENDO)
    assert body.pop("id")
    facts = {name: FACTS[name] for name in ("id", "title", "length", "video", "disambiguation")}
    assert body == {
        "resource": JAMENDO,
        "relations": [
            relation(("download for free", DOWNLOAD), "recording", "backward", recording=facts),
            relation(("free streaming", STREAM), "recording", "backward", recording=facts),
        ],
    }


def test_one_unknown_address_is_404() -> None:
    """§8, 6: exactly one has a shape of its own, missing ones too."""
    assert refusal(ask(musicbrainz(), "/url", ("resource", "http://jamendo.com/track/1"))) == (404, "Not Found")


def test_several_addresses_are_a_list() -> None:
    """§5.2: sorted by id, unknown ones missing."""
    body = urls(BOOMPLAY, JAMENDO, "https://jamendo.com/track/8")
    assert (body["url-count"], body["url-offset"]) == (2, 0)
    assert {one["resource"] for one in body["urls"]} == {BOOMPLAY, JAMENDO}
    assert [one["id"] for one in body["urls"]] == sorted(one["id"] for one in body["urls"])


def test_several_unknown_addresses_are_an_empty_list() -> None:
    """§5.2: not 404."""
    assert urls("https://jamendo.com/track/8", "https://jamendo.com/track/9") == {
        "url-count": 0,
        "url-offset": 0,
        "urls": [],
    }


def test_addresses_match_exactly() -> None:
    """§8, 12: scheme and `www.` as the editor typed them, language and slug gone, host in any case."""
    others = ["https://www.jamendo.com/track/725574", "http://jamendo.com/track/725574"]
    assert urls("http://WWW.Jamendo.com/track/725574", *others)["url-count"] == 1
    assert urls("http://www.jamendo.com/en/track/725574/giraffe", *others)["url-count"] == 0
    assert urls("https://jamendo.com/track/7", *others)["urls"][0]["relations"][0]["recording"]["id"] == ACCENTS.mbid


def test_more_than_a_hundred_addresses_are_cut_without_a_word() -> None:
    """§8, 6: the rest is dropped."""
    pages = [f"https://www.boomplay.com/songs/{n}" for n in range(120)]
    assert urls(*pages, catalogue=numbered(120))["url-count"] == 100


def test_credits_on_demand_and_no_relations_without() -> None:
    """§5.2: `artist-credits` goes with `recording-rels`."""
    assert urls(JAMENDO, inc="recording-rels artist-credits")["relations"][0]["recording"]["artist-credit"] == CREDIT
    assert said(musicbrainz(), "/url", ("resource", JAMENDO)).keys() == {"id", "resource"}


def test_links_may_have_ended() -> None:
    """§8, 12: `ended: true` on both kinds."""
    assert [one["ended"] for one in urls(JAMENDO, ended=frozenset({JAMENDO}))["relations"]] == [True, True]


def test_recordings_may_share_a_page() -> None:
    """§5: an address leads to all of them."""
    twin = Song(
        recordings=(HEY, type(HEY)(mbid=mbid(77), title="x", artist="y", artist_mbid=mbid(1), links=(JAMENDO,)))
    )
    body = urls(JAMENDO, catalogue=Catalogue(songs=(*CATALOGUE.songs, twin)))
    assert {one["recording"]["id"] for one in body["relations"]} == {HEY.mbid, mbid(77)}

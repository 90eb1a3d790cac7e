"""The MusicBrainz stand-in's search, held against `apis/musicbrainz.md` §3."""

import json
from typing import Any

import pytest

from tests.services.musicbrainz_visit import (
    ACCENTS,
    HEY,
    REMASTER,
    ask,
    found,
    mbid,
    musicbrainz,
    numbered,
    refusal,
    said,
)

ALL = " OR ".join(f"GBAAA{n:07}" for n in range(120))


def test_a_hit_field_by_field() -> None:
    """§3.1 and §8, 16: what is empty is absent, `video` is null, lengths are milliseconds."""
    body = said(musicbrainz(), "/recording", ("query", "isrc:(GBAAA0000001)"))
    assert body.keys() == {"created", "count", "offset", "recordings"}
    assert (body["created"], body["count"], body["offset"]) == ("2026-09-06T10:57:34.794Z", 1, 0)
    (hit,) = body["recordings"]
    (release,) = hit.pop("releases")
    assert hit.pop("artist-credit-id")
    artist = {"id": mbid(101), "name": HEY.artist, "sort-name": HEY.artist, "aliases": []}
    assert hit == {
        "id": HEY.mbid,
        "score": 100,
        "title": "Hey Boy Hey Girl",
        "length": 289946,
        "video": None,
        "artist-credit": [{"name": HEY.artist, "artist": artist}],
        "first-release-date": "1999-06-21",
        "isrcs": ["GBAAA9900303", "GBAAA0000001"],
    }
    assert release.keys() == {"id", "title", "status", "release-group", "media"}
    assert release["media"][0]["track"][0]["length"] == 289946


def test_a_hit_of_which_little_is_known() -> None:
    """§8, 7: the keys are absent, `isrcs` among them."""
    (hit,) = said(musicbrainz(), "/recording", ("query", f"rid:{ACCENTS.mbid}"))["recordings"]
    assert hit.keys() == {"id", "score", "title", "length", "video", "artist-credit-id", "artist-credit"}


def test_hits_may_not_say_their_isrcs() -> None:
    """§3.1: left open, so a switch."""
    (hit,) = said(musicbrainz(lists_isrcs=False), "/recording", ("query", "isrc:GBAAA0000001"))["recordings"]
    assert "isrcs" not in hit


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("isrc:(GBAAA9900303 OR XXXXX0000000)", {HEY.mbid, REMASTER.mbid}),
        ("isrc:gbaaa9900303", {HEY.mbid, REMASTER.mbid}),
        ("isrc:(GBAAA9900303 GBAAA0000001)", {HEY.mbid, REMASTER.mbid}),
        ("isrc:GB-AAA-99-00303", set()),
        (f"rid:({HEY.mbid} OR {mbid(8)} OR {mbid(99)})", {HEY.mbid}),
        ('recording:"hey boy" AND artist:"chemical brothers"', {HEY.mbid, REMASTER.mbid}),
        ('recording:"Hey Girl Hey"', set()),
        ('recording:"deja vu" AND artist:bjork', {ACCENTS.mbid}),
        ('recording:"Déjà Vu \\(Live\\)"', {ACCENTS.mbid}),
        ('recording:"hey boy hey girl" AND dur:[289000 TO 290000]', {HEY.mbid}),
        ('recording:"hey boy hey girl" AND release:"Surrender"', {HEY.mbid}),
        ('recording:"hey boy hey girl" AND artist:"Björk"', set()),
    ],
)
def test_the_language(query: str, ids: set[str]) -> None:
    """§3.1 and §3.2: whole codes in any case, hyphens count (§8, 9), merged ids do not come back, words side by side."""
    assert set(found(musicbrainz(), query)) == ids


@pytest.mark.parametrize(
    "query",
    [
        "recording:What? (Live)",
        'recording:"open',
        "isrc:(A OR B",
        "nonsense:x",
        "just words",
        "isrc:A OR isrc:B",
        "dur:[x TO y]",
        f"isrc:({' OR '.join(f'GBAAA{n:07}' for n in range(1025))})",
    ],
)
def test_bad_syntax_is_400(query: str) -> None:
    """§8, 17: unescaped characters, and more than 1024 clauses."""
    text = "Search server could not complete query: Bad request"
    assert refusal(ask(musicbrainz(), "/recording", ("query", query))) == (400, text)


def test_a_blank_query_is_400() -> None:
    """§3.1: in the server's words."""
    text = "You submitted a blank search query. You must include a non-blank 'query=' parameter with your search."
    assert refusal(ask(musicbrainz(), "/recording", ("query", " "))) == (400, text)


@pytest.mark.parametrize(("limit", "rows"), [(None, 25), ("100", 100), ("101", 25), ("200", 25), ("0", 25), ("3", 3)])
def test_limits(limit: str | None, rows: int) -> None:
    """§8, 5: beyond 100, and at 0, one gets 25 without an error."""
    service = musicbrainz(numbered(120))
    pairs = [("query", f"isrc:({ALL})"), *([("limit", limit)] if limit else [])]
    body = said(service, "/recording", *pairs)
    assert (body["count"], len(body["recordings"])) == (120, rows)


def test_pages_hold_everything_once() -> None:
    """§3.1: `count` and `offset`."""
    service = musicbrainz(numbered(120))
    pages = [found(service, f"isrc:({ALL})", ("limit", "100"), ("offset", offset)) for offset in ("0", "100", "200")]
    assert [len(page) for page in pages] == [100, 20, 0]
    assert len({*pages[0], *pages[1]}) == 120


def test_the_best_come_first_whatever_the_input() -> None:
    """§3.1: by score; the order of the codes means nothing."""
    service = musicbrainz()
    codes = ["GBAAA0000001", "GBAAA9900303"]
    assert found(service, f"isrc:({' OR '.join(codes)})") == found(service, f"isrc:({' OR '.join(codes[::-1])})")
    hits: Any = said(service, "/recording", ("query", 'recording:"deja vu"'))["recordings"]
    assert hits[0]["score"] == 67


def test_a_search_may_lack_hits_without_a_sign() -> None:
    """§8, 15: fewer hits and a smaller count, status 200; asked again it may know more."""
    service = musicbrainz(numbered(40), partial=0.5, seed=3)
    bodies = [
        json.loads(ask(service, "/recording", ("query", f"isrc:({ALL})"), ("limit", "100")).body) for _ in range(20)
    ]
    counts = {body["count"] for body in bodies}
    assert 40 in counts
    assert min(counts) < 40
    assert all(body["count"] == len(body["recordings"]) for body in bodies)


def test_siblings_are_hits_of_their_own() -> None:
    """§7: several recordings are the same song, told apart by their version."""
    hits = said(musicbrainz(), "/recording", ("query", "isrc:GBAAA9900303"))["recordings"]
    assert {hit.get("disambiguation", "") for hit in hits} == {"", "2011 remaster"}

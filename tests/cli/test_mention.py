"""What a human means by a page, a ref, an MBID or an ISRC."""

import re
from unicodedata import category

import pytest
from hypothesis import given, strategies as st

from syncd.cli.mention import parse_mention
from syncd.domain.errors import UsageError
from syncd.domain.track import Isrc, Service, TrackRef
from tests.cli.scene import Scene

MBID = "3f2b0e4a-0f5d-4c1a-9a55-1d6a1e0d2c11"
RECORDING = TrackRef(Service.MUSICBRAINZ, MBID)
SONG = TrackRef(Service.BOOMPLAY, "123")
ODD = TrackRef(Service.BOOMPLAY, "12?")
SHAPE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://www.boomplay.com/songs/123", SONG),
        ("https://www.boomplay.com/songs/123?srModel=openapi_hb1", SONG),
        ("http://boomplay.com/songs/123", SONG),
        ("https://www.boomplay.com/share/music/123?x=1", SONG),
        ("www.boomplay.com/songs/123", SONG),
        ("boomplay:123", SONG),
        (" Boomplay:123 ", SONG),
        ("boomplay:12\udcff", ODD),  # a byte that is no UTF-8, as the shell hands it over
        ("https://www.jamendo.com/track/9/some-title", TrackRef(Service.JAMENDO, "9")),
        ("https://www.jamendo.com/en/track/9", TrackRef(Service.JAMENDO, "9")),
        ("https://jamen.do/t/9", TrackRef(Service.JAMENDO, "9")),
        ("jamendo:9", TrackRef(Service.JAMENDO, "9")),
        (MBID, RECORDING),
        (MBID.upper(), RECORDING),
        (f"musicbrainz:{MBID}", RECORDING),
        (f"listenbrainz:{MBID}", RECORDING),
        (f"https://musicbrainz.org/recording/{MBID}", RECORDING),
        (f"https://beta.musicbrainz.org/recording/{MBID}/fingerprints?page=1", RECORDING),
        (f"https://listenbrainz.org/track/{MBID}/", RECORDING),
        (f"https://listenbrainz.org/player/?recording_mbids={MBID}", RECORDING),
        (f"listenbrainz.org/track/{MBID}", RECORDING),
        (f"listenbrainz:msid:{MBID}", TrackRef(Service.LISTENBRAINZ, f"msid:{MBID}")),
        ("USRC17607839", Isrc("USRC17607839")),
        ("us-rc1-76-07839", Isrc("USRC17607839")),
        ("file:0a1b2c3d4e5f60718293", TrackRef(Service.FILE, "0a1b2c3d4e5f60718293")),
    ],
)
def test_what_is_meant(text: str, meant: object) -> None:
    """Every spelling that people copy from somewhere is understood."""
    assert parse_mention(text) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "an empty text"),
        ("hello", "neither a page nor a ref"),
        ("0", "neither a page nor a ref"),
        ("XX0000000000", "neither a page nor a ref"),
        ("USRC1760783", "neither a page nor a ref"),
        ("bomplay:123", "did you mean boomplay?"),
        ("boomplay:", "an id must follow"),
        ("musicbrainz:123", "123 is no UUID"),
        ("listenbrainz:msid:123", "is no UUID"),
        ("https://www.boomplay.com/albums/123", "no page of a track"),
        ("https://example.org/songs/123", "no page of a track"),
        (f"https://musicbrainz.org/artist/{MBID}", "a page of the kind artist"),
        (f"https://musicbrainz.org/release/{MBID}", "a page of the kind release"),
        ("https://musicbrainz.org/", "no page of one recording"),
        ("https://listenbrainz.org/user/alice", "a page of the kind user"),
        ("\x1b[31mred\u202e", "[31mred is neither"),
        ("boom\x1b]0;title\x07:1", "unknown service boom]0;title"),
    ],
)
def test_what_means_nothing_is_refused(text: str, told: str) -> None:
    """The sentence says what is wrong and what would be understood, and shows nothing that a terminal would obey."""
    with pytest.raises(UsageError) as refused:
        parse_mention(text)
    assert told in str(refused.value)
    assert not any(category(char).startswith("C") for char in str(refused.value))


@given(st.from_regex(SHAPE, fullmatch=True), st.data())
def test_every_spelling_of_an_isrc_is_that_isrc(isrc: str, data: st.DataObject) -> None:
    """Hyphens, blanks and lower case anywhere change nothing; a placeholder is none, however it is spelt."""
    gaps = data.draw(st.lists(st.sampled_from(["", "", "-", " ", "\u2010"]), min_size=12, max_size=12))
    folded = data.draw(st.booleans())
    spelt = "".join(gap + (char.lower() if folded else char) for gap, char in zip(gaps, isrc, strict=True))
    if isrc.startswith("XX") or isrc[5:] == "0000000":
        with pytest.raises(UsageError):
            parse_mention(spelt)
    else:
        assert parse_mention(spelt) == isrc


def meant_or_told(text: str) -> TrackRef | Isrc | UsageError:
    """What a text means, or why it means nothing."""
    try:
        return parse_mention(text)
    except UsageError as error:
        return error


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    """Whatever is typed, the answer is a track, an ISRC, or one harmless line."""
    found = meant_or_told(text)
    if isinstance(found, UsageError):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", str(found))
    else:
        assert isinstance(found, TrackRef) or SHAPE.fullmatch(found)


@pytest.mark.parametrize("command", ["wrong", "explain"])
def test_nothing_known_is_a_plain_sentence(synced: Scene, command: str) -> None:
    """A track that no list has shown: exit 2, and the sentence names it."""
    for text in ("boomplay:999999999", MBID, "QZZZZ9999999", "https://www.jamendo.com/track/999999999"):
        said = synced.run(command, text)
        assert said.code == 2
        assert "nothing is known of" in said.err
        assert said.out == ""


def test_an_isrc_of_two_recordings_asks_for_one(synced: Scene) -> None:
    """`wrong` lists what it may mean and wants a ref, exit 2; `explain` simply tells of both."""
    [(isrc, one), *_] = synced.execute("select isrc, recording_id from isrcs group by isrc having count(*) = 1")
    [(other,), *_] = synced.execute("select recording_id from mbids where is_current and recording_id <> ?", one)
    synced.execute("insert into isrcs (isrc, recording_id) values (?, ?)", isrc, other)
    refs = synced.execute("select mbid from mbids where recording_id in (?, ?) and is_current", one, other)

    said = synced.run("wrong", isrc.lower())
    assert said.code == 2
    assert f"{isrc} is the ISRC of 2 recordings" in said.err
    assert all(f"musicbrainz:{mbid}" in said.err for (mbid,) in refs)
    explained = synced.run("explain", isrc, "--json").json()
    assert {each["mbid"] for each in explained["recordings"]} >= {mbid for (mbid,) in refs}

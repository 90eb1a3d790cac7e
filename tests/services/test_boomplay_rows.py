"""One row of Boomplay's list: a track, whatever else it holds."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.services.boomplay import parse_duration, parse_track

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

    @given(junk=st.dictionaries(st.sampled_from(sorted(SAMPLE.keys() - {"track_id"})), JUNK))
    def test_junk_costs_its_field_and_not_the_row(self, junk: dict[str, Any]) -> None:
        """Whatever stands in the other fields, a row with an id is a track."""
        track = parse_track({"track_id": 9, **junk})

        assert track is not None
        assert track.ref == TrackRef(Service.BOOMPLAY, "9")

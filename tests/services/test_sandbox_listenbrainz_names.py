"""The stand-in for ListenBrainz: metadata and names."""

import pytest
from hypothesis import given, strategies as st

from syncd.sandbox.catalogue import Recording
from syncd.sandbox.listenbrainz import ListenBrainz
from syncd.sandbox.listenbrainz_fold import edits, fold
from syncd.sandbox.listenbrainz_rows import Text
from tests.services.listenbrainz_visit import NOW, get, listed, mbid, post, two_accounts, value


@pytest.fixture
def server() -> ListenBrainz:
    """Two accounts without feedback."""
    return two_accounts()


SONG = Recording(
    mbid=mbid(1),
    title="Glass Harbour",
    artist="The Lanterns",
    artist_mbid=mbid(101),
    album="Night Ferry",
    album_mbid=mbid(201),
    seconds=237.5,
    isrcs=("SEAAA9400001",),
    links=("http://www.jamendo.com/track/900101",),
    released="1994-08-22",
)
BARE = Recording(mbid=mbid(2), title="Sketch", artist="Solo Person", artist_mbid=mbid(102), released="1998")


class TestCatalogue:
    @pytest.fixture
    def furnished(self, server: ListenBrainz) -> ListenBrainz:
        """Two recordings; only one is the canonical one of its name."""
        server.tables.add_recording(SONG, canonical=True)
        server.tables.add_recording(BARE, canonical=False)
        return server

    def test_the_cache_tells_lengths_in_milliseconds_isrcs_and_links(self, furnished: ListenBrainz) -> None:
        """Jamendo links stand there twice; what is unknown is null or absent; unknown MBIDs are simply absent."""
        answer = value(
            post(furnished, "/1/metadata/recording/", {"recording_mbids": [mbid(1).upper(), mbid(2), mbid(3)]})
        )
        link = SONG.links[0]
        assert answer == {
            mbid(1): {
                "recording": {
                    "name": "Glass Harbour",
                    "length": 237500,
                    "first_release_date": "1994-08-22",
                    "isrcs": ["SEAAA9400001"],
                    "rels": [],
                    "url_rels": [{"type": "download for free", "url": link}, {"type": "free streaming", "url": link}],
                }
            },
            mbid(2): {"recording": {"name": "Sketch", "isrcs": None, "rels": []}},
        }

    def test_a_list_with_metadata_tells_names(self, furnished: ListenBrainz) -> None:
        """From the cache for MBIDs, from MessyBrainz for MSIDs, null where nothing is known."""
        furnished.tables.texts[mbid(900)] = Text(recording="Basement Tape", artist_credit="Unmatched Band")
        for at, one in enumerate((mbid(1), mbid(77), mbid(900))):
            furnished.tables.set_feedback("alice", one, 1, NOW + at)
        tracks = [row["track_metadata"] for row in listed(furnished, "metadata=true")["feedback"]]
        assert [track and track["track_name"] for track in tracks] == ["Basement Tape", None, "Glass Harbour"]
        assert ["mbid_mapping" in (track or {}) for track in tracks] == [False, False, True]

    def test_the_bulk_lookup_is_exact_and_answers_only_the_last_of_equal_rows(self, furnished: ListenBrainz) -> None:
        """A spelling mistake finds nothing; a duplicate starves the earlier one; siblings are not found."""
        names = [("The Lanterns", "Glass Harbour"), ("The Lanterns", "Glas Harbor"), ("the lanterns!", "glass-harbour")]
        rows = [
            {"artist_name": artist, "recording_name": title} for artist, title in [*names, ("Solo Person", "Sketch")]
        ]
        answer = value(post(furnished, "/1/metadata/lookup/", {"recordings": rows}))
        assert [row.get("recording_mbid") for row in answer] == [None, None, mbid(1), None]

    def test_the_single_lookup_is_fuzzy_and_does_not_say_so(self, furnished: ListenBrainz) -> None:
        """A near name is answered like an exact one, a far one not at all."""
        path, artist = "/1/metadata/lookup/", "artist_name=The%20Lanterns"
        exact, near, far = (
            value(get(furnished, path, f"{artist}&recording_name={title}"))
            for title in ("Glass%20Harbour", "Glas%20Harbor", "Quite%20Another")
        )
        assert exact["recording_mbid"] == mbid(1)
        assert near == exact
        assert far == {}

    def test_names_of_marks_only_match_nothing(self, server: ListenBrainz) -> None:
        """They fold to nothing, and nothing is no key."""
        marks = Recording(mbid=mbid(5), title="???", artist="!!!", artist_mbid=mbid(105))
        server.tables.add_recording(marks, canonical=True)
        rows = [{"artist_name": "...", "recording_name": "---"}]
        assert "recording_mbid" not in value(post(server, "/1/metadata/lookup/", {"recordings": rows}))[0]

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Grüße aus Köln", "GRUSSE, aus Koln!"), ("Sigur Rós", "sigur ros"), ("東京事変", "東京 事変")],
    )
    def test_spellings_that_fold_alike(self, one: str, other: str) -> None:
        """Case, marks and accents do not count."""
        assert fold(one) == fold(other) != ""

    @given(st.text(max_size=8), st.text(max_size=8))
    def test_the_edit_distance_is_a_distance(self, one: str, other: str) -> None:
        """Nothing between equals, the same both ways, never more than the longer one."""
        assert (edits(one, other) == 0) is (one == other)
        assert edits(one, other) == edits(other, one) <= max(len(one), len(other))

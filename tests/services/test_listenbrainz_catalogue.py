"""ListenBrainz' metadata over real HTTP: names and facts in large batches, and no miss by mistake."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from syncd.domain.errors import Unreadable
from syncd.domain.track import Isrc, Service, Track, TrackRef
from syncd.sandbox.wire import json_response
from syncd.services.http import Host
from syncd.services.listenbrainz import ListenBrainzCatalogue
from tests.services.listenbrainz_wire import (
    LOOKUP,
    TOKEN,
    Wire,
    mbid,
    recording,
    wired,
)
from tests.services.upstream import Diary, host_at


@pytest.fixture
def wire() -> Iterator[Wire]:
    with wired() as wire:
        yield wire


@pytest.fixture
def host(wire: Wire, diary: Diary) -> Iterator[Host]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield host


@pytest.fixture
def catalogue(host: Host) -> ListenBrainzCatalogue:
    return ListenBrainzCatalogue(host=host, token=TOKEN)


def _track(number: int, title: str, artist: str = "Portis feat. Head", album: str = "") -> Track:
    return Track(ref=TrackRef(Service.BOOMPLAY, str(number)), title=title, artist=artist, album=album)


class TestTheNames:
    def test_equal_names_are_found(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """Names in another dress find their recording, for every track that bears them; others find nothing."""
        wire.tables.add_recording(recording(1, title="Glory Box"), canonical=True)
        same, shout, other = _track(1, "Glory Box"), _track(2, "GLORY-BOX!", album="Elsewhere"), _track(3, "Roads")

        found = catalogue.by_name([same, shout, other])

        assert [[hit.mbid for hit in found[track.ref]] for track in (same, shout, other)] == [[mbid(1)], [mbid(1)], []]
        hit = found[same.ref][0]
        assert hit.ref == TrackRef(Service.MUSICBRAINZ, mbid(1))
        assert (hit.title, hit.artist, hit.album) == ("Glory Box", "Portis feat. Head", "Dummy")

    def test_fifty_are_asked_at_once_and_nobody_twice(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """Rows of one fold in a request would lose their answer: each name is asked for once, fifty a request."""
        for n in range(70):
            wire.tables.add_recording(recording(n), canonical=True)
        tracks = [_track(1000 * copy + n, f"Sông  {n}" if copy else f"Song {n}") for copy in (0, 1) for n in range(70)]

        found = catalogue.by_name(tracks)

        assert all(len(hits) == 1 for hits in found.values())
        assert len(found) == 140
        assert [len(json.loads(request.body)["recordings"]) for request in wire.asked] == [50, 20]

    def test_what_cannot_be_asked_is_missing(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """One long, blank or signless row would fail all fifty; a long or unknown release is just left out."""
        long_album, longest = _track(1, "Song 1", album="x" * 240), _track(2, "y" * 240, "z" * 10)
        odd = [_track(3, "y" * 241, "z" * 10), _track(4, ""), _track(5, "Song", ""), _track(6, "!!!", "???")]

        found = catalogue.by_name([long_album, longest, *odd])

        assert set(found) == {long_album.ref, longest.ref}
        assert all("release_name" not in row for row in json.loads(wire.asked[0].body)["recordings"])

    @pytest.mark.parametrize("body", [[], {}, [None], [{}], [{"index": 3}], None])
    def test_a_garbled_answer_is_no_miss(self, wire: Wire, catalogue: ListenBrainzCatalogue, body: Any) -> None:
        """Misses are remembered for weeks, so only a true answer may be one."""
        wire.script[LOOKUP] = deque([json_response(body)])

        with pytest.raises(Unreadable):
            catalogue.by_name([_track(1, "Song 1")])


class TestTheFacts:
    def test_a_recording_is_described(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """Names, length, ISRCs and the pages at other services come in one answer; unknown ids are missing."""
        links = (
            "http://www.jamendo.com/track/725574",
            "https://www.boomplay.com/songs/42",
            "https://www.jamendo.com/artist/9",
        )
        wire.tables.add_recording(recording(1, seconds=237.0, isrcs=("GBAAA9400001",), links=links), canonical=True)

        facts = catalogue.facts([mbid(1), mbid(2)])

        assert set(facts) == {mbid(1)}
        track = facts[mbid(1)]
        assert (track.title, track.artist, track.album) == ("Song 1", "Portis feat. Head", "Dummy")
        assert (track.seconds, track.isrcs, track.mbid) == (237.0, frozenset({Isrc("GBAAA9400001")}), mbid(1))
        assert track.links == {TrackRef(Service.JAMENDO, "725574"), TrackRef(Service.BOOMPLAY, "42")}

    def test_a_bare_recording_is_described_too(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """A recording without length, ISRCs or links is still a recording."""
        wire.tables.add_recording(recording(1), canonical=True)

        track = catalogue.facts([mbid(1)])[mbid(1)]

        assert (track.seconds, track.isrcs, track.links) == (None, frozenset(), frozenset())

    def test_a_thousand_are_asked_at_once(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """1,000 recordings a request: one more would be refused."""
        catalogue.facts([mbid(n) for n in range(1001)])

        assert [len(json.loads(request.body)["recording_mbids"]) for request in wire.asked] == [1000, 1]

    @pytest.mark.parametrize("body", [[], {str(mbid(1)): None}, {str(mbid(1)): {"recording": None}}])
    def test_a_garbled_answer_is_no_fact(self, wire: Wire, catalogue: ListenBrainzCatalogue, body: Any) -> None:
        """A recording without a description is an answer that we do not understand."""
        wire.script["/1/metadata/recording/"] = deque([json_response(body)])

        with pytest.raises(Unreadable):
            catalogue.facts([mbid(1)])


class TestAlikeNames:
    def test_names_that_are_only_alike_are_found_one_by_one(self, wire: Wire, catalogue: ListenBrainzCatalogue) -> None:
        """One request a track, without its release; how alike the names are is left to our own comparison."""
        wire.tables.add_recording(recording(1, title="Glory Boxx"), canonical=True)
        asked = _track(1, "Glory Box", album="Dummy")

        [hit] = catalogue.alike(asked)

        assert (hit.mbid, hit.title) == (mbid(1), "Glory Boxx")
        assert dict(wire.asked[0].params) == {"artist_name": "Portis feat. Head", "recording_name": "Glory Box"}

    def test_nothing_alike_is_a_miss(self, catalogue: ListenBrainzCatalogue) -> None:
        """An empty object says so."""
        assert catalogue.alike(_track(1, "Roads")) == ()

    @pytest.mark.parametrize(
        "track", [_track(1, ""), _track(2, "Song", ""), _track(3, "!!!", "???"), _track(4, "y" * 241, "z" * 10)]
    )
    def test_what_cannot_be_asked_is_not_asked(
        self, wire: Wire, catalogue: ListenBrainzCatalogue, track: Track
    ) -> None:
        """Blank names, names of signs and those of more than 250 characters are refused there."""
        assert catalogue.alike(track) == ()
        assert wire.asked == []

    @pytest.mark.parametrize("body", [[], None, {"recording_mbid": "x"}, {"metadata": {}}])
    def test_a_garbled_answer_is_no_miss(self, wire: Wire, catalogue: ListenBrainzCatalogue, body: Any) -> None:
        """Such a miss is remembered for up to half a year."""
        wire.script[LOOKUP] = deque([json_response(body)])

        with pytest.raises(Unreadable):
            catalogue.alike(_track(1, "Song 1"))

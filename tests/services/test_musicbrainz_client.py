"""The MusicBrainz client over real HTTP: cheap questions, two kinds of 503, and never a miss by mistake."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from syncd.domain.errors import Blocked, RateLimited, Unavailable, Unreadable
from syncd.domain.track import Mbid, Service, Track, TrackRef
from syncd.sandbox.wire import Response, json_response
from syncd.services.http import Host
from syncd.services.musicbrainz import MusicBrainz
from tests.services.musicbrainz_wire import Wire, boomplay, isrc, jamendo, mbid
from tests.services.upstream import Diary, host_at


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    wire.listener.start()
    yield wire
    wire.listener.stop()


@pytest.fixture
def host(wire: Wire, diary: Diary) -> Iterator[Host]:
    with closing(host_at(wire.listener.address, diary)) as host:
        yield host


@pytest.fixture
def musicbrainz(host: Host) -> MusicBrainz:
    return MusicBrainz(host)


def mbids(tracks: Any) -> set[Mbid]:
    return {track.mbid for track in tracks}


class TestIsrcs:
    def test_eighty_are_asked_at_once(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """200 ISRCs cost three requests and find every recording that carries one."""
        found = musicbrainz.by_isrc([isrc(n) for n in range(10, 210)])

        assert mbids(found) == set(map(mbid, range(10, 210)))
        assert len(wire.asked) == 3

    def test_one_isrc_may_have_many_recordings(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """All candidates come, over as many pages as it takes."""
        found = musicbrainz.by_isrc([isrc(9), isrc(1)])

        assert mbids(found) == {mbid(1), mbid(2), *map(mbid, range(300, 430))}
        assert [dict(request.params)["offset"] for request in wire.asked] == ["0", "100"]

    def test_a_hit_need_not_say_its_isrcs(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """Whether hits list ISRCs is open; without them they are found all the same."""
        wire.service.options = replace(wire.service.options, lists_isrcs=False)

        (found,) = musicbrainz.by_isrc([isrc(10)])

        assert (found.mbid, found.isrcs) == (mbid(10), frozenset())

    def test_unknown_isrcs_are_misses(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """Nothing found is an empty answer, and nothing asked is no request."""
        assert musicbrainz.by_isrc([isrc(7_000_000)]) == ()
        assert musicbrainz.by_isrc([]) == ()
        assert len(wire.asked) == 1

    @pytest.mark.parametrize("body", [{}, [], {"recordings": None, "count": None}, {"recordings": [], "count": None}])
    def test_a_garbled_answer_is_no_miss(self, wire: Wire, musicbrainz: MusicBrainz, body: Any) -> None:
        """Misses are remembered for weeks, so only a true answer may be one."""
        wire.script.append(json_response(body))

        with pytest.raises(Unreadable):
            musicbrainz.by_isrc([isrc(1)])


class TestLinks:
    def test_pages_lead_to_recordings(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """However an editor typed the address, each page finds its recordings, and unknown pages find none."""
        found = musicbrainz.links([jamendo(725574), boomplay(42), jamendo(1)])

        assert {page: mbids(tracks) for page, tracks in found.items()} == {
            jamendo(725574): {mbid(1), mbid(2)},
            boomplay(42): {mbid(1)},
            jamendo(1): set(),
        }
        assert len(wire.asked) == 1

    @pytest.mark.parametrize(("number", "hits"), [(42, {mbid(1)}), (43, set())])
    def test_a_single_address_has_another_shape(self, musicbrainz: MusicBrainz, number: int, hits: set[Mbid]) -> None:
        """One address is answered with a bare object or a 404; both are understood."""
        assert mbids(musicbrainz.links([boomplay(number)])[boomplay(number)]) == hits

    def test_a_hundred_addresses_are_asked_at_once(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """More than a hundred would be dropped without a word: 26 Jamendo pages are two requests."""
        found = musicbrainz.links([jamendo(n) for n in range(10, 36)])

        assert mbids(found[jamendo(33)]) == {mbid(3)}
        assert [sum(name == "resource" for name, _ in request.params) for request in wire.asked] == [100, 4]

    def test_links_that_have_ended_do_not_count(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """A page that was taken down no longer speaks for a recording."""
        wire.service.options = replace(wire.service.options, ended=frozenset({"https://www.boomplay.com/songs/42"}))

        assert musicbrainz.links([boomplay(42)]) == {boomplay(42): ()}

    def test_pages_that_were_not_asked_about_are_not_believed(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """An answer about another page says nothing."""
        relation = {"recording": {"id": mbid(1), "title": "T"}}
        urls = [{"resource": f"https://www.boomplay.com/songs/{n}", "relations": [relation]} for n in (7, 42)]
        wire.script.append(json_response({"urls": urls}))

        found = musicbrainz.links([boomplay(42), boomplay(43)])

        assert {page: mbids(tracks) for page, tracks in found.items()} == {boomplay(42): {mbid(1)}, boomplay(43): set()}

    def test_other_services_have_no_pages(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """What has no page on the web is not asked about."""
        assert musicbrainz.links([TrackRef(Service.FILE, "1")]) == {}
        assert not wire.asked

    @pytest.mark.parametrize("body", [{}, [], {"urls": None}, {"urls": [None]}])
    def test_a_garbled_answer_is_no_miss(self, wire: Wire, musicbrainz: MusicBrainz, body: Any) -> None:
        """An answer in no known shape is an error."""
        wire.script.append(json_response(body))

        with pytest.raises(Unreadable):
            musicbrainz.links([boomplay(42)])


class TestOneRecording:
    def test_it_is_described(self, musicbrainz: MusicBrainz) -> None:
        """Title, credit, length, ISRCs, disambiguation and the pages at other services."""
        track = musicbrainz.recording(mbid(1))

        assert track == Track(
            ref=TrackRef(Service.MUSICBRAINZ, mbid(1)),
            title="Song 1",
            artist="Ada",
            seconds=289.946,
            isrcs=frozenset({isrc(1)}),
            mbid=mbid(1),
            version="live",
            artist_ids=(mbid(900),),
            links=frozenset({jamendo(725574), boomplay(42)}),
        )

    def test_joined_credits_are_one_text(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """The words between artists belong to the credit, and texts are made harmless."""
        credit = [{"name": "A\u202e", "joinphrase": " feat. ", "artist": {"id": "x"}}, {"name": "B", "joinphrase": ""}]
        wire.script.append(json_response({"id": mbid(1), "title": "T\n", "length": None, "artist-credit": credit}))

        track = musicbrainz.recording(mbid(1))

        assert track is not None
        assert (track.artist, track.title, track.seconds) == ("A feat. B", "T", None)

    def test_a_merged_recording_is_the_one_it_became(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """The redirect's own body already holds the survivor: no second request."""
        track = musicbrainz.recording(mbid(5))

        assert track is not None
        assert track.mbid == mbid(1)
        assert len(wire.asked) == 1

    def test_a_redirect_without_a_body_is_followed_once(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """Where only the address is given, the survivor is asked for by its id, at our own host."""
        location = {"Location": f"https://elsewhere.example/ws/2/recording/{mbid(1)}?fmt=json"}
        wire.script.append(Response(status=301, headers=location))

        track = musicbrainz.recording(mbid(5))

        assert track is not None
        assert track.mbid == mbid(1)
        assert wire.asked[1].path == f"/recording/{mbid(1)}"

    @pytest.mark.parametrize("location", ["", "https://elsewhere.example/", "/ws/2/recording/x"])
    def test_a_redirect_to_nowhere_is_unreadable(self, wire: Wire, musicbrainz: MusicBrainz, location: str) -> None:
        """A redirect that names no recording is not followed."""
        wire.script.append(Response(status=301, headers={"Location": location}))

        with pytest.raises(Unreadable):
            musicbrainz.recording(mbid(5))

    def test_another_recording_than_the_asked_one_is_not_believed(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """Neither as an answer nor as what a merged one became; then the address in the redirect counts."""
        stranger = {"id": mbid(7), "title": "T"}
        wire.script.append(json_response(stranger))
        with pytest.raises(Unreadable):
            musicbrainz.recording(mbid(1))

        location = {"Location": f"/ws/2/recording/{mbid(1)}"}
        wire.script.append(Response(status=301, headers=location, body=json.dumps(stranger).encode()))
        track = musicbrainz.recording(mbid(5))
        assert track is not None
        assert track.mbid == mbid(1)

    @pytest.mark.parametrize("body", [b"<html>nginx</html>", b"{}", b"[]"])
    def test_somebody_elses_404_deletes_nothing(self, wire: Wire, musicbrainz: MusicBrainz, body: bytes) -> None:
        """At a wrong address everything is missing: only MusicBrainz' own words say that a recording is gone."""
        wire.script.extend([Response(status=404, body=body)] * 2)

        with pytest.raises(Unreadable):
            musicbrainz.recording(mbid(1))
        with pytest.raises(Unreadable):
            musicbrainz.links([boomplay(42)])

    def test_a_deleted_recording_is_none(self, musicbrainz: MusicBrainz) -> None:
        """What MusicBrainz does not have is no error."""
        assert musicbrainz.recording(mbid(999)) is None


class TestBusyDays:
    def test_a_busy_server_is_asked_again(self, wire: Wire, musicbrainz: MusicBrainz, diary: Diary) -> None:
        """Shed load passes: a second or more of waiting, nobody else is told to pause, and the answer is whole."""
        busy = {"Retry-After": "0", "X-RateLimit-Zone": "search-global"}
        wire.script.extend([Response(status=503, headers=busy)] * 3)

        assert mbids(musicbrainz.by_isrc([isrc(10)])) == {mbid(10)}
        assert len(diary.of("sleep")) == 3
        assert min(diary.of("sleep")) >= 1.0
        assert not diary.of("pause")

    def test_a_busy_server_is_never_a_miss(self, wire: Wire, musicbrainz: MusicBrainz) -> None:
        """When every try meets a busy server the question stays open, whichever it was."""
        wire.service.options = replace(wire.service.options, shed=1.0)

        for question in (
            lambda: musicbrainz.by_isrc([isrc(10)]),
            lambda: musicbrainz.links([boomplay(42)]),
            lambda: musicbrainz.recording(mbid(1)),
        ):
            with pytest.raises(Unavailable):
                question()

        assert len(wire.asked) == 4 + 1 + 1  # a host that was down is asked once a call

    def test_our_own_haste_stops_everybody(self, wire: Wire, musicbrainz: MusicBrainz, diary: Diary) -> None:
        """A 503 for our address means that all we ask is declined: every process pauses, longer than it says."""
        haste = {"Retry-After": "1", "X-RateLimit-Zone": "ws ip=127.0.0.1"}
        wire.script.append(Response(status=503, headers=haste))

        musicbrainz.by_isrc([isrc(10)])

        assert diary.of("pause") == [10.0]

    def test_the_stand_ins_limit_is_understood(self, wire: Wire, musicbrainz: MusicBrainz, diary: Diary) -> None:
        """Too many requests in one instant are declined, and the error says to wait."""
        wire.service.limits = True

        hasty = (musicbrainz.recording(mbid(1)) for _ in range(10))
        with pytest.raises(RateLimited):
            list(hasty)

        assert diary.of("pause")

    def test_a_refused_application_is_blocked(self, wire: Wire, musicbrainz: MusicBrainz, diary: Diary) -> None:
        """A 403 is about the application: it pauses for minutes and is told to check its contact."""
        wire.script.append(Response(status=403))

        with pytest.raises(Blocked, match="contact"):
            musicbrainz.recording(mbid(1))

        assert len(diary.of("block")) == 1

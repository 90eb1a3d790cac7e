"""The Jamendo client over real HTTP: its list, its point read, its catalogue."""

from dataclasses import replace
from typing import Any

import pytest

from syncd.domain.account import Score
from syncd.domain.errors import (
    IncompleteListing,
)
from syncd.domain.track import Track
from syncd.sandbox import jamendo as stand_in
from syncd.sandbox.wire import Request, Response, json_response
from syncd.services.jamendo import MAX_PAGES, Jamendo
from syncd.services.jamendo_wire import parse_track
from tests.services.jamendo.world import (
    ALBUM,
    APP,
    GONE,
    LIST,
    ME,
    OTHER,
    SINGLE,
    START,
    TRACKS,
    WHO,
    Hosts,
    Keeper,
    Wire,
    fine,
    like,
    listed,
    nothing,
    ref,
    song,
)


class TestTheList:
    @pytest.mark.parametrize("extra_row", [False, True])
    def test_every_love_is_listed_once(self, wire: Wire, account: Jamendo, *, extra_row: bool) -> None:
        """Singles too, over pages that may hold a row too many, in N/200 + 1 requests and one for who we are."""
        wire.service.options = stand_in.JamendoOptions(extra_row=extra_row)
        like(wire, *range(1, 451))

        assert listed(account) == set(range(1, 451))
        assert wire.paths() == [WHO, *[LIST] * 4]

    @pytest.mark.parametrize("as_a_row", [False, True])
    def test_nobody_and_somebody_without_loves_are_empty_lists(
        self, wire: Wire, account: Jamendo, *, as_a_row: bool
    ) -> None:
        """An empty list has two shapes, and both are proved by whose token it is."""
        wire.service.options = stand_in.JamendoOptions(lists_empty_user=as_a_row)

        snapshot = account.snapshot()

        assert (snapshot.whoami, snapshot.entries, snapshot.taken_at) == (str(ME), (), START)

    def test_names_come_without_html(self, wire: Wire, account: Jamendo) -> None:
        """Entities are undone, lengths are numbers, and no date of a love is invented."""
        like(wire, ALBUM)

        [entry] = account.snapshot().entries

        assert (entry.track.title, entry.track.artist) == ("Yellow Gold", "John Dada & the Weathermen")
        assert (entry.track.seconds, entry.track.artist_ids, entry.loved_at) == (289.0, ("5",), None)

    def test_the_other_list_of_jamendo_is_another_list(self, wire: Wire, hosts: Hosts, keeper: Keeper) -> None:
        """Likes and favourites are two lists: only the configured one is ours, for reading and for writing."""
        favours = Jamendo(hosts(), replace(APP, like_as="favorite"), keeper, lambda: wire.now)
        like(wire, 3)

        favours.set(ref(4), Score.LOVE, nothing)

        assert listed(favours) == {4}
        assert wire.me.favorites.keys() == {4}

    @pytest.mark.parametrize(
        "row",
        [
            pytest.param({"id": str(OTHER), "tracks": [{"id": "3"}]}, id="another user's"),
            pytest.param({"id": str(ME), "tracks": [{"name": "One"}]}, id="a row without an id"),
            pytest.param({"id": str(ME), "tracks": [None]}, id="a row that is none"),
            pytest.param({"id": str(ME), "tracks": None}, id="no list"),
        ],
    )
    def test_a_list_that_cannot_be_ours_is_incomplete(self, wire: Wire, account: Jamendo, row: Any) -> None:
        """Another person's rows or rows without an id are no list."""
        wire.script(LIST, fine(row))

        with pytest.raises(IncompleteListing):
            account.snapshot()

    def test_what_is_not_liked_is_not_listed(self, wire: Wire, account: Jamendo) -> None:
        """A row that says itself that it is no like does not count, and does not end the list either."""
        rows = [{"id": "3", "relations": {"like": "0", "review": "9"}}, {"id": "4", "relations": {"like": "1"}}]
        wire.script(LIST, *(fine({"id": str(ME), "tracks": [row]}) for row in rows), fine())

        assert listed(account) == {4}

    def test_a_list_without_end_is_incomplete(self, wire: Wire, account: Jamendo) -> None:
        """What always has something new to say is cut off."""

        def always_more(request: Request) -> Response:
            offset = int(dict(request.params)["offset"])
            return json_response(fine({"id": str(ME), "tracks": [{"id": offset + 1}]}))

        wire.script(LIST, always_more, times=MAX_PAGES + 1)

        with pytest.raises(IncompleteListing, match=f"{MAX_PAGES} pages"):
            account.snapshot()


class TestStates:
    def test_a_point_read_asks_for_one_track(self, wire: Wire, account: Jamendo) -> None:
        """Each track is asked for alone, singles included; nothing is made of an answer to several."""
        like(wire, ALBUM, SINGLE)

        states = account.states([ref(ALBUM), ref(SINGLE), ref(3)])

        assert states == {ref(ALBUM): Score.LOVE, ref(SINGLE): Score.LOVE, ref(3): Score.NONE}
        asked = [dict(request.params)["track_id"] for request in wire.asked if request.path == LIST]
        assert asked == [str(ALBUM), str(SINGLE), "3"]

    def test_many_are_looked_up_in_the_list_where_that_is_cheaper(self, wire: Wire, account: Jamendo) -> None:
        """Where the list's known length means fewer pages than tracks, the list is read instead."""
        like(wire, *range(3, 13))
        account.snapshot()
        wire.asked.clear()

        states = account.states([ref(number) for number in range(8, 18)])

        assert [int(each.id) for each, score in states.items() if score is Score.LOVE] == [8, 9, 10, 11, 12]
        assert wire.paths() == [LIST, LIST]

    def test_a_point_read_of_another_user_is_not_believed(self, wire: Wire, account: Jamendo) -> None:
        """The right person's rows, or none."""
        wire.script(LIST, fine({"id": str(OTHER), "tracks": [{"id": "3"}]}))

        with pytest.raises(IncompleteListing):
            account.states([ref(3)])


class TestTheCatalogue:
    def test_what_a_batch_leaves_out_is_asked_for_singly(self, wire: Wire, account: Jamendo) -> None:
        """Batches of 50 matched by id; a missing one is asked for alone before it counts as missing."""
        refs = [ref(number) for number in [*range(3, 103), GONE]]

        found = account.tracks(refs)

        assert found.keys() == set(refs[:-1])
        assert [len(dict(request.params)["id"].split()) for request in wire.asked] == [50, 50, 1, 1]

    def test_a_batch_that_is_cut_off_loses_nothing(self, wire: Wire, account: Jamendo) -> None:
        """Where Jamendo answers fewer ids than asked, the rest is found singly."""
        wire.script(TRACKS, fine({"id": "3"}, {"id": "77"}))

        assert account.tracks([ref(3), ref(4), ref(SINGLE)]).keys() == {ref(3), ref(4), ref(SINGLE)}

    def test_one_song_is_asked_for_by_name(self, wire: Wire, account: Jamendo) -> None:
        """One request finds a song by artist and title, with its album and length, singles included."""
        [found] = account.search([song("Yellow Gold", "John Dada & the Weathermen")])

        assert found == Track(
            ref=ref(ALBUM),
            title="Yellow Gold",
            artist="John Dada & the Weathermen",
            album="Gold",
            seconds=289.0,
            artist_ids=("5",),
        )
        assert ref(SINGLE) in {track.ref for track in account.search([song("Giraffe", "Zoo")])}
        assert len(wire.asked) == 2

    def test_many_songs_of_an_artist_are_one_question(self, wire: Wire, account: Jamendo) -> None:
        """All of an artist's tracks come in pages of 200, whatever the number of songs, without a token."""
        found = account.search([song(f"Song {number}", "Amity in Fame") for number in range(3, 60)])

        assert {int(track.ref.id) for track in found} == set(range(3, 700))
        assert wire.paths() == [TRACKS] * 4
        assert not any("access_token" in dict(request.params) for request in wire.asked)

    def test_free_text_is_the_last_resort(self, wire: Wire, account: Jamendo) -> None:
        """Where the names find nothing there is one try with free text, whose rows are only candidates."""
        found = account.search([song("Yellow Gold (Live)", "John Dada")])

        assert ref(ALBUM) in {track.ref for track in found}
        assert [sorted({"namesearch", "search"} & dict(request.params).keys()) for request in wire.asked] == [
            ["namesearch"],
            ["search"],
        ]

    def test_free_text_asks_for_the_songs_length(self, wire: Wire, account: Jamendo) -> None:
        """Nearly all hits of free text are strangers of kilobytes each: those of another length are not sent at all."""
        wanted = song("Yellow Gold (Live)", "John Dada")

        near = account.search([replace(wanted, seconds=280.5)])
        far = account.search([replace(wanted, seconds=400.0)])

        asked = [dict(request.params) for request in wire.asked if "search" in dict(request.params)]
        assert [params.get("durationbetween") for params in asked] == ["260_301", "380_420"]
        assert ref(ALBUM) in {track.ref for track in near}
        assert ref(ALBUM) not in {track.ref for track in far}

    def test_nothing_to_ask_is_not_asked(self, wire: Wire, account: Jamendo) -> None:
        """No songs, or songs without a title, cost no request."""
        assert account.search([]) == ()
        assert account.search([song("", "Zoo")]) == ()
        assert account.tracks([]) == {}
        assert account.states([]) == {}
        assert wire.asked == []

    def test_types_wander(self) -> None:
        """Numbers as texts, texts as numbers, missing fields: a row with an id is a track, any other is none."""
        track = parse_track(
            {"id": 7, "name": None, "duration": "233", "artist_name": "Gianluca_Luisi", "artist_id": ""}
        )

        assert track == Track(ref=ref(7), title="", artist="Gianluca_Luisi", seconds=233.0)
        assert [parse_track(row) for row in (None, {}, {"id": "x"}, {"id": True}, {"id": "0"})] == [None] * 5

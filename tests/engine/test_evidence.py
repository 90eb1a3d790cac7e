"""The order of evidence: what humans said, pages, ISRCs, names, alike names; and what is not believed."""

import pytest

from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.errors import Unavailable
from syncd.domain.plan import State
from syncd.domain.track import Mbid, Service, Track, TrackRef
from syncd.store.store import SqlStore
from tests.engine.hearsay import decider, human_knows_artist, human_says_where, loses_cache, missed_at
from tests.engine.household import Household

STRANGER = Mbid("00000000-0000-4000-8000-00000000000f")


def stranger(title: str = "Sundial", artist: str = "Somebody Else") -> Track:
    """A recording that nobody asked for."""
    ref = TrackRef(Service.MUSICBRAINZ, STRANGER)
    return Track(ref=ref, title=title, artist=artist, seconds=99.0, mbid=STRANGER)


class TestHumans:
    def test_what_a_human_said_is_applied_again_when_the_mapping_is_lost(self, home: Household) -> None:
        """Machines would take the other recording; they are not even asked, and the decider is a human."""
        home.human_loves("B", "Harbour")
        home.cycle()
        home.human_says_it_is("B", "Harbour", "Harbour Lights")
        home.cycle()
        assert home.loved_at("L") == {"Harbour Lights"}

        loses_cache(home)
        home.catalogue.asked.clear()
        home.cycle()

        assert home.catalogue.asked == {"facts": [1]}
        assert decider(home, "B", "Harbour") == "human"
        assert home.loved_at("L") == {"Harbour Lights"}

    def test_a_word_given_before_a_list_states_another_mbid_outranks_it(self, home: Household) -> None:
        """L2 shows the line only later: it is what the human said, and nobody is told of what L2 states."""
        home.add("L2", Service.LISTENBRAINZ)
        home.library.track(home.services["L"].ref("Harbour Lights"), "Harbour Lights")
        ref = home.services["L2"].ref("Harbour")
        word = HumanAnswer(
            about=ref,
            place=Service.MUSICBRAINZ,
            said=Said.IS,
            answer=home.library.mbid("Harbour Lights"),
            answered_at=home.clock.now(),
        )
        with SqlStore(home.database).writing() as tx:
            tx.answers.put([word])
            tx.commit()
        home.human_loves("L2", "Harbour")
        home.cycles(2)

        assert decider(home, "L2", "Harbour") == "human"
        assert home.posts_to("L") == ["Harbour Lights"]
        recordings = home.dump("recordings")
        home.cycles(2)
        assert (home.posts_to("L"), home.dump("recordings")) == (["Harbour Lights"], recordings)

    def test_his_word_follows_a_merge(self, home: Household) -> None:
        """The MBID that he named was merged since: the recording has the new one, and the old one is an alias."""
        home.human_loves("B", "Harbour")
        home.human_says_it_is("B", "Harbour", "Harbour Lights")
        home.cycle()
        home.human_says_it_is("B", "Harbour", "Harbour Lights")
        home.library.merge("Harbour Lights")
        loses_cache(home)
        home.cycle()

        assert {row[0]: row[2] for row in home.dump("mbids")["mbids"]}[home.library.mbid("Harbour Lights")]
        assert decider(home, "B", "Harbour") == "human"

    def test_a_word_about_a_deleted_recording_leaves_the_track_to_machines(self, home: Household) -> None:
        """Nobody can be what is not there any more."""
        home.human_loves("B", "Harbour")
        home.cycle()
        home.human_says_it_is("B", "Harbour", "Harbour Lights")
        home.library.delete("Harbour Lights")
        loses_cache(home)
        home.cycle()

        assert decider(home, "B", "Harbour") == "isrc"

    def test_while_his_recording_cannot_be_asked_about_no_machine_answers_instead(self, home: Household) -> None:
        """No miss, no other match: the song waits."""
        home.human_loves("B", "Harbour")
        home.cycle()
        home.human_says_it_is("B", "Harbour", "Harbour Lights")
        loses_cache(home)
        home.catalogue.chokes_on[home.library.mbid("Harbour Lights")] = Unavailable("listenbrainz", "503")
        home.cycle()

        assert decider(home, "B", "Harbour") == "nobody"
        assert "musicbrainz" not in missed_at(home)

    def test_where_he_said_that_a_song_stands_is_looked_up_again(self, home: Household) -> None:
        """At a target his word needs no search; where that track has gone, the search has its turn."""
        home.jamendo_offers("Harbour", "Harbour (Single)")
        home.human_loves("B", "Harbour", "Lantern")
        human_says_where(home, "B", "Harbour", home.services["J"].ref("Harbour (Single)"))
        human_says_where(home, "B", "Lantern", home.services["J"].ref("Sundial"))
        home.services["J"].taken_down.add("Sundial")
        home.cycle()

        # nothing is learnt of answers about tracks that nobody has shown yet; now they are shown
        home.cycle()
        deciders = {row[2]: row[3] for row in home.dump("locations")["locations"]}
        assert deciders == {"Harbour (Single)": "human"}
        assert home.loved_at("J") == {"Harbour (Single)"}
        assert home.services["J"].searches == [1]

    def test_an_artist_answer_settles_the_songs_of_that_artist(self, home: Household) -> None:
        """Another spelling of the name is a doubt, at MusicBrainz and at a target, until a human says who that is."""
        home.services["B"].library.told |= {
            (Service.BOOMPLAY, "Enta Omri"): {"artist": "Oum Kalthoum", "artist_ids": ("93271",), "isrcs": frozenset()},
            (Service.MUSICBRAINZ, "Enta Omri"): {"artist": "Umm Kulthum", "artist_ids": ("mb-oum",)},
        }
        home.human_loves("B", "Enta Omri")
        home.cycle()
        assert home.state("L", "Enta Omri") is State.DOUBTFUL

        human_knows_artist(home, "93271", "mb-oum")
        loses_cache(home)
        home.cycle()

        assert home.loved_at("L") == {"Enta Omri"}


class TestPages:
    def test_a_link_to_the_very_page_comes_before_the_isrc(self, home: Household) -> None:
        """A hundred pages a request; what is found by its page is not asked about again."""
        home.library.links["Harbour"] = home.services["B"].ref("Harbour")
        home.human_loves("B", "Harbour", "Lantern")
        home.cycle()

        assert home.catalogue.asked == {"page": [2], "isrc": [1], "facts": [2]}
        assert decider(home, "B", "Harbour") == "link"
        assert home.loved_at("L") == {"Harbour", "Lantern"}

    def test_a_link_settles_what_names_alone_would_not(self, home: Household) -> None:
        """No ISRC, the artist in another script: MusicBrainz' editors knew."""
        home.library.links["Harbour"] = home.services["B"].ref("Harbour")
        home.library.told[Service.BOOMPLAY, "Harbour"] = {"artist": "Нина Холм Оркестр", "isrcs": frozenset()}
        home.human_loves("B", "Harbour")
        home.cycle()

        assert home.loved_at("L") == {"Harbour"}

    @pytest.mark.parametrize("otherwise", [{"title": "Sundial"}, {"seconds": 260.0}, {"title": "Harbour (Live)"}])
    def test_a_link_may_be_vetoed(self, home: Household, otherwise: dict[str, object]) -> None:
        """Names, length and version still have to agree; then a human may look at it."""
        home.library.links["Harbour"] = home.services["B"].ref("Harbour")
        home.library.told[Service.BOOMPLAY, "Harbour"] = {**otherwise, "isrcs": frozenset()}
        home.human_loves("B", "Harbour")
        home.cycle()

        assert home.loved_at("L") == set()

    def test_a_page_is_not_asked_about_again_before_its_miss_is_due(self, home: Household) -> None:
        """Not even while the look-up by names, which comes later, is down."""
        home.library.uncoded.add("Harbour")
        home.human_loves("B", "Harbour")
        home.catalogue.chokes_on["Harbour"] = Unavailable("listenbrainz", "503")
        home.cycles(3)
        assert home.catalogue.asked["page"] == [1]
        assert len(home.catalogue.asked["name"]) == 3

        home.goes_on(days=1)
        home.cycle()

        assert home.catalogue.asked["page"] == [1, 1]

    def test_a_page_that_could_not_be_asked_about_is_no_miss(self, home: Household) -> None:
        """The song is left to the next run, and so are its names."""
        home.human_loves("B", "Harbour")
        ref = str(home.services["B"].ref("Harbour"))
        home.catalogue.chokes_on[ref] = Unavailable("musicbrainz", "503")
        home.cycle()
        assert home.state("L", "Harbour") is State.PENDING
        assert missed_at(home) == {"jamendo"}

        home.catalogue.chokes_on.clear()
        home.cycle()
        assert home.loved_at("L") == {"Harbour"}


class TestWhatIsNotBelieved:
    def test_a_catalogue_that_answers_with_something_unasked_for(self, home: Household) -> None:
        """Strangers among pages, hits, names and facts change nothing and become nobody's."""
        home.catalogue.mistaken = [stranger()]
        home.catalogue.ignores.add("Lantern")
        home.human_loves("B", "Harbour", "Lantern")
        home.cycles(2)
        home.goes_on(days=1)
        home.cycle()

        assert home.loved_at("L") == {"Harbour"}
        assert home.state("L", "Lantern") is State.UNKNOWN
        assert STRANGER not in {row[0] for row in home.dump("mbids")["mbids"]}
        assert STRANGER not in {row[1] for row in home.dump("tracks")["tracks"]}

    def test_facts_of_another_mbid_are_no_facts(self, home: Household) -> None:
        """An answer under the right key that describes another recording is not taken for it."""
        home.add("L2", Service.LISTENBRAINZ)
        home.human_loves("L2", "Harbour")
        home.catalogue.facts_of[home.library.mbid("Harbour")] = stranger()
        home.cycle()

        assert home.posts_to("L") == []
        assert home.state("L", "Harbour") is State.UNKNOWN


class TestSongsWithoutIdentity:
    def test_an_msid_is_resolved_by_its_names_and_kept_for_the_day_it_is_unloved(self, home: Household) -> None:
        """The line stays under its MSID: no second love under the MBID, and its unlove is heard."""
        home.services["L"].by_text.add("Harbour")
        home.human_loves("L", "Harbour")
        home.cycles(2)
        assert home.state("L", "Harbour") is State.SETTLED
        assert home.posts_to("L") == []
        [line] = home.dump("loves")["loves"]
        assert line[1] == home.services["L"].ref("Harbour").id
        assert line[1].startswith("msid:")

        home.human_unloves("L", "Harbour")
        home.cycles(2)

        assert home.dump("loves") == {"loves": []}
        assert len(home.dump("tombstones")["tombstones"]) == 1

    def test_a_song_that_no_catalogue_knows_reaches_jamendo_by_its_names(self, home: Household) -> None:
        """It has a recording of its own."""
        home.catalogue.ignores.add("Harbour")
        home.jamendo_offers("Harbour")
        home.human_loves("B", "Harbour")
        home.cycle()

        assert home.loved_at("J") == {"Harbour"}
        assert home.state("L", "Harbour") is State.UNKNOWN

    def test_a_song_that_is_hated_in_other_words_is_recognised_by_what_we_know(self, home: Household) -> None:
        """No catalogue knows B's spelling; L hates that very recording, whose facts we have: it is loved nowhere."""
        home.jamendo_offers("Harbour")
        home.library.uncoded.add("Harbour")
        home.catalogue.misspells["Harbour"] = "Harbour"  # known by its MBID alone, never by its names
        home.human_hates("L", "Harbour")
        home.human_loves("B", "Harbour")
        home.cycles(2)

        assert decider(home, "B", "Harbour") == "names"
        assert home.loved_at("J") == set()
        assert home.state("L", "Harbour") is State.VETOED

"""What a file says of tracks: nothing is loved by it before the service itself has said what the track is."""

from syncd.domain.errors import Rejected
from syncd.domain.match import Decider
from syncd.domain.plan import State
from syncd.domain.track import Service, TrackRef
from syncd.planner.exchange import MapRow, RowKind
from syncd.store.exchange import Importer
from syncd.store.explain import dossiers
from tests.engine.hearsay import decider, human_says_where
from tests.engine.household import Household
from tests.engine.scripted_world import START

NOWHERE = TrackRef(Service.JAMENDO, "999999999")


def imported(home: Household, kind: RowKind, ref: TrackRef, title: str) -> None:
    """A file says that this track is a song, and describes it accordingly, whatever it is."""
    there = home.library.title(ref) if ref != NOWHERE else "nothing"
    track = home.library.track(ref, title, has_isrc=False)
    home.library.named(ref, there)
    row = MapRow(
        kind=kind,
        mbid=home.library.mbid(title),
        track=track,
        decider=Decider.NAMES,
        confidence=0.7,
        decided_at=START,
    )
    with home.database.writing() as connection:
        Importer(connection).take([row])
        connection.commit()


def whys(home: Household) -> list[str]:
    """Why imported matches were refused."""
    return [str(row[4]) for row in home.dump("refusals")["refusals"]]


def test_a_place_that_a_file_names_is_asked_before_it_is_liked(home: Household) -> None:
    """One look-up for all of them, no search, and then the likes."""
    songs = ("Harbour", "Lantern")
    home.human_loves("B", *songs)
    for song in songs:
        imported(home, RowKind.LOCATION, home.services["J"].ref(song), song)
    home.cycle()

    assert home.services["J"].looked_up == [{home.services["J"].ref(song) for song in songs}]
    assert home.services["J"].searches == []
    assert home.loved_at("J") == set(songs)
    assert {str(row[3]) for row in home.dump("locations")["locations"]} == {"imported"}


def test_a_place_that_a_file_calls_wrongly_is_never_liked(home: Household) -> None:
    """The target's own description decides, not the file's; then the song is looked for as if nothing had been said."""
    home.jamendo_offers("Harbour")
    imported(home, RowKind.LOCATION, home.services["J"].ref("Lantern"), "Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.posts_to("J") == ["Harbour"]
    [why] = whys(home)
    assert "-title (different)" in why


def test_a_place_that_does_not_exist_is_never_liked(home: Household) -> None:
    """An id that the target does not know is refused, and that is remembered."""
    imported(home, RowKind.LOCATION, NOWHERE, "Harbour")
    home.services["J"].retired.add(NOWHERE)
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.posts_to("J") == []
    assert home.state("J", "Harbour") is State.UNAVAILABLE
    assert whys(home) == ["jamendo has no such track"]


def test_a_place_that_the_target_would_not_tell_of_waits(home: Household) -> None:
    """Neither liked nor refused: nobody knows what stands there."""
    imported(home, RowKind.LOCATION, home.services["J"].ref("Harbour"), "Harbour")
    home.human_loves("B", "Harbour")
    home.services["J"].broken_pages = Rejected("jamendo", "no such id")
    home.cycle()
    assert home.posts_to("J") == whys(home) == []

    home.services["J"].broken_pages = None
    home.goes_on(days=31)
    home.cycle()
    assert home.loved_at("J") == {"Harbour"}


def test_a_humans_place_is_stronger_than_a_files(home: Household) -> None:
    """Where he said that it stands, it stands."""
    home.human_loves("B", "Harbour")
    home.cycle()
    imported(home, RowKind.LOCATION, home.services["J"].ref("Lantern"), "Harbour")
    right = home.another_copy("J", "Harbour")
    human_says_where(home, "B", "Harbour", right)
    home.cycle()
    assert home.services["J"].posts == [right]


def test_a_song_that_only_a_file_describes_is_not_looked_for(home: Household) -> None:
    """How a file calls another track of a recording is not how the recording is called."""
    home.catalogue.ignores |= {"Harbour", "Lantern"}
    home.jamendo_offers("Lantern")
    home.library.told[Service.LISTENBRAINZ, "Harbour"] = {"title": "", "artist": ""}
    imported(home, RowKind.MAPPING, home.services["B"].ref("Harbour"), "Harbour")
    home.human_loves("L", "Harbour")
    home.cycle()

    assert home.services["J"].searches == []


def test_a_mapping_is_judged_when_the_service_first_describes_the_track(home: Household) -> None:
    """Until then the file's own words vouch for nothing; the song that comes is itself, and loved as such."""
    home.human_loves("L", "Harbour")
    imported(home, RowKind.MAPPING, home.services["B"].ref("Lantern"), "Harbour")
    home.cycles(2)
    home.human_loves("B", "Lantern")
    home.cycle()

    assert home.loved_at("L") == {"Harbour", "Lantern"}
    assert decider(home, "B", "Lantern") == "isrc"
    [why] = whys(home)
    assert "-title (different)" in why


def test_a_mapping_that_the_service_bears_out_stands(home: Household) -> None:
    """Judged once both sides are described by those who know; the reasons stand beside where it is from."""
    imported(home, RowKind.MAPPING, home.services["B"].ref("Harbour"), "Harbour")
    home.human_loves("B", "Harbour")
    home.cycle()

    assert home.loved_at("L") == {"Harbour"}
    assert decider(home, "B", "Harbour") == "imported"
    with home.database.reading() as connection:
        found = dossiers(connection, [row[0] for row in home.dump("recordings")["recordings"]])
    reasons = [each.reasons for dossier in found for each in dossier.heard if each.ref.service is Service.BOOMPLAY]
    assert [reason.name for reason in reasons[0]][:2] == ["imported", "title"]

"""A song that waits at two places, by command; and what is to be added to MusicBrainz for one that is not there."""

import pytest

from syncd.cli.review_pages import how_to_create, page_to_create
from syncd.domain.match import Candidate, Judgement, Reason
from syncd.domain.track import RecordingId, Service, Track, TrackRef
from syncd.planner.review import Case
from tests.cli.planting import NOON, desk, heard, plant
from tests.cli.reviewing import off
from tests.cli.scene import Scene


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """Four songs wait for their length at MusicBrainz, and the first two at Jamendo, too: six questions."""
    with desk(fresh) as here:
        plant(here, [off(n, f"Harbour {n}", more=4 + n) for n in (1, 2, 3, 4)])
        with here.store.writing() as tx:
            for number in (1, 2):
                ref = TrackRef(Service.BOOMPLAY, f"{number}")
                there = Track(
                    ref=TrackRef(Service.JAMENDO, f"90{number}"),
                    title=f"Harbour {number}",
                    artist="Nina Holm",
                    seconds=206,
                )
                doubted = Candidate(there, Judgement.DOUBTFUL, 0.1, (Reason("length", -0.1, "3:20 against 3:26"),))
                tx.identity.doubt(tx.identity.recordings_of_refs([ref])[ref], Service.JAMENDO, [doubted], NOON)
            tx.commit()
    return fresh


def test_songs_are_counted_and_not_questions(planted: Scene) -> None:
    """The list, the export and a bulk say four songs; its three examples are three songs."""
    listed = planted.run("review", "list", "--json", "-q").json()
    assert (listed["left"], listed["questions"], len(listed["cases"])) == (4, 6, 6)
    assert "\n4 left\n" in planted.run("review", "list", "-q").out
    answers = planted.config.with_name("answers.csv")
    assert planted.run("review", "export", str(answers), "-q").out.startswith("4 songs that wait and 0 answers ")

    said = planted.run("review", "accept", "--doubt", "length", "--yes", "-q").out
    assert said.startswith(
        "4 songs have length as the only doubt (6 questions: some wait at several places); the least"
    )
    examples = [line for line in said.splitlines() if line.startswith("  Nina Holm - Harbour")]
    assert len(set(examples)) == len(examples) == 3
    assert said.endswith("4 songs accepted\n")
    assert planted.run("review", "list", "-q").out == "nothing waits in review\n"


@pytest.mark.parametrize(
    ("title", "artist", "added"),
    [
        ("Heilige Lieder (feat. Kofi Mensah)", "Nina Holm", ("Heilige Lieder", "Nina Holm feat. Kofi Mensah")),
        ("CHIC - Le Freak [Lyrics]", "DJKwesi", ("Le Freak", "CHIC")),
        ("Harbour (Live at Home)", "Nina Holm", ("Harbour (Live at Home)", "Nina Holm")),
    ],
)
def test_what_is_to_be_added_is_spelt_as_musicbrainz_does(title: str, artist: str, added: tuple[str, str]) -> None:
    """Guests in the credit, no uploader and no decoration; what the service shows stands beside it where it differs."""
    ours = heard(1, title, artist)
    case = Case(recording=RecordingId(1), place=Service.MUSICBRAINZ, track=ours, candidates=(), refs=(ours.ref,))
    lines = how_to_create(case)
    assert lines[1:3] == [f"  title: {added[0]}", f"  artist: {added[1]}"]
    assert (f"  boomplay shows: {title}, by {artist}" in lines) == (added != (title, artist))


def test_the_form_names_each_artist_of_its_own() -> None:
    """MusicBrainz' credit has an artist, what joins, and the next; nobody is called "A feat. B" there."""
    page = page_to_create(heard(1, "Heilige Lieder (feat. Kofi Mensah)", "Nina Holm"))
    names = "edit-recording.artist_credit.names"
    assert f"edit-recording.name=Heilige+Lieder&{names}.0.name=Nina+Holm&{names}.0.join_phrase=+feat.+&" in page
    assert f"&{names}.1.name=Kofi+Mensah&" in page


def test_a_song_without_a_name_is_not_given_one() -> None:
    """What nobody has described is left empty."""
    assert "name" not in page_to_create(heard(1, "", ""))

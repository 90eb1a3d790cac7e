"""A human's "this artist there is that MusicBrainz artist" counts where the names agree too."""

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.choose import choose

EASON = {(Service.BOOMPLAY, "93271"): "mb-eason"}
SHAKIRA = {(Service.BOOMPLAY, "93271"): "mb-shakira"}


def favourite(title: str, artist: str, seconds: float | None, artist_id: str = "93271") -> Track:
    """A track at Boomplay, by an artist of its own number there."""
    ref = TrackRef(Service.BOOMPLAY, "1")
    return Track(ref=ref, title=title, artist=artist, seconds=seconds, artist_ids=(artist_id,))


def recording(title: str, artist: str, seconds: float | None, *artist_ids: str, version: str = "") -> Track:
    """A recording of MusicBrainz, by artists of its own numbers there."""
    ref = TrackRef(Service.MUSICBRAINZ, "1")
    return Track(ref=ref, title=title, artist=artist, seconds=seconds, version=version, artist_ids=artist_ids)


def test_a_doubt_about_the_artist_alone_is_settled() -> None:
    """Another script or another spelling of the name waits for a human; his answer settles all such tracks."""
    ours = favourite("十年", "陈奕迅", 205)
    theirs = recording("十年", "Eason Chan", 205, "mb-eason")

    assert choose(ours, [theirs]).judgement is Judgement.DOUBTFUL
    match = choose(ours, [theirs], EASON)
    assert match.judgement is Judgement.ACCEPTED
    assert "+artist answer (a human says who that is)" in map(str, match.candidates[0].reasons)


def test_another_spelling_is_settled_too() -> None:
    """Two romanisations of one name are a doubt, until a human says so."""
    ours, theirs = favourite("Enta Omri", "Oum Kalthoum", 205), recording("Enta Omri", "Umm Kulthum", 205, "mb-oum")

    assert choose(ours, [theirs]).judgement is Judgement.DOUBTFUL
    assert choose(ours, [theirs], {(Service.BOOMPLAY, "93271"): "mb-oum"}).judgement is Judgement.ACCEPTED


@pytest.mark.parametrize(
    "theirs",
    [
        recording("十年", "Eason Chan", 215, "mb-eason"),
        recording("十年 (Live)", "Eason Chan", 205, "mb-eason"),
        recording("十年", "Eason Chan", 205, "mb-eason", version="live"),
        recording("明年今日", "Eason Chan", 205, "mb-eason"),
        recording("十年", "Somebody", 205, "mb-somebody", "mb-eason"),
        recording("十年", "Eason Chan", 205),
    ],
)
def test_it_lifts_no_other_doubt(theirs: Track) -> None:
    """Length, version and title must agree by themselves, and the artist must lead the recording's credit."""
    ours = favourite("十年", "陈奕迅", 205)

    assert choose(ours, [theirs], EASON) == choose(ours, [theirs])


def test_an_uploader_is_no_artist() -> None:
    """Who uploads one artist's song under his own name uploads others, too: names that differ stay a doubt."""
    answered = recording("Try Everything", "Shakira", 196, "mb-shakira")
    for ours in (
        favourite("Try Everything", "xiaoxiao", 196),
        favourite("BEYOND - Try Everything", "xiaoxiao", 196),
        favourite("Try Everything", "Various Artists", 196),
    ):
        assert choose(ours, [answered], SHAKIRA) == choose(ours, [answered])


def test_answers_of_other_services_and_artists_say_nothing() -> None:
    """An id means something at its own service only."""
    ours, theirs = favourite("十年", "陈奕迅", 205), recording("十年", "Eason Chan", 205, "mb-eason")

    for elsewhere in (
        {(Service.JAMENDO, "93271"): "mb-eason"},
        {(Service.BOOMPLAY, "1"): "mb-eason"},
        SHAKIRA,
    ):
        assert choose(ours, [theirs], elsewhere) == choose(ours, [theirs])

"""A track number before a title is no word of it, where that is what it is."""

import pytest

from syncd.domain.match import Judgement
from syncd.domain.track import Service, Track, TrackRef
from syncd.planner.choose import choose
from syncd.planner.spellings import Spelling, is_asked_as, is_looked_for_as, is_searched_as


def track(title: str, artist: str = "Adele", seconds: float | None = 295) -> Track:
    """A track as an upload names it."""
    return Track(ref=TrackRef(Service.BOOMPLAY, "1"), title=title, artist=artist, seconds=seconds)


def verdict(ours: Track, theirs: Track) -> Judgement:
    """The judgement of one pair, which must not depend on who asks."""
    judgement = choose(ours, [theirs]).judgement
    assert choose(theirs, [ours]).judgement is judgement
    return judgement


PADDED = ("01. Hello", "01 Hello", "01 - Hello", "07) Hello", "001.Hello", "01 - Adele - Hello")


@pytest.mark.parametrize("title", PADDED)
def test_a_padded_number_needs_the_length(title: str) -> None:
    """Nobody calls a song "01. Hello"; with an equal length it is "Hello", without one a human decides."""
    assert verdict(track(title), track("Hello")) is Judgement.ACCEPTED
    assert verdict(track(title, seconds=None), track("Hello")) is Judgement.DOUBTFUL
    assert verdict(track(title), track("Hello (Live)")) is Judgement.REJECTED


@pytest.mark.parametrize("title", ["1. Hello", "12) Hello", "12 - Hello"])
def test_another_number_may_belong_to_the_title(title: str) -> None:
    """A work may be called "7. Sinfonie": a human decides."""
    assert verdict(track(title), track("Hello")) is Judgement.DOUBTFUL


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1. Allegro", "2. Allegro"),
        ("01. Untitled", "02. Untitled"),
        ("99 Luftballons", "Luftballons"),
        ("007 (Shanty Town)", "Shanty Town"),
        ("24/7", "7"),
    ],
)
def test_numbers_that_tell_songs_apart_do_so(one: str, other: str) -> None:
    """Two tracks of one album stay two, and a number without a mark behind it is a word."""
    assert verdict(track(one), track(other)) is Judgement.REJECTED


def test_the_title_is_asked_for_without_its_number() -> None:
    """A look-up hears both spellings; the search for alike names hears what the song is surely called."""
    given, without = Spelling("Adele", "01. Hello"), Spelling("Adele", "Hello")

    assert set(is_asked_as(track("01. Hello"))) == {given, without}
    assert is_looked_for_as(track("01. Hello")) == without
    assert is_searched_as(track("01 - Hello")) == (without,)
    assert is_asked_as(track("7. Sinfonie")) == (Spelling("Adele", "7. Sinfonie"), Spelling("Adele", "Sinfonie"))
    assert is_looked_for_as(track("7. Sinfonie")) == Spelling("Adele", "7. Sinfonie")

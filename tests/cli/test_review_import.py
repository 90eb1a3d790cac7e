"""Files of answers beside answers that are here already: what is older overrules nothing that contradicts it."""

from pathlib import Path

import pytest

from syncd.domain.track import Mbid
from tests.cli.planting import Doubt, desk, heard, known, mbid, plant
from tests.cli.scene import Said, Scene

_OLD, _NEW = "2025-01-01T00:00:00+00:00", "2026-06-01T00:00:00+00:00"
_ONE, _OTHER = mbid(11), mbid(12)


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """A song that may be one of two recordings."""
    theirs = known(11, "Harbour", "Nina Holm", 207), known(12, "Harbour", "Nina Holm", 208)
    with desk(fresh) as here:
        plant(here, [Doubt(heard(1, "Harbour", "Nina Holm"), theirs, None)])
    return fresh


def taken_in(scene: Scene, candidate: str, answer: str, answered_at: str, ref: str = "1") -> Said:
    """An import of one answer."""
    file: Path = scene.config.with_name("answers.csv")
    header = "service,ref,place,candidate,answer,answered_at"
    file.write_text(f"{header}\nboomplay,{ref},musicbrainz,{candidate},{answer},{answered_at}\n")
    said = scene.run("review", "import", str(file), "-q")
    assert said.code == 0, said.err
    return said


def held(scene: Scene) -> set[tuple[str, str]]:
    """What was said of the song."""
    return set(scene.execute("select answer, said from answers"))


@pytest.mark.parametrize(
    ("first", "word", "then", "older"),
    [
        (_ONE, "no", _OTHER, "no"),
        (_ONE, "yes", _OTHER, "no"),
        (_ONE, "no", _OTHER, "yes"),
        (_ONE, "no", "", "skip"),
    ],
)
def test_what_contradicts_nothing_has_no_age(planted: Scene, first: str, word: str, then: str, older: str) -> None:
    """An older word about another candidate, or beside a skip, is taken in."""
    taken_in(planted, first, word, _NEW)
    assert "left alone" not in taken_in(planted, then, older, _OLD).out
    names = {"yes": "is", "no": "not", "skip": "skip"}
    assert held(planted) == {(first, names[word]), (then, names[older])}


def test_a_skip_contradicts_nothing(planted: Scene) -> None:
    """An older word about who a skipped song is, is taken in; it does not wait, so the recording is looked up."""
    real = next(str(line["mbids"][0]) for line in planted.sandbox.truth if line["mbids"] and not line["traps"])
    taken_in(planted, "", "skip", _NEW)
    assert "1 accepted" in taken_in(planted, real, "yes", _OLD).out
    assert held(planted) == {("", "skip"), (real, "is")}


@pytest.mark.parametrize(
    ("first", "word", "then", "older"),
    [(_ONE, "yes", _OTHER, "yes"), (_ONE, "yes", _ONE, "no"), (_ONE, "no", _ONE, "yes")],
)
def test_of_two_that_contradict_each_other_the_later_counts(
    planted: Scene, first: Mbid, word: str, then: Mbid, older: str
) -> None:
    """The older one is counted as such, and changes nothing."""
    taken_in(planted, first, word, _NEW)
    before = held(planted)
    assert "1 older than what is known, left alone" in taken_in(planted, then, older, _OLD).out
    assert held(planted) == before


def test_an_older_word_about_an_artist_overrules_no_newer_one(planted: Scene) -> None:
    """As with songs."""
    taken_in(planted, mbid(900), "artist", _NEW, ref="artist:93271")
    said = taken_in(planted, mbid(901), "artist", _OLD, ref="artist:93271")
    assert "1 older than what is known, left alone" in said.out
    assert planted.execute("select artist_mbid from artist_answers") == [(mbid(900),)]
    assert "1 artists" in taken_in(planted, mbid(901), "artist", "2026-07-01T00:00:00+00:00", ref="artist:93271").out
    assert planted.execute("select artist_mbid from artist_answers") == [(mbid(901),)]


def test_a_skip_counts_everywhere_whichever_candidate_it_stands_beside(planted: Scene) -> None:
    """In a row about a target's track, too."""
    file = planted.config.with_name("answers.csv")
    file.write_text("service,ref,place,candidate,answer\nboomplay,1,jamendo,77,skip\n")
    assert planted.run("review", "import", str(file), "-q").code == 0
    assert planted.execute("select place, answer, said from answers") == [("musicbrainz", "", "skip")]

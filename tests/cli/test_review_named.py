"""Files of answers that name what was no candidate: it is looked up, as `review accept` does."""

from pathlib import Path

import pytest

from tests.cli.planting import Doubt, desk, heard, identities, known, mbid, plant
from tests.cli.scene import Said, Scene

_OLD = "2025-01-01T00:00:00+00:00"
_NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """A song waits at MusicBrainz, with one candidate."""
    with desk(fresh) as here:
        plant(here, [Doubt(heard(1, "Harbour", "Nina Holm"), (known(11, "Harbour", "Nina Holm", 207),), None)])
    return fresh


def taken_in(scene: Scene, *rows: tuple[str, str, str, str]) -> Said:
    """An import of accepted candidates: the track at Boomplay, the place, the candidate and when."""
    file: Path = scene.config.with_name("answers.csv")
    lines = [f"boomplay,{ref},{place},{candidate},Called So,yes,{at}" for ref, place, candidate, at in rows]
    header = "service,ref,place,candidate,candidate_title,answer,answered_at"
    file.write_text("\n".join([header, *lines, ""]))
    return scene.run("review", "import", str(file), "-q")


def real(scene: Scene, key: str) -> str:
    """What exists at MusicBrainz (`mbids`) or Jamendo (`jamendo`)."""
    found = next(line[key] for line in scene.sandbox.truth if line["mbids"] and line["jamendo"] and not line["traps"])
    return str(found[0] if key == "mbids" else found)


@pytest.mark.parametrize(("place", "candidate"), [("musicbrainz", _NOBODY), ("jamendo", "999999998")])
def test_what_does_not_exist_is_refused(planted: Scene, place: str, candidate: str) -> None:
    """Exit 2 with line and column, and nothing else of the file is carried out."""
    said = taken_in(planted, ("2", "musicbrainz", real(planted, "mbids"), ""), ("1", place, candidate, ""))
    assert said.code == 2
    assert f"answers.csv, line 3, column candidate: {place}:{candidate} does not exist" in said.err
    assert planted.execute("select * from answers") == planted.execute("select * from locations") == []


def test_what_exists_is_taken_as_its_service_describes_it(planted: Scene) -> None:
    """Not as the file calls it: at both places."""
    recording, track = real(planted, "mbids"), real(planted, "jamendo")
    said = taken_in(planted, ("1", "musicbrainz", recording, ""), ("1", "jamendo", track, ""))
    assert said.code == 0, said.err
    assert "2 accepted" in said.out
    assert planted.execute("select ref from locations") == [(track,)]
    titles = planted.execute("select title from tracks where ref in (?, ?)", recording, track)
    assert len(titles) == 2
    assert ("Called So",) not in titles
    with desk(planted) as here:
        assert list(identities(here).values()) == [recording]


def test_an_old_answer_that_names_what_is_no_more_is_left_out_and_told(planted: Scene) -> None:
    """The rest of the file is carried out: what MusicBrainz deleted since is nobody's mistake."""
    said = taken_in(planted, ("1", "musicbrainz", _NOBODY, _OLD), ("1", "jamendo", real(planted, "jamendo"), _OLD))
    assert said.code == 0, said.err
    assert f"line 2 is left out: musicbrainz:{_NOBODY} does not exist" in said.out
    assert "1 accepted, 1 left out" in said.out
    assert planted.execute("select place from answers") == [("jamendo",)]


def test_candidates_are_not_looked_up(planted: Scene) -> None:
    """What waits in review was described by whoever offers it; so was what is known already."""
    before = planted.requests()
    assert "1 accepted" in taken_in(planted, ("1", "musicbrainz", mbid(11), "")).out
    assert "1 known before" in taken_in(planted, ("1", "musicbrainz", mbid(11), "")).out
    assert planted.requests() == before


def test_many_are_looked_up_together(planted: Scene) -> None:
    """A file of hundreds costs a few requests."""
    mbids = list(dict.fromkeys(each["mbids"][0] for each in planted.sandbox.truth if each["mbids"]))
    assert len(mbids) > 10
    before = planted.requests()
    rows = [(str(100 + number), "musicbrainz", each, "") for number, each in enumerate(mbids)]
    said = taken_in(planted, *rows)
    assert said.code == 0, said.err
    assert f"{len(mbids)} accepted" in said.out
    assert "left out" not in said.out
    assert planted.requests() - before < 5

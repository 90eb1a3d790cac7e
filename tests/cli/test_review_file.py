"""`syncd review export` and `import`: the spreadsheet, and the plain file that keeps every answer."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syncd.cli.review_file import COLUMNS, read, row_of_answer, written
from syncd.domain.answer import HumanAnswer, Said
from syncd.domain.track import Service, TrackRef
from tests.cli.planting import NOON, Doubt, desk, heard, identities, known, mbid, plant
from tests.cli.scene import Said as Printed, Scene, scene

Row = dict[str, str]


def the_doubts() -> list[Doubt]:
    """One whose length is off, one with two candidates, two of one artist."""
    rivals = known(2, "Meadow", "Omar Sol", 200), known(20, "Meadow", "Omar Sol", 260)
    doubts = [
        Doubt(heard(1, "Harbour", "Nina Holm"), (known(1, "Harbour", "Nina Holm", 207),), None),
        Doubt(heard(2, "Meadow", "Omar Sol", None), rivals, None),
    ]
    for number, title in ((3, "Willow"), (4, "Falcon")):
        ours = heard(number, title, "Ines Vale Band", 200, "93271")
        doubts.append(Doubt(ours, (known(number, title, "Ines Vale", 200, str(mbid(900))),), None))
    return doubts


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """Four songs wait."""
    with desk(fresh) as here:
        plant(here, the_doubts())
    return fresh


def rows_of(said: Printed) -> list[Row]:
    """The rows that were exported."""
    return list(csv.DictReader(io.StringIO(said.out)))


def filled(scene: Scene, **answers: str) -> Path:
    """The exported file with answers, by ref and number of its candidate: `r2_2="yes"`."""
    rows = rows_of(scene.run("review", "export", "-q"))
    for key, answer in answers.items():
        ref, _, place = key.removeprefix("r").partition("_")
        [row for row in rows if row["ref"] == ref][int(place or 1) - 1]["answer"] = answer
    return saved(scene, rows)


def saved(scene: Scene, rows: list[Row]) -> Path:
    """A file with these rows."""
    file = scene.config.with_name("answers.csv")
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return file


def held(scene: Scene) -> dict[str, list[Any]]:
    """Every answer in the database, and what waits."""
    return {
        name: sorted(scene.execute(f"select * from {name}"), key=repr)  # noqa: S608  # names of our own
        for name in ("answers", "artist_answers", "doubts")
    }


def existing(scene: Scene) -> str:
    """A recording that MusicBrainz knows, and that is nobody's candidate."""
    return next(str(line["mbids"][0]) for line in scene.sandbox.truth if line["mbids"] and not line["traps"])


def test_the_file_has_one_row_for_each_candidate(planted: Scene) -> None:
    """Songs that wait, with reasons and links, and an empty column to answer in."""
    rows = rows_of(planted.run("review", "export", "-q"))
    assert len(rows) == 5
    first = next(row for row in rows if row["ref"] == "1")
    assert (first["artist"], first["title"]) == ("Nina Holm", "Harbour")
    assert (first["seconds"], first["candidate_seconds"], first["answer"]) == ("200", "207", "")
    assert first["link"] == f"https://musicbrainz.org/recording/{mbid(1)}"
    assert "-length (3:20 against 3:27)" in first["reasons"]


def test_answers_of_a_spreadsheet_are_carried_out(planted: Scene) -> None:
    """yes, none, skip and artist, all in one file; counted in a sentence."""
    file = filled(planted, r1="Yes ", r2_2="none", r3="artist")
    said = planted.run("review", "import", str(file), "-q")
    assert said.code == 0, said.err
    assert "1 accepted, 2 ruled out, 1 artists" in said.out
    assert "2 of 2 songs of these artists are accepted now" in said.out
    with desk(planted) as here:
        wanted = {1: mbid(1), 2: None, 3: mbid(3), 4: mbid(4)}
        assert identities(here) == {TrackRef(Service.BOOMPLAY, str(each)): wanted[each] for each in wanted}
        assert here.cases() == []


def test_a_file_without_answers_changes_nothing(planted: Scene) -> None:
    """An empty cell says nothing, and takes nothing back."""
    planted.run("review", "skip", "boomplay:2", "-q")
    before = held(planted)
    rows = [row | {"answer": ""} for row in rows_of(planted.run("review", "export", "-q"))]
    said = planted.run("review", "import", str(saved(planted, rows)), "-q")
    assert "the file answers nothing" in said.out
    assert held(planted) == before


def test_every_answer_survives_in_the_file(planted: Scene, tmp_path: Path) -> None:
    """Into an empty database the file brings back every answer with its date; into its own it brings nothing new."""
    planted.run("review", "import", str(filled(planted, r1="yes", r2_1="no", r2_2="yes", r3="artist")), "-q")
    planted.run("review", "skip", "boomplay:4", "-q")
    file = planted.config.with_name("mine.csv")
    assert planted.run("review", "export", str(file), "-q").code == 0
    answers = {name: rows for name, rows in held(planted).items() if name != "doubts"}
    assert [len(answers["answers"]), len(answers["artist_answers"])] == [4, 1]

    (tmp_path / "other").mkdir()
    empty = scene(planted.sandbox, tmp_path / "other")
    said = empty.run("review", "import", str(file), "-q")
    again = planted.run("review", "import", str(file), "-q")

    assert "4 about tracks that no account has shown yet, kept" in said.out
    assert again.out.startswith("5 known before")
    for each in (empty, planted):
        assert {name: rows for name, rows in held(each).items() if name != "doubts"} == answers


def test_an_older_file_overrules_no_newer_answer(planted: Scene) -> None:
    """The later word about a song stands, whichever way it came."""
    planted.run("review", "accept", "boomplay:2", "1", "-q")
    rows = rows_of(planted.run("review", "export", "-q"))
    newer = [{**row, "candidate": existing(planted), "answered_at": ""} for row in rows if row["answer"] == "yes"]
    assert "1 accepted" in planted.run("review", "import", str(saved(planted, newer)), "-q").out
    before = held(planted)
    said = planted.run("review", "import", str(saved(planted, rows)), "-q")
    assert "1 older than what is known, left alone" in said.out
    assert held(planted) == before


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("service", "spotify", "column service: unknown service"),
        ("service", "", "column service"),
        ("ref", "", "column ref: is empty"),
        ("place", "boomplay", "column place"),
        ("candidate", "", "column candidate: is empty"),
        ("candidate", "not-an-mbid", "column candidate: 'not-an-mbid' is no id at musicbrainz"),
        ("ref", "abc", "column ref: 'abc' is no id at boomplay"),
        ("ref", "9" * 5000, "column ref"),
        ("ref", "1\x00", "column ref"),
        ("ref", "artist:abc", "column ref: 'abc' is no id at boomplay"),
        ("ref", "artist:93271", "column answer: of an artist only"),
        ("service", "musicbrainz", "column ref: '2' is no id at musicbrainz"),
        ("answer", "perhaps", "column answer: 'perhaps' is none of yes, no"),
        ("candidate_seconds", "3:27", "column candidate_seconds"),
        ("candidate_seconds", "nan", "column candidate_seconds"),
        ("answered_at", "yesterday", "column answered_at"),
        ("candidate_seconds", "9" * 400, "column candidate_seconds"),
        ("answered_at", "2026-11-22T12:00:00", "column answered_at"),
        ("answered_at", "0001-01-01T00:00:00+14:00", "column answered_at"),
        ("answered_at", "9999-12-31T23:59:59-14:00", "column answered_at"),
    ],
)
def test_a_malformed_row_refuses_the_whole_file(planted: Scene, column: str, text: str, why: str) -> None:
    """Exit 2 with line and column; what stands before and after it is not carried out either."""
    rows = [row | {"answer": "no"} for row in rows_of(planted.run("review", "export", "-q"))]
    rows[2][column] = text
    before = held(planted)
    said = planted.run("review", "import", str(saved(planted, rows)), "-q")
    assert said.code == 2
    assert f"answers.csv, line 4, {why}" in said.err
    assert held(planted) == before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: there is no column service"),
        ("service,ref,place,answer\n", "line 1: there is no column candidate"),
        ("service,ref,place,candidate,answer,ref\n", "line 1: the column ref stands there twice"),
        ("service,ref,place,candidate,answer\nboomplay,1\n", "line 2, column place: 2 cells instead of 5"),
        ("service,ref,place,candidate,answer\nboomplay,1,musicbrainz,,skip,more\n", "line 2, column 6"),
        ('service,ref,place,candidate,answer\n"boomplay\n', "line 2, column service or later: unexpected end of data"),
        ('"service\n', "line 1, column profile or later: unexpected end of data"),
        (
            "service;ref;place;candidate;answer\n",
            "line 1: its cells are separated by semicolons; save the file with commas",
        ),
        ("service\tref\tplace\tcandidate\tanswer\n", "line 1: its cells are separated by tabs"),
        ("service,ref,place,candidate,answer\njamendo,1,jamendo,2,yes\n", "line 2, column place: jamendo says itself"),
        ("service,ref,place,candidate,answer\nboomplay,1,jamendo,../../x,yes\n", "line 2, column candidate"),
        ("service,ref,place,candidate,answer\nboomplay,1,jamendo,abc,\n", "line 2, column candidate"),
        ("service,ref,place,candidate,answer\nboomplay,artist:x,musicbrainz,,\n", "line 2, column ref: 'x' is no id"),
        ("service,ref,place,candidate,answer\nboomplay,artist:1,jamendo,2,artist\n", "line 2, column place"),
        ("service,ref,place,candidate,answer\nlistenbrainz,artist:1,musicbrainz,,\n", "line 2, column service"),
        (
            f"service,ref,place,candidate,answer\nmusicbrainz,{mbid(3)},musicbrainz,{mbid(4)},yes\n",
            "line 2, column place",
        ),
        ("service,ref,place,candidate,answer\n\xff", "line 2: this is no UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused(planted: Scene, text: str, why: str) -> None:
    """Not a CSV, not ours, cut short, or in another encoding."""
    file = planted.config.with_name("answers.csv")
    file.write_bytes(text.encode("latin-1"))
    said = planted.run("review", "import", str(file), "-q")
    assert said.code == 2
    assert why in said.err


@pytest.mark.parametrize(
    "answers",
    [
        {"r2_1": "yes", "r2_2": "yes"},
        {"r2_1": "yes", "r2_2": "none"},
        {"r2_1": "none", "r2_2": "yes"},
    ],
)
def test_answers_that_contradict_each_other_are_refused(planted: Scene, answers: Row) -> None:
    """A song is one thing at a place."""
    before = held(planted)
    said = planted.run("review", "import", str(filled(planted, **answers)), "-q")
    assert said.code == 2
    assert "contradicts line" in said.err
    assert held(planted) == before


def test_an_artist_without_an_id_is_refused(planted: Scene) -> None:
    """Nobody can say who that is; the sentence says what to answer instead."""
    said = planted.run("review", "import", str(filled(planted, r1="artist")), "-q")
    assert said.code == 2
    assert "column answer: the ids of the two artists are not known" in said.err


def test_a_file_that_is_not_there_is_a_usage_error(planted: Scene) -> None:
    """As is a folder that is not there."""
    assert planted.run("review", "import", "nowhere.csv").code == 2
    assert planted.run("review", "export", "nowhere/mine.csv").code == 2


@pytest.mark.parametrize("title", ["=cmd()", "+1", "-1", "@SUM(A1)", "\tx", "'=x", "''", "'Cause"])
def test_no_cell_is_a_formula(fresh: Scene, title: str) -> None:
    """What a spreadsheet would run is written as text."""
    doubt = the_doubts()[0]
    with desk(fresh) as here:
        plant(here, [replace(doubt, ours=replace(doubt.ours, album=title))])
    [row] = rows_of(fresh.run("review", "export", "-q"))
    assert row["album"][:1] not in {"=", "+", "-", "@", "\t"}


def _is_exact(ref: str) -> bool:
    return ref.isprintable() and ref == ref.strip() and len(ref) <= 200


@given(
    about=st.one_of(
        st.builds(TrackRef, st.sampled_from([Service.BOOMPLAY, Service.JAMENDO]), st.integers(0, 10**19 - 1).map(str)),
        st.builds(TrackRef, st.just(Service.FILE), st.text(st.characters(codec="utf-8"), min_size=1).filter(_is_exact)),
        st.builds(TrackRef, st.just(Service.LISTENBRAINZ), st.uuids().map(lambda each: f"msid:{each}")),
    ),
    said=st.sampled_from(Said),
    number=st.integers(0, 99),
)
def test_whatever_was_said_is_read_back(about: TrackRef, said: Said, number: int) -> None:
    """Any id, any answer: the file's row means what was meant."""
    answer = "" if said is Said.SKIP else str(mbid(number))
    given_ = HumanAnswer(about=about, place=Service.MUSICBRAINZ, said=said, answer=answer, answered_at=NOON)
    [line] = read(written([row_of_answer(given_, {})]), "mine.csv")
    assert (line.about, line.other, line.answered_at) == (about, given_.other, NOON)


def test_a_dash_is_standard_output(planted: Scene) -> None:
    """As with `map export`: no file of that name is made."""
    said = planted.run("review", "export", "-", "-q")
    assert said.out == planted.run("review", "export", "-q").out
    assert said.out.startswith("profile,service,ref,")
    assert not Path("-").exists()

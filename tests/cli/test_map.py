"""`syncd map export|import`: the mapping as a file to share."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from syncd.store.lock import only_writer
from tests.cli.maps import AT, M1, M2, PLACE, ROW, changed, exported, neighbour, taken_in, written
from tests.cli.scene import Said, Scene


def test_it_round_trips_exactly(synced: Scene, tmp_path: Path) -> None:
    """Export, import into an empty database, export: the same bytes, who decided and when included."""
    other, file = neighbour(synced, tmp_path / "other"), synced.config.with_name("mine.csv")
    assert synced.run("map", "export", "-q", str(file)).code == 0
    said = other.run("map", "import", "-q", str(file))

    assert said.code == 0, said.err
    assert exported(other) == file.read_text(encoding="utf-8") == exported(synced)
    rows = list(csv.DictReader(io.StringIO(exported(synced))))
    assert {row["kind"] for row in rows} == {"mapping", "location"}
    assert {row["decider"] for row in rows} >= {"isrc", "names"}
    assert "\r" not in file.read_bytes().decode()
    assert [tuple(row.values())[:4] for row in rows] == sorted(tuple(row.values())[:4] for row in rows)


def test_it_holds_every_mapping_to_an_mbid_and_every_location_of_one(synced: Scene) -> None:
    """Nothing is left out but what says only that an MBID is itself."""
    mappings = synced.execute(
        "select b.mbid, m.service, m.ref, m.decider from mappings m join mbids b on b.recording_id = m.recording_id"
        " where b.is_current and not (m.service = 'listenbrainz' and m.ref = b.mbid)"
    )
    locations = synced.execute(
        "select b.mbid, l.service, l.ref, l.decider from locations l join mbids b on b.recording_id = l.recording_id"
        " where b.is_current"
    )
    rows = list(csv.DictReader(io.StringIO(exported(synced))))
    told = {(row["kind"], row["mbid"], row["service"], row["ref"], row["decider"]) for row in rows}
    assert told == {("mapping", *row) for row in mappings} | {("location", *row) for row in locations}
    assert len(told) == len(rows) > 20


def test_the_same_file_again_changes_nothing(synced: Scene, tmp_path: Path) -> None:
    """What came in once is known, and an import at home brings nothing new."""
    other, file = neighbour(synced, tmp_path / "other"), synced.config.with_name("mine.csv")
    synced.run("map", "export", "-q", str(file))
    before = exported(synced)
    other.run("map", "import", "-q", str(file))
    for here in (synced, other):
        said = here.run("map", "import", "-q", str(file))
        assert ": 0 new, " in said.out
        assert "0 in conflict" in said.out
    assert exported(synced) == before


def test_a_sync_uses_what_came_in(alone: Scene, tmp_path: Path) -> None:
    """A track that no list had shown is kept; when it comes, nobody decides anew who it is, and its love is seen."""
    alone.run("sync", "-q")
    file = alone.config.with_name("mine.csv")
    alone.run("map", "export", "-q", str(file))
    other = neighbour(alone, tmp_path / "other")
    other.run("map", "import", "-q", str(file))
    before = other.execute("select ref, decided_at from mappings where service = 'boomplay' order by ref")
    states = other.run("sync", "-q", "--json").json()["profiles"]["default"]["targets"]["my-listenbrainz"]

    imported = "select ref, decided_at from mappings where service = 'boomplay' and decider = 'imported' order by ref"
    assert len(before) > 20
    assert other.execute(imported) == before
    assert states["sent"] == 0
    assert states["settled"] == alone.run("status", "--json").json()["profiles"]["default"]["targets"]["my-listenbrainz"]["settled"]  # fmt: skip


def test_provenance_is_told(fresh: Scene) -> None:
    """What a human decided elsewhere is `imported` here, and `explain` says by whom; the export still says human."""
    taken_in(fresh, ROW, PLACE)
    told = fresh.run("explain", "boomplay:7", "--json").json()["recordings"][0]
    assert [(each["decider"], each["decided_at"]) for each in told["tracks"]] == [("imported", AT)]
    assert told["tracks"][0]["reasons"] == ["?imported (human)"]
    assert [each["ref"] for each in told["located"]] == ["jamendo:9"]
    assert exported(fresh).splitlines()[1:] == [",".join(PLACE), ",".join(ROW)]


def conflicts(said: Said) -> list[str]:
    """The lines that were left out, with why."""
    return [line.removeprefix("syncd: ") for line in said.err.splitlines() if line.startswith("syncd: line ")]


def test_what_is_known_here_is_stronger(fresh: Scene) -> None:
    """Another recording for the same track, or another place for the same recording, is a conflict, and not applied."""
    taken_in(fresh, ROW, PLACE)
    before = exported(fresh)
    said = taken_in(fresh, changed(ROW, mbid=M2), changed(PLACE, ref="10"))
    assert [line.partition(":")[0] for line in conflicts(said)] == ["line 2", "line 3"]
    assert f"known here as {M1}, not {M2}" in said.err
    assert "known here as 9, not 10" in said.err
    assert "2 rows read: 0 new, 0 known here already, 2 in conflict and left out" in said.out
    assert exported(fresh) == before


def test_a_humans_word_is_stronger(synced: Scene, tmp_path: Path) -> None:
    """What was called wrong here does not come back by a file, neither as a recording nor as a place."""
    file = synced.config.with_name("mine.csv")
    synced.run("map", "export", "-q", str(file))
    [(ref, mbid, jamendo), *_] = synced.execute(
        "select m.ref, b.mbid, l.ref from mappings m join mbids b on b.recording_id = m.recording_id and b.is_current"
        " join locations l on l.recording_id = m.recording_id where m.service = 'boomplay' and m.decider = 'isrc'"
        " and (select count(*) from mappings x where x.recording_id = m.recording_id) = 1 order by m.ref"
    )
    for place, answer in (("musicbrainz", mbid), ("jamendo", jamendo)):
        row = "insert into answers (service, ref, place, answer, said, answered_at) values ('boomplay', ?, ?, ?, 'not', ?)"
        synced.execute(row, ref, place, answer, "2026-11-22 08:00:00.000000")
    said = synced.run("map", "import", "-q", str(file))

    told = "\n".join(conflicts(said))
    assert f"boomplay:{ref} (mapping of {mbid}): a human here said that it is not" in told
    assert f"jamendo:{jamendo} (location of {mbid}): a human here said that it is not" in told


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"title": "Meadow"}, "-title (different)"),
        ({"title": "Harbour (Live)"}, "-version"),
        ({"seconds": "400"}, "-length (3:20 against 6:40)"),
        ({"artist": "Somebody Else"}, "-artist (different)"),
    ],
)
def test_names_length_and_version_may_veto(synced: Scene, cells: dict[str, str], why: str) -> None:
    """A row that calls a track otherwise than its own service does here is a conflict."""
    shown = "insert into tracks values ('boomplay', '7', ?, ?, '', 200.0, null, '', '[]', '[]', '[]', 0)"
    synced.execute(shown, "Harbour", "Nina Holm")
    synced.execute("insert into recordings values (5000)")
    synced.execute("insert into mappings values ('boomplay', '7', 5000, 'nobody', 0, '[]', '2026-11-22 08:00:00', 0)")
    said = taken_in(synced, changed(ROW, **cells))

    assert [line.partition(":")[0] for line in conflicts(said)] == ["line 2"]
    assert why in said.err
    assert synced.execute("select decider from mappings where ref = '7'") == [("nobody",)]
    assert "1 row read: 1 new" in taken_in(synced, ROW).out
    assert synced.execute("select decider from mappings where ref = '7'") == [("imported",)]


def test_a_recording_that_is_called_otherwise_here_vetoes(synced: Scene) -> None:
    """MusicBrainz' own description is known here, so a row cannot map another song to it."""
    [(mbid,), *_] = synced.execute("select b.mbid from mbids b join tracks t on t.ref = b.mbid where t.service = 'musicbrainz'")  # fmt: skip
    said = taken_in(synced, changed(ROW, mbid=mbid), changed(PLACE, mbid=mbid))
    assert len(conflicts(said)) == 2
    assert "as known here" in said.err
    assert synced.execute("select * from mappings where ref = '7'") == []


def test_beside_another_syncd_an_import_is_refused_and_an_export_is_not(synced: Scene) -> None:
    """The lock has one holder: exit 75, and nothing came in."""
    with only_writer(synced.database):
        assert synced.run("map", "import", written(synced, ROW)).code == 75
        assert M1 not in exported(synced)


def test_a_sync_judges_what_came_in_before_it_loves(alone: Scene) -> None:
    """A row that maps a listed song to another one is vetoed by the names, once its list and the catalogue have spoken."""
    truth = [line for line in alone.sandbox.truth if line["service"] == "boomplay" and len(line["mbids"]) == 1]
    right, wrong = truth[0], next(line for line in truth[1:] if line["mbids"] and not line["vetoed"])
    row = changed(ROW, mbid=wrong["mbids"][0], ref=right["id"], title="", artist="", isrcs="", seconds="")
    taken_in(alone, row)
    alone.run("sync", "-q")

    [(mbid, decider)] = alone.execute(
        "select b.mbid, m.decider from mappings m left join mbids b on b.recording_id = m.recording_id and b.is_current"
        " where m.service = 'boomplay' and m.ref = ?",
        right["id"],
    )
    assert mbid != wrong["mbids"][0]
    assert decider != "imported"


def test_a_database_of_ours_is_a_database(synced: Scene) -> None:
    """After an import the file is whole, and every reference in it leads somewhere."""
    taken_in(synced, ROW, PLACE)
    with closing(sqlite3.connect(synced.database)) as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        assert connection.execute("pragma quick_check").fetchall() == [("ok",)]

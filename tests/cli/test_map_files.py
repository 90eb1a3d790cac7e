"""Files of `syncd map` that are malformed, that spreadsheets wrote, or that would harm: bad input."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from syncd.cli.mapping import read_cells
from syncd.domain.match import Decider
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef
from syncd.planner.exchange import MapRow, RowKind, cells_of, row_of
from syncd.services.answer import clean
from syncd.services.cells import guarded, unguarded
from tests.cli.maps import HEADER, M1, M2, PLACE, ROW, changed, exported, neighbour, taken_in, written
from tests.cli.scene import Scene


@pytest.mark.parametrize(
    ("rows", "line", "column"),
    [
        ([ROW, changed(ROW, ref="8", mbid="0000")], 3, "mbid"),
        ([ROW, changed(ROW, ref="8", mbid="")], 3, "mbid"),
        ([changed(ROW, kind="guess")], 2, "kind"),
        ([changed(ROW, service="spotify")], 2, "service"),
        ([changed(ROW, service="musicbrainz", ref=M1)], 2, "service"),
        ([changed(PLACE, service="boomplay")], 2, "service"),
        ([changed(ROW, ref="")], 2, "ref"),
        ([changed(ROW, ref="seven")], 2, "ref"),
        ([changed(ROW, service="listenbrainz", ref="msid:7")], 2, "ref"),
        ([changed(ROW, isrcs="QZAAA2600001;QZAAA26")], 2, "isrcs"),
        ([changed(ROW, isrcs="XX00")], 2, "isrcs"),
        ([changed(ROW, isrcs="unknown")], 2, "isrcs"),
        ([changed(ROW, decider="nobody")], 2, "decider"),
        ([changed(ROW, confidence="1.5")], 2, "confidence"),
        ([changed(ROW, confidence="nan")], 2, "confidence"),
        ([changed(ROW, decided_at="yesterday")], 2, "decided_at"),
        ([changed(ROW, decided_at="2026-11-22T08:00:00")], 2, "decided_at"),
        ([changed(ROW, decided_at="0001-01-01T00:00:00+14:00")], 2, "decided_at"),
        ([changed(ROW, decided_at="9999-12-31T23:59:59-14:00")], 2, "decided_at"),
        ([changed(ROW, service="file", ref=" x ")], 2, "ref"),
        ([changed(ROW, service="file", ref="a\nb")], 2, "ref"),
        ([changed(ROW, service="file", ref="x\x1b[31m")], 2, "ref"),
        ([changed(ROW, service="file", ref="x" * 201)], 2, "ref"),
        ([changed(ROW, seconds="0")], 2, "seconds"),
        ([changed(ROW, seconds="long")], 2, "seconds"),
        ([ROW, ROW[:-1]], 3, "seconds"),
        ([ROW, [*ROW, "more"]], 3, "seconds"),
        ([ROW, changed(ROW, mbid=M2)], 3, "ref"),
        ([PLACE, changed(PLACE, ref="10")], 3, "mbid"),
        ([ROW, changed(ROW, ref="8", title="two\nlines"), changed(ROW, ref="x")], 5, "ref"),
    ],
)
def test_a_malformed_file_is_refused_whole(fresh: Scene, rows: list[list[str]], line: int, column: str) -> None:
    """Exit 2, naming file, line and column, and none of its rows came in."""
    file = written(fresh, *rows)
    said = fresh.run("map", "import", "-q", file)
    assert said.code == 2
    assert f"syncd: {Path(file).name}, line {line}, column {column}: " in said.err
    assert "nothing was imported" in said.err
    assert exported(fresh) == f"{HEADER}\n"


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "line 1, column mbid: the file is empty"),
        (b"title,artist\nHarbour,Nina Holm\n", "line 1, column mbid: title stands in its place"),
        (HEADER.replace("kind", "sort").encode(), "line 1, column kind: sort stands in its place"),
        (
            HEADER.replace(",", ";").encode(),
            "line 1, column mbid: its cells are separated by semicolons; save the file with commas; nothing was imported",
        ),
        (f"{HEADER},more\n".encode(), "line 1, column more: there is no such column"),
        (f"{HEADER}\n{','.join(ROW)}\n".encode() + b"a,b\xff,c\n", "line 3, column kind: is not UTF-8"),
        (f'{HEADER}\n"{M1}"x,mapping\n'.encode(), "line 2, column mbid or later: "),
        (f'{HEADER}\n"{M1}\n'.encode(), "line 2, column mbid or later: "),
    ],
)
def test_what_is_no_such_file_is_refused(fresh: Scene, raw: bytes, told: str) -> None:
    """A wrong header, bytes that are no text, quotes that do not close: exit 2 with file, line and column."""
    path = fresh.config.with_name("map.csv")
    path.write_bytes(raw)
    said = fresh.run("map", "import", str(path))
    assert said.code == 2
    assert f"syncd: map.csv, {told}" in said.err


def test_a_spreadsheets_spelling_is_understood(fresh: Scene) -> None:
    """A byte order mark, CRLF, blank lines, ISRCs with hyphens in lower case, MBIDs in capitals."""
    path = fresh.config.with_name("map.csv")
    row = changed(ROW, mbid=M1.upper(), isrcs="qz-aaa-26-00001")
    path.write_bytes(("\ufeff" + f"{HEADER}\n\n{','.join(row)}\n").replace("\n", "\r\n").encode())
    assert fresh.run("map", "import", "-q", str(path)).code == 0
    assert exported(fresh).splitlines()[1:] == [",".join(ROW)]


def test_formulas_and_escapes_are_harmless(fresh: Scene, tmp_path: Path) -> None:
    """A title that a spreadsheet would run is defused, one with escapes is stripped; both come back as they are here."""
    titles = ["=1+1", "'=quoted", "@SUM(A1)", "-dash", "\x1b[31mred\u202e", "two\nlines", 'say "hi", now', "'tis"]
    rows = [changed(ROW, ref=str(number), title=guarded(title)) for number, title in enumerate(titles)]
    taken_in(fresh, *rows)
    out = exported(fresh)

    assert [title for (title,) in fresh.execute("select title from tracks order by ref")] == list(map(clean, titles))
    assert not {"\x1b", "\u202e", "\r"} & set(out)
    cells = [row["title"] for row in csv.DictReader(io.StringIO(out))]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t"}]
    assert [unguarded(cell) for cell in cells] == list(map(clean, titles))
    other = neighbour(fresh, tmp_path / "other")
    file = fresh.config.with_name("again.csv")
    file.write_text(out, encoding="utf-8", newline="")
    assert other.run("map", "import", "-q", str(file)).code == 0
    assert exported(other) == out


@pytest.mark.parametrize("name", ["nowhere/map.csv", "folder"])
def test_places_that_cannot_be_are_refused(fresh: Scene, name: str) -> None:
    """A folder that is not there, or that stands in the file's place: exit 2."""
    fresh.config.with_name("folder").mkdir()
    for verb in ("export", "import"):
        assert fresh.run("map", verb, str(fresh.config.parent / name)).code == 2


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30).map(clean)


def refs(service: Service) -> st.SearchStrategy[str]:
    """Any id that a service may give a track."""
    match service:
        case Service.LISTENBRAINZ:
            return st.uuids().map(str)
        case Service.FILE:
            cells = st.text("0123456789abcdef =+'\"é", min_size=1, max_size=20)
            return cells.filter(lambda text: text == text.strip())
        case _:
            return st.integers(1, 10**15).map(str)


@st.composite
def map_rows(draw: st.DrawFn) -> MapRow:
    """Any row that may stand in a database."""
    kind = draw(st.sampled_from(RowKind))
    services = [Service.BOOMPLAY, Service.JAMENDO, Service.LISTENBRAINZ, Service.FILE]
    service = Service.JAMENDO if kind is RowKind.LOCATION else draw(st.sampled_from(services))
    isrcs = st.frozensets(st.integers(1, 99999).map(lambda number: Isrc(f"QZAAA26{number:05}")), max_size=3)
    seconds = st.one_of(st.none(), st.floats(0.001, 1e6))
    return MapRow(
        kind=kind,
        mbid=Mbid(str(draw(st.uuids()))),
        track=Track(
            ref=TrackRef(service, draw(refs(service))),
            title=draw(TEXTS),
            artist=draw(TEXTS),
            seconds=draw(seconds),
            isrcs=draw(isrcs),
        ),
        decider=draw(st.sampled_from([Decider.HUMAN, Decider.STATED, Decider.LINK, Decider.ISRC, Decider.NAMES])),
        confidence=draw(st.floats(0, 1)),
        decided_at=draw(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001  # Hypothesis adds the zone
    )


@given(map_rows())
def test_every_row_comes_back_exactly(row: MapRow) -> None:
    """Through cells, guards and a CSV, nothing of it is lost or changed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow([guarded(clean(cell)) for cell in cells_of(row)])
    [cells] = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert row_of(read_cells(cells)) == row


@pytest.mark.parametrize("nothing", ["XX0000000000", "xx-000-00-00000", "0", "000000000000", ";", " "])
def test_what_stands_for_no_isrc_is_none(fresh: Scene, nothing: str) -> None:
    """Catalogues write placeholders where they know none; the row is believed, without any ISRC."""
    assert "1 new" in taken_in(fresh, changed(ROW, isrcs=nothing)).out
    assert fresh.execute("select isrc from isrcs") == []


def test_a_placeholder_beside_an_isrc_takes_nothing_from_it(fresh: Scene) -> None:
    """Of several, only the true ones count."""
    taken_in(fresh, changed(ROW, isrcs="XX0000000000;QZAAA2600001;"))
    assert fresh.execute("select isrc from isrcs") == [("QZAAA2600001",)]


def test_that_an_mbid_is_itself_is_no_news(fresh: Scene) -> None:
    """It goes without saying: such a row is known already, and leaves nothing that an export could lose."""
    said = taken_in(fresh, changed(ROW, service="listenbrainz", ref=M1))
    assert "1 row read: 0 new, 1 known here already" in said.out
    assert fresh.execute("select * from mappings") == []

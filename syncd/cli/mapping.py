"""`syncd map export|import`: the mapping as a CSV to share, streamed, so that its size does not matter."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, TextIO

from syncd.cli.files import demand_place, replacing
from syncd.cli.options import Common
from syncd.cli.progress import watcher
from syncd.cli.remembered import looking
from syncd.cli.session import settings_of, writing
from syncd.cli.show import console, counted, safe
from syncd.cli.streams import file_on_stdout, remark
from syncd.daemon.logs import printable
from syncd.domain.errors import UsageError
from syncd.engine.world import Progress, Stage
from syncd.planner.batches import batches
from syncd.planner.exchange import COLUMNS, BadCell, Fit, MapRow, RowKind, cells_of, row_of
from syncd.services.answer import clean
from syncd.services.cells import guarded, unguarded, why_no_commas
from syncd.store.database import Database
from syncd.store.exchange import Importer, exported

_ROWS_AT_ONCE = 1000
_SHOWN = 20

Numbered = tuple[int, MapRow]
"""A row and the line that it begins on, from 1."""


class _Malformed(Exception):
    """A file that cannot be read to its end, so that none of it counts."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}, {message}")


def export_map(asked: Common, file: Path, *, force: bool = False) -> int:
    """Write every mapping to an MBID, and every location, in the order of the MBIDs; `-` is standard output."""
    settings = settings_of(asked)
    if str(file) != "-":
        demand_place(file, settings, force=force)
    with looking(settings, asked) as built, built.database.reading() as connection:
        if str(file) == "-":
            _write(exported(connection), file_on_stdout())
            return 0
        with replacing(file) as part, part.open("w", encoding="utf-8", newline="") as out:
            count = _write(exported(connection), out)
    console().print(safe(f"{counted(count, 'row')} written to {file}"))
    return 0


def import_map(asked: Common, file: Path) -> int:
    """Take in what is believed; all of it in one transaction, and nothing where any row is malformed."""
    if not file.is_file() or not os.access(file, os.R_OK):
        raise UsageError(f"{file} is no file that could be read")
    settings = settings_of(asked)
    with writing(settings), watcher({}, is_quiet=asked.is_quiet) as progress:
        try:
            total = _check(file)
            fits, conflicts = _take_in(settings.database_path, file, total, progress)
        except _Malformed as error:
            raise UsageError(f"{file.name}, {error}; nothing was imported") from None
    _tell(fits, conflicts)
    return 0


def _take_in(path: Path, file: Path, total: int, progress: Progress) -> tuple[Counter[Fit], list[str]]:
    fits, conflicts = Counter[Fit](), list[str]()
    with closing(Database(path)) as database, database.writing() as connection:
        importer = Importer(connection)
        for batch in batches(_rows(file), _ROWS_AT_ONCE):
            for (line, row), fitted in zip(batch, importer.take([row for _, row in batch]), strict=True):
                fits[fitted.fit] += 1
                if fitted.fit is Fit.CONFLICT:
                    conflicts.append(f"line {line}: {row.ref} ({row.kind} of {row.mbid}): {fitted.why}")
            progress.tell(Stage.IMPORT, "", fits.total(), total)
        connection.commit()
    return fits, conflicts


def _tell(fits: Counter[Fit], conflicts: list[str]) -> None:
    for conflict in conflicts[:_SHOWN]:
        remark(printable(conflict))
    if len(conflicts) > _SHOWN:
        remark(f"and {counted(len(conflicts) - _SHOWN, 'more conflict')}")
    new, known, refused = (fits[each] for each in Fit)
    console().print(
        f"{counted(fits.total(), 'row')} read: {new} new, {known} known here already, {refused} in conflict and left out"
    )


def _check(file: Path) -> int:
    """How many rows a file has; raises _Malformed, before anything is written, where one of them is malformed."""
    lines: dict[tuple[RowKind, str, str], int] = {}
    for line, row in _rows(file):
        first = lines.setdefault(row.key, line)
        if first != line:
            column = "ref" if row.kind is RowKind.MAPPING else "mbid"
            raise _Malformed(line, f"column {column}: the {row.kind} of {row.key[2]} stands in line {first} already")
    return len(lines)


def _rows(file: Path) -> Iterator[Numbered]:
    """The rows of a file, one by one. Raises _Malformed, which names line and column."""
    with file.open("rb") as raw:
        reader = csv.reader(_lines(raw), strict=True)
        begins = 1
        try:
            for cells in reader:
                if begins == 1:
                    _demand_header(cells)
                elif cells:
                    yield begins, _row(begins, cells)
                begins = reader.line_num + 1
        except csv.Error as error:
            raise _Malformed(max(reader.line_num, 1), f"column {COLUMNS[0]} or later: {error}") from None
    if begins == 1:
        raise _Malformed(1, f"column {COLUMNS[0]}: the file is empty, and its first line should name the columns")


def _row(line: int, cells: list[str]) -> MapRow:
    try:
        return row_of(read_cells(cells))
    except BadCell as error:
        raise _Malformed(line, printable(str(error))) from None


def read_cells(cells: Sequence[str]) -> list[str]:
    """What the cells of a row say: texts harmless, ids exactly as they stand there, since another id is another track."""
    ids = COLUMNS.index("ref")
    texts = [unguarded(cell) for cell in cells]
    return [text if number == ids else clean(text) for number, text in enumerate(texts)]


def _demand_header(cells: list[str]) -> None:
    if why := why_no_commas(cells):
        raise _Malformed(1, f"column {COLUMNS[0]}: {why}")
    for number, wanted in enumerate(COLUMNS):
        found = cells[number].strip() if number < len(cells) else "nothing"
        if found != wanted:
            raise _Malformed(
                1, f"column {wanted}: {printable(found)} stands in its place; the columns are {','.join(COLUMNS)}"
            )
    if len(cells) > len(COLUMNS):
        raise _Malformed(1, f"column {printable(cells[len(COLUMNS)])}: there is no such column")


def _lines(raw: IO[bytes]) -> Iterator[str]:
    """Line by line, so that whoever finds a wrong byte knows where."""
    for number, line in enumerate(raw, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            column = COLUMNS[min(line.count(b",", 0, error.start), len(COLUMNS) - 1)]
            raise _Malformed(number, f"column {column}: is not UTF-8; save the file as UTF-8") from None


def _write(rows: Iterable[MapRow], out: TextIO) -> int:
    """Write rows so that they can be read back exactly; no cell is taken for a formula."""
    writer, count = csv.writer(out, lineterminator="\n"), 0
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([guarded(clean(cell)) for cell in cells_of(row)])
        count += 1
    return count

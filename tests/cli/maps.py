"""Files of `syncd map`, written and read back."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from syncd.planner.exchange import COLUMNS
from tests.cli.scene import Said, Scene, scene

HEADER = ",".join(COLUMNS)
M1, M2 = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
AT = "2026-11-22T08:00:00Z"
ROW = [M1, "mapping", "boomplay", "7", "QZAAA2600001", "human", "1", AT, "Harbour", "Nina Holm", "200"]
PLACE = [M1, "location", "jamendo", "9", "", "names", "0.7", AT, "Harbour", "Nina Holm", "201"]


def changed(row: Sequence[str], **cells: str) -> list[str]:
    """A row with other cells."""
    return [cells.get(name, cell) for name, cell in zip(COLUMNS, row, strict=True)]


def written(here: Scene, *rows: Sequence[str], header: str = HEADER) -> str:
    """A file with these rows; its path."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    path = here.config.with_name("map.csv")
    path.write_text(f"{header}\n{out.getvalue()}", encoding="utf-8", newline="")
    return str(path)


def taken_in(here: Scene, *rows: Sequence[str]) -> Said:
    """An import of these rows; it must end well."""
    said = here.run("map", "import", "-q", written(here, *rows))
    assert said.code == 0, said.err
    return said


def exported(here: Scene) -> str:
    """What an export says."""
    said = here.run("map", "export", "-q", "-")
    assert said.code == 0, said.err
    return said.out


def neighbour(here: Scene, folder: Path) -> Scene:
    """Another configuration for the same sandbox, without a database."""
    folder.mkdir()
    return scene(here.sandbox, folder)

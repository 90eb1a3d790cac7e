"""Results where the terminal's encoding lacks most letters."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest

from syncd.cli.main import run_safely
from tests.cli.scene import Scene

FOREIGN = "Żółw Молния 稲妻"


@pytest.fixture
def foreign(synced: Scene) -> Scene:
    """Every song has a name that no Latin letters can write."""
    synced.execute("update tracks set title = title || ?", FOREIGN)
    return synced


def latin(at: Scene, *arguments: str) -> tuple[int, bytes]:
    """Exit code and standard output of a command in a terminal for Latin letters."""
    raw = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(raw, encoding="latin-1")) as out, redirect_stderr(io.StringIO()) as err:
        code = run_safely([*arguments, "--config", str(at.config)])
        out.flush()
        assert "a bug in syncd" not in err.getvalue()
    return code, raw.getvalue()


@pytest.mark.parametrize("arguments", [("status", "--state", "settled"), ("plan",), ("doctor",)])
def test_what_a_terminal_cannot_show_is_a_question_mark(foreign: Scene, arguments: tuple[str, ...]) -> None:
    """It is shown as far as it can be, and ends with the code of any other terminal."""
    elsewhere = foreign.run(*arguments)

    code, shown = latin(foreign, *arguments)

    assert code == elsewhere.code
    assert len(shown.decode("latin-1").splitlines()) == len(elsewhere.out.splitlines())
    assert b"? ????" in shown or FOREIGN not in elsewhere.out


@pytest.mark.parametrize("arguments", [("export",), ("export", "--json"), ("map", "export", "-"), ("review", "export")])
def test_a_file_on_standard_output_is_utf_8(foreign: Scene, arguments: tuple[str, ...]) -> None:
    """As every file is: `syncd export > mine.csv` loses no letter, whatever the terminal is."""
    code, shown = latin(foreign, *arguments)

    assert (code, shown.decode()) == (0, foreign.run(*arguments).out)
    assert FOREIGN in shown.decode() or arguments[0] != "export"


def test_what_programs_read_is_ascii(foreign: Scene) -> None:
    """JSON escapes what an encoding may lack."""
    code, shown = latin(foreign, "status", "--state", "settled", "--json")

    assert code == 0
    assert FOREIGN in json.dumps(json.loads(shown.decode("ascii")), ensure_ascii=False)

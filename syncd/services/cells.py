"""Cells of a CSV that a spreadsheet may open: none of them is taken for a formula, and each can be read back exactly."""

import re
from collections.abc import Sequence

_LOOKS_LIKE_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  # spreadsheets obey the wide forms too
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  # the same characters behind our apostrophe

_NO_COMMAS = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""How spreadsheets of some countries separate cells."""


def guarded(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula (`reliability.md` §F)."""
    return f"'{cell}" if _LOOKS_LIKE_FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def why_no_commas(header: Sequence[str]) -> str:
    """What to do where a first line was not cut into cells, since no commas stand between them; empty where it was."""
    used = next((words for each, words in _NO_COMMAS.items() if len(header) == 1 and each in header[0]), "")
    return f"its cells are separated by {used}; save the file with commas" if used else ""

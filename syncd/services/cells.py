"""Cells of a CSV that a spreadsheet may open: none of them is taken for a formula, and each can be read back exactly."""

import re

_LOOKS_LIKE_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  spreadsheets obey the wide forms too
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  the same characters behind our apostrophe


def guarded(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula (`reliability.md` §F)."""
    return f"'{cell}" if _LOOKS_LIKE_FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell

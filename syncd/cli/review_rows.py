"""Tracks beneath each other, as `syncd review` shows them: what tells two of them apart is there, however narrow the screen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate, zip_longest

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from syncd.daemon.logs import printable
from syncd.domain.track import Track
from syncd.planner.lengths import minutes

LONGEST = 160
"""Characters of a text that are shown; of a longer one both ends are, for versions and guests stand at the end."""

_AT_A_DIFFERENCE = 24
"""Characters that are shown from the middle of two long texts, from where they begin to differ."""

_LEAST = 12
"""Cells that a column has at least, where it needs so many; without room for that, a track's texts stand one to a line."""

_BETWEEN = "  "
_WRAPPER = Console()  # wrapping asks for one, but only to justify

Cells = tuple[str, ...]
"""The texts of one track, one for each column."""


def cells_of(track: Track) -> Cells:
    """Title, artist, length and album."""
    return _title(track), printable(track.artist) or "?", minutes(track.seconds) if track.seconds else "?", track.album


def song(track: Track) -> str:
    """A track in one line."""
    names = f"{track.artist or '?'} - {_title(track)}"
    return middle_out(names, LONGEST) + (f" ({minutes(track.seconds)})" if track.seconds else "")


def middle_out(text: str, longest: int) -> str:
    """A text without its middle, where it is too long."""
    half = (longest - 1) // 2
    return text if len(text) <= longest else f"{text[: longest - 1 - half]}…{text[-half:]}"


def told_apart(texts: Collection[str], longest: int = LONGEST) -> dict[str, str]:
    """How each of some texts is shown: those that are too long without their middle, and no two different ones alike."""
    alike: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        alike[middle_out(text, longest)].add(text)
    return {
        text: shown if len(twins) == 1 else _with_differences(text, twins - {text}, longest)
        for shown, twins in alike.items()
        for text in twins
    }


def table(rows: Sequence[Cells], room: int) -> list[list[str]]:
    """Each row as lines of columns, no wider than the room: what does not fit goes on in the next line."""
    columns = [[printable(cell) for cell in column] for column in zip(*rows, strict=True)]
    columns = [list(map(told_apart(column).__getitem__, column)) for column in columns if any(column)]
    widths = _widths([max(map(cell_len, column)) for column in columns], room - len(_BETWEEN) * (len(columns) - 1))
    if not widths:
        return [[line for cell in row if cell for line in _folded(cell, room)] for row in zip(*columns, strict=True)]
    return [_lines(row, widths) for row in zip(*columns, strict=True)]


def folded(text: Text, width: int, indent: int) -> list[Text]:
    """A text over as many lines as it needs, all indented; broken between words where that is possible."""
    lines = text.wrap(_WRAPPER, max(2, width - indent), overflow="fold")
    return [Text(" " * indent).append_text(line) for line in lines]


def fitting(blocks: Iterable[Sequence[Text]], lines: int) -> int:
    """How many blocks of lines fit, one beneath the other; the first has to, for better or worse."""
    return max(1, sum(end <= lines for end in accumulate(map(len, blocks))))


def _title(track: Track) -> str:
    return f"{printable(track.title) or '?'}{f' [{track.version}]' if track.version else ''}"


def _with_differences(text: str, twins: Collection[str], longest: int) -> str:
    """Both ends, and between them the places at which its twins begin to differ from it."""
    places = sorted({_alike(text, twin) for twin in twins})
    head, tail = text[: longest // 2], text[-(longest // 2) :]
    return "…".join([head, *(text[place : place + _AT_A_DIFFERENCE] for place in places), tail])


def _alike(text: str, twin: str) -> int:
    """How many characters at the beginning of two texts are the same."""
    pairs = zip(text, twin, strict=False)
    return next((place for place, (ours, theirs) in enumerate(pairs) if ours != theirs), min(len(text), len(twin)))


def _widths(needs: Sequence[int], room: int) -> list[int]:
    """Who needs more than the least gets a share of the rest in proportion; empty where there is not even the least."""
    least = [min(need, _LEAST) for need in needs]
    rest, wanted = room - sum(least), sum(needs) - sum(least)
    if rest < 0:
        return []
    return [few + (need - few) * min(rest, wanted) // max(1, wanted) for need, few in zip(needs, least, strict=True)]


def _lines(row: Cells, widths: Sequence[int]) -> list[str]:
    """One row of columns. The cells are padded, never cut."""
    columns = [_folded(cell, width) for cell, width in zip(row, widths, strict=True)]
    return [
        _BETWEEN.join(set_cell_size(part, width) for part, width in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*columns, fillvalue="")
    ]


def _folded(cell: str, width: int) -> list[str]:
    return [line.plain for line in folded(Text(cell), width, 0)]

"""What README.md and the pages of `docs/` tell people to type, and what they say comes of it.

A console block's lines begin with `$ `; the others are what is printed, where `…` leaves something out: lines, or in a line
a number that differs each time. HTML comments, which no reader sees, say the rest: `<!-- scene: NAME -->` what lies there from here on, `<!-- exit: 3 -->` how the next
block's last command ends, `<!-- needs: WHAT -->` that the next block can run only where there is something that tests lack.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syncd.cli.main import _command

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted((REPOSITORY / "docs").glob("*.md"))
README = REPOSITORY / "README.md"

_MARK = re.compile(r"<!-- (scene|needs|exit): (.+) -->")
_SYNCD = re.compile(r"(?:sudo (?:-u \S+ )?)?(?:\S*/)?syncd(?: (?P<arguments>.*))?")
_ELISION = "…"


@dataclass
class Typed:
    """One command, and the lines that the page shows below it."""

    line: str
    shown: list[str] = field(default_factory=list)

    @property
    def arguments(self) -> list[str] | None:
        """What syncd is given; None where the command is another program's."""
        found = _SYNCD.fullmatch(self.line.partition("  #")[0].strip())
        return shlex.split(found["arguments"] or "") if found else None


@dataclass
class Block:
    """A console block. `scene` is set where a new one begins, `needs` where it cannot be run here."""

    page: Path
    scene: str | None = None
    needs: str | None = None
    exit: int = 0
    typed: list[Typed] = field(default_factory=list)


def blocks(page: Path) -> Iterator[Block]:
    """All console blocks of a page, in order."""
    marks: dict[str, str] = {}
    block: Block | None = None
    for line in page.read_text(encoding="utf-8").splitlines():
        if block is not None and line != "```":
            _add(block, line)
        elif block is not None:
            yield block
            block, marks = None, {}
        elif line == "```console":
            block = Block(page, marks.get("scene"), marks.get("needs"), int(marks.get("exit", "0")))
        elif found := _MARK.fullmatch(line):
            marks[found[1]] = found[2]


def commands() -> Iterator[str]:
    """All that may be typed after `syncd`: `sync`, `db upgrade` …"""
    return _leaves(_command(), "")


def _leaves(command: Any, name: str) -> Iterator[str]:
    within = getattr(command, "commands", None)
    if within is None:
        yield name
    for each, inner in (within or {}).items():
        yield from _leaves(inner, f"{name} {each}".strip())


def folded(line: str) -> str:
    """A line without what differs from day to day: numbers, and the widths of columns."""
    return re.sub(r"[━─ ]+", " ", re.sub(rf"\d+(?:\.\d+)*|{_ELISION}", "0", line)).strip()


def _add(block: Block, line: str) -> None:
    if line.startswith("$ "):
        block.typed.append(Typed(line.removeprefix("$ ")))
    elif line.strip() != _ELISION:
        block.typed[-1].shown.append(line)

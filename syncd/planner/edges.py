"""What stands at the edges of a title without brackets: a track number in front, decoration behind."""

import re
from typing import NamedTuple

from syncd.planner.vocabulary import TRAILING_DECORATION

_STARRED = re.compile(r"\*\*([^*]+)\*\*")
_PADDED = re.compile(r"(0\d{1,2})(?:\s*[.):]\s*|\s+[-~]+\s+|\s+)(?=[^\W\d_])")
_NUMBERED = re.compile(r"(\d{1,3})(?:[.)]\s*|\s+[-~]+\s+)(?=[^\W\d_])")


class Numbered(NamedTuple):
    """A title, and the track number that stands before it: surely none of its words where it is padded ("01")."""

    number: str
    title: str

    @property
    def is_padded(self) -> bool:
        """Whether nobody writes a title's own number like that: "7. Sinfonie" is a name, and "01. Hello" a file's."""
        return self.number.startswith("0")


def take_number(title: str) -> Numbered | None:
    """The cleaned title without its track number; None where none stands there."""
    found = _PADDED.match(title) or _NUMBERED.match(title)
    return Numbered(found[1], title[found.end() :]) if found else None


def bare(title: str) -> str:
    """The title without file extensions and unbracketed decoration, unless nothing else is there."""
    starred = _STARRED.sub(r"(\1)", title)
    return TRAILING_DECORATION.sub("", starred) or starred

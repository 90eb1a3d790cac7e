"""What the keys of `syncd review` mean at a moment, and what its dialogue asks of the world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from syncd.domain.track import Track
from syncd.planner.review import ReviewDecision

AT_FIRST = 10.0
"""Seconds that an answer is thought to take, before this session's pace is known."""

WORTH = 5
"""So many answers at the first guess are mixed into the pace: one quick answer does not turn the forecast."""

EXAMPLES = 9
"""So many songs are shown at once before all of them are accepted; each has a key that leaves it out."""

ENTER, ESCAPE, BACKSPACE, SPACE = "\n", "\x1b", "\x7f", " "


class Mode(Enum):
    """What the keys mean at the moment."""

    CASE = auto()
    HELP = auto()
    BULK = auto()  #: shall all songs with one doubt be accepted?
    TEXT = auto()  #: a text to search for is typed
    FOUND = auto()  #: what the search found is shown
    OPEN = auto()  #: which page is to be opened?
    ADD = auto()  #: what to add to MusicBrainz, and where
    END = auto()  #: nothing is left, or everything that is was put off


@dataclass(frozen=True, slots=True)
class Outside:
    """What the dialogue asks of the world: seconds gone by, a search, a browser, to write a decision down, and to take
    back the last one.
    """

    elapsed: Callable[[], float]
    search: Callable[[str], Sequence[Track]]
    open_page: Callable[[str], bool]
    carry_out: Callable[[ReviewDecision], None]
    undo: Callable[[], None]

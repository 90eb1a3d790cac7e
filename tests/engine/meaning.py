"""Which song a track stands for, by what humans say of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from syncd.domain.answer import Said
from syncd.domain.track import TrackRef


@dataclass(slots=True)
class Meaning:
    """Which song a human says that a track is; without a word it is what it is called."""

    said: str | None = None
    is_denied: bool = False

    def songs(self, title: str) -> set[str]:
        """What the track may stand for."""
        return {self.said} if self.said else set() if self.is_denied else {title}


@dataclass(slots=True)
class Meanings:
    """All that humans answered, and the songs of which no machine has judged since what that means.

    He took it back, or named by its new MBID what only a catalogue knows to be the same.
    """

    answered: set[str] = field(default_factory=set)  #: songs that were ever spoken of
    unjudged: set[str] = field(default_factory=set)
    _of: dict[TrackRef, Meaning] = field(default_factory=lambda: defaultdict(Meaning))

    def says(self, ref: TrackRef, title: str, said: Said, other: str, *, is_merged: bool) -> None:
        """A human says that a track is another song, or is not the one that it is called."""
        self.answered |= {title, other} - {""}
        self.unjudged |= {title} if is_merged else set()
        meaning = self._of[ref]
        if said is Said.IS:
            meaning.said, meaning.is_denied = other, meaning.is_denied and other != title
        elif said is Said.NOT:
            meaning.said, meaning.is_denied = None if meaning.said == title else meaning.said, True

    def forgets(self, ref: TrackRef, title: str) -> None:
        """He takes back what he said of a track."""
        self._of.pop(ref, None)
        self.answered.add(title)
        self.unjudged.add(title)

    def songs(self, refs: Iterable[TrackRef], title: str) -> set[str]:
        """What any of these tracks of one title may stand for."""
        return {song for ref in refs for song in self._of.get(ref, Meaning()).songs(title)}

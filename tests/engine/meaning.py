"""Which song a track stands for, by what humans say of it."""

from dataclasses import dataclass


@dataclass(slots=True)
class Meaning:
    """Which song a human says that a track is; without a word it is what it is called."""

    said: str | None = None
    is_denied: bool = False

    def songs(self, title: str) -> set[str]:
        """What the track may stand for."""
        return {self.said} if self.said else set() if self.is_denied else {title}

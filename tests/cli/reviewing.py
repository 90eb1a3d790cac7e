"""Somebody at the keys of `syncd review`, without any terminal, and the doubts that he is asked about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from syncd.cli.review_desk import Desk
from syncd.cli.review_dialogue import Review
from syncd.cli.review_modes import Outside
from syncd.cli.review_screen import draw
from syncd.domain.answer import HumanAnswer
from syncd.domain.errors import Unavailable
from syncd.domain.track import Service, Track, TrackRef
from syncd.store import tables
from tests.cli.planting import Doubt, heard, known, mbid

EVERYTHING = ("answers", "artist_answers", "doubts", "isrcs", "mappings", "mbids", "recordings", "amends")


@dataclass
class Human:
    """Somebody at the keys: what he sees, and the world that he asks."""

    at: Desk
    offers: Sequence[Track] = ()
    opened: list[str] = field(default_factory=list)
    seconds: float = 0.0
    trouble: Unavailable | None = None
    review: Review = field(init=False)

    def __post_init__(self) -> None:
        outside = Outside(lambda: self.seconds, self._search, self._open, self.at.carry_out, self.at.undo)
        self.review = Review(self.at.cases(), self.at.known_artists(), outside)

    def _search(self, _: str) -> Sequence[Track]:
        if self.trouble:
            raise self.trouble
        return self.offers

    def _open(self, page: str) -> bool:
        self.opened.append(page)
        return True

    def press(self, keys: str) -> None:
        """Key after key."""
        for key in keys:
            self.review.press(key)

    def sees(self, width: int = 100, height: int = 50) -> str:
        """The screen."""
        return "\n".join(line.plain for line in draw(self.review, width, height))

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """What the database holds."""
        with self.at.built.database.reading() as connection:
            return {
                name: sorted(map(tuple, connection.execute(select(tables.metadata.tables[name])).all()), key=repr)
                for name in EVERYTHING
            }

    def answers(self) -> Sequence[HumanAnswer]:
        """What was said."""
        with self.at.store.reading() as tx:
            return tx.answers.every()


Sit = Callable[..., Human]
"""Sits down before some doubts: `sit(off(1), off(2))`."""


def off(number: int, title: str = "Harbour", artist: str = "Nina Holm", more: float = 7.0) -> Doubt:
    """The length is off."""
    truth = mbid(number)
    return Doubt(heard(number, title, artist), (known(number, title, artist, 200 + more),), truth)


def rivals(number: int, title: str = "Meadow") -> Doubt:
    """Two recordings are as near."""
    theirs = known(number, title, "Omar Sol", 200), known(number + 1, title, "Omar Sol", 260)
    return Doubt(heard(number, title, "Omar Sol", None), theirs, mbid(number))


def band(number: int, title: str) -> Doubt:
    """The artists are only alike."""
    theirs = known(number, title, "Ines Vale", 200, "an-mbid")
    return Doubt(heard(number, title, "Ines Vale Band", 200, "93271"), (theirs,), mbid(number))


def ref(number: int) -> TrackRef:
    """A song at Boomplay."""
    return TrackRef(Service.BOOMPLAY, str(number))

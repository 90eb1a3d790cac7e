"""Songs out of nothing: the same seed gives the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from syncd.sandbox import words
from syncd.sandbox.names import fold
from syncd.sandbox.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A song as nobody disputes it, before any service tells its own version. `isrcs` are MusicBrainz'."""

    artist: str
    title: str
    album: str
    seconds: int
    year: int
    isrcs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Artist:
    name: str
    tongue: Tongue


def plain_songs(dice: Random, count: int) -> list[Plain]:
    """So many songs, no two of which any fold takes for the same; about five to an artist, a few of them busy."""
    artists = _artists(dice, max(4, count // 5))
    songs: dict[str, Plain] = {}
    while len(songs) < count:
        artist = artists[int(len(artists) * dice.random() ** 2)]
        title = _title(dice, artist.tongue)
        key = fold(artist.name + title)
        if key not in songs:
            songs[key] = _plain(dice, artist.name, title, len(songs))
    return list(songs.values())


def _plain(dice: Random, artist: str, title: str, number: int) -> Plain:
    year = dice.randint(1968, 2025)
    country = dice.choice(("USRC", "GBAYE", "NGA1", "ZAB0", "FRZ0", "QM4T", "JPB6", "RUA0"))
    isrcs = tuple(
        f"{(country + 'XX')[:5]}{(year + back) % 100:02}{number:05}" for back in range(dice.choice((1, 1, 2)))
    )
    return Plain(
        artist=artist, title=title, album=_album(dice, title), seconds=dice.randint(95, 420), year=year, isrcs=isrcs
    )


def _album(dice: Random, title: str) -> str:
    return dice.choice((title, f"{title} EP", dice.choice(words.ENGLISH.nouns), "Greatest Hits"))


def _artists(dice: Random, count: int) -> list[_Artist]:
    weights = [tongue.share for tongue in words.TONGUES]
    artists: dict[str, _Artist] = {}
    for name, tongue in _namings(dice, weights):
        artists.setdefault(fold(name), _Artist(name, tongue))
        if len(artists) == count:
            break
    return list(artists.values())


def _namings(dice: Random, weights: list[float]) -> Iterator[tuple[str, Tongue]]:
    while True:
        tongue = dice.choices(words.TONGUES, weights)[0]
        first, last = dice.choice(tongue.first), dice.choice(tongue.last)
        noun, band = dice.choice(tongue.nouns), dice.choice(words.BANDS)
        forms = (f"{first}{tongue.gap}{last}", f"{first} & the {noun} {band}", f"{noun} {band}", f"{last} {noun}")
        yield dice.choices(forms, (5, 1, 2, 1))[0], tongue


def _title(dice: Random, tongue: Tongue) -> str:
    adjective, noun, other = dice.choice(tongue.adjectives), dice.choice(tongue.nouns), dice.choice(tongue.nouns)
    forms = (
        f"{adjective}{tongue.gap}{noun}",
        f"{adjective}{tongue.gap}{noun}{tongue.gap}{other}",
        f"{noun} & {other}",
        f"{noun}{tongue.gap}{other}",
        f"{noun}, {adjective} {other}",
    )
    return dice.choices(forms, (4, 3, 1, 2, 1))[0]

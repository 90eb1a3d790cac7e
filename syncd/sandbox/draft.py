"""A song on its way into the catalogue: what each service is going to tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from zlib import crc32

from syncd.sandbox.catalogue import BoomplayTrack, JamendoTrack, Recording, Song
from syncd.sandbox.generate import Plain
from syncd.sandbox.names import fold, mbid


class Trap(StrEnum):
    """What makes a song hard to recognise."""

    UPLOADER = "uploader as artist"
    GUEST = "guest in the title"
    ENTITIES = "HTML entities"
    WIDE_BRACKETS = "full-width brackets"
    CROSS_SCRIPT = "another script"
    VERSION = "another version exists"
    VERSION_UNKNOWN = "only another version is known"
    LOOK_ALIKE = "only a look-alike is known"
    DUET = "a duet of it exists, and no length"
    UNKNOWN = "unknown to MusicBrainz"
    SIBLINGS = "siblings"
    MERGED = "a merged MBID"
    FALSE_ISRC = "another song's ISRC"
    WRONG_ISRC = "its ISRC stands on another song"
    SHARED_ISRC = "an ISRC that another recording has, too"
    SPLIT_ISRC = "another ISRC on each sibling"
    STRAY_ISRC = "an ISRC that MusicBrainz does not know"
    LINKED = "MusicBrainz links to its Jamendo page"
    SINGLE = "a single at Jamendo"
    DECOY = "a decoy at Jamendo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`title`, `artist` and `version` are MusicBrainz' words, `shown` and `shown_artist` are Boomplay's.

    `others` are further songs that exist only to be mistaken for this one; `at_jamendo` is its title there.
    """

    number: int
    title: str
    artist: str
    album: str
    seconds: int
    year: int
    isrcs: tuple[str, ...]
    shown: str
    shown_artist: str
    at_jamendo: str
    version: str = ""
    is_known: bool = True
    others: tuple[Song, ...] = ()
    traps: tuple[Trap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finished song, the songs beside it, its merged MBIDs, and the truth: which MBIDs are this very audio, the canonical first."""

    song: Song
    others: tuple[Song, ...]
    merged: Mapping[str, str]
    right: tuple[str, ...]
    traps: tuple[Trap, ...]


def drafted(plain: Plain, number: int) -> Draft:
    """The draft of a song without any trap."""
    return Draft(
        number=number,
        title=plain.title,
        artist=plain.artist,
        album=plain.album,
        seconds=plain.seconds,
        year=plain.year,
        isrcs=plain.isrcs,
        shown=plain.title,
        shown_artist=plain.artist,
        at_jamendo=plain.title,
    )


def artist_number(name: str) -> int:
    """An artist's number, the same in every world."""
    return 1 + crc32(fold(name).encode()) % 9_000_000


def recording(draft: Draft, dice: Random, *, sibling: int = 0) -> Recording:
    """The draft as MusicBrainz knows it; a few lengths were never measured."""
    return Recording(
        mbid=mbid("recording", draft.artist, draft.title, draft.version, sibling),
        title=draft.title,
        artist=draft.artist,
        artist_mbid=mbid("artist", draft.artist),
        album=draft.album,
        album_mbid=mbid("album", draft.artist, draft.album, sibling),
        seconds=None if dice.random() < 0.04 else draft.seconds + dice.randint(-900, 900) / 1000,  # noqa: PLR2004  # 4 %
        isrcs=draft.isrcs,
        version=draft.version,
        released=f"{draft.year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
    )


def boomplay_track(draft: Draft, dice: Random, isrc: str) -> BoomplayTrack:
    """The draft as Boomplay shows it; now and then without a length."""
    return BoomplayTrack(
        id=54_000_000 + draft.number * 7,
        title=draft.shown,
        artists=((artist_number(draft.shown_artist), draft.shown_artist),),
        album=dice.choice((draft.album, draft.album, "webplayer-cms", "")),
        album_id=40_000_000 + draft.number,
        seconds=None if dice.random() < 0.03 else draft.seconds + dice.randint(-1, 1),  # noqa: PLR2004  # 3 %
        isrc=isrc,
    )


def jamendo_track(draft: Draft, dice: Random, *, place: int = 0) -> JamendoTrack:
    """The draft as Jamendo has it; a third of all are singles. `place` tells several tracks of one draft apart."""
    is_single = dice.random() < 1 / 3
    return JamendoTrack(
        id=300_000 + draft.number * 4 + place,
        name=draft.at_jamendo,
        artist=draft.artist,
        artist_id=artist_number(draft.artist),
        album="" if is_single else draft.album,
        album_id=0 if is_single else 1000 + artist_number(draft.album + draft.artist) % 190_000,
        seconds=draft.seconds + dice.randint(-1, 1),
        released=f"{max(2004, draft.year)}-06-01",
    )

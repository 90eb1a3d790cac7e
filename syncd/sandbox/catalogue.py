"""The truth that the four stand-ins tell parts of."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording as MusicBrainz and ListenBrainz know it. `seconds` is None where nobody measured it."""

    mbid: str
    title: str
    artist: str
    artist_mbid: str
    album: str = ""
    album_mbid: str = ""
    seconds: float | None = None
    isrcs: tuple[str, ...] = ()
    version: str = ""  # MusicBrainz' disambiguation
    links: tuple[str, ...] = ()  # page addresses, as editors typed them
    released: str = ""  # YYYY-MM-DD, may be short or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class BoomplayTrack:
    """A row of Boomplay's catalogue; `artists` may hold the uploader instead of the performer."""

    id: int
    title: str
    artists: tuple[tuple[int, str], ...] = ()
    album: str = ""
    album_id: int = 0
    seconds: int | None = None
    isrc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JamendoTrack:
    """A row of Jamendo's catalogue; a single has no album."""

    id: int
    name: str
    artist: str
    artist_id: int
    album: str = ""
    album_id: int = 0
    seconds: int = 0
    released: str = "2015-01-01"

    @property
    def is_single(self) -> bool:
        """Singles are left out of every list by default (`apis/jamendo.md` §8, 5)."""
        return not self.album_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Song:
    """One song and where it stands. The first recording is the canonical one, the others are its siblings."""

    recordings: tuple[Recording, ...] = ()
    boomplay: BoomplayTrack | None = None
    jamendo: JamendoTrack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All songs, and the MBIDs that were merged into others."""

    songs: tuple[Song, ...]
    merged: Mapping[str, str] = field(default_factory=dict)

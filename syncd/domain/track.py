"""Tracks, and the names that the world gives them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

from syncd.domain.frozen import frozen

Isrc = NewType("Isrc", str)
"""An International Standard Recording Code, upper case, without hyphens: evidence, never identity."""

Mbid = NewType("Mbid", str)
"""A MusicBrainz recording id: a UUID in lower case with dashes."""

RecordingId = NewType("RecordingId", int)
"""The number of our own row for one distinct audio."""

MSID_PREFIX = "msid:"
"""Marks a ListenBrainz ref that is known by text only (an MSID, ListenBrainz' id for mere text)."""

_LIKE_AN_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_ISRC = re.compile(r"(?!XX)[A-Z]{2}[A-Z0-9]{3}(?!0{7})[0-9]{7}")
_BETWEEN_LETTERS = re.compile(r"[\s\-\u2010-\u2015\u200b\ufeff]")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Service(StrEnum):
    """A place that describes tracks: those with users and lists, and MusicBrainz, which only knows recordings."""

    BOOMPLAY = "boomplay"
    LISTENBRAINZ = "listenbrainz"
    JAMENDO = "jamendo"
    FILE = "file"
    MUSICBRAINZ = "musicbrainz"


@dataclass(frozen=True, slots=True, order=True)
class TrackRef:
    """A service and its own id for a track. ListenBrainz ids are MBIDs, or `msid:` and an MSID."""

    service: Service
    id: str

    @property
    def is_msid(self) -> bool:
        """Whether ListenBrainz knows this track by its text only."""
        return self.service is Service.LISTENBRAINZ and self.id.startswith(MSID_PREFIX)

    def __str__(self) -> str:
        return f"{self.service}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A song as one service describes it; a MusicBrainz recording is a track of the service `musicbrainz`.

    `artist` is the whole credit as one text ("A feat. B"), `seconds` is None where the service does not know,
    `version` is a remark beside the title (MusicBrainz' disambiguation), `links` are the pages at other services
    that MusicBrainz knows for it.
    """

    ref: TrackRef
    title: str
    artist: str
    album: str = ""
    seconds: float | None = None
    isrcs: frozenset[Isrc] = frozenset()
    mbid: Mbid | None = None
    version: str = ""
    artist_ids: tuple[str, ...] = ()
    links: frozenset[TrackRef] = frozenset()


def parse_isrc(text: object) -> Isrc | None:
    """The ISRC in a text such as `us-rc1-76-07839`, or None where it is none (`apis/boomplay.md` §8, 1).

    Placeholders are none: the country `XX` is nobody's, and year 00 with number 00000 (`XX0000000000`) is no recording.
    """
    if not isinstance(text, str):
        return None
    squeezed = text if text.isalnum() else _BETWEEN_LETTERS.sub("", text)
    isrc = squeezed.upper() if squeezed.isascii() else ""
    return Isrc(isrc) if _ISRC.fullmatch(isrc) else None


def is_no_isrc(text: str) -> bool:
    """Whether a text stands for no ISRC at all: it is empty, nothing but zeros, or a placeholder as above."""
    squeezed = _BETWEEN_LETTERS.sub("", text).upper()
    is_placeholder = _LIKE_AN_ISRC.fullmatch(squeezed) is not None and _ISRC.fullmatch(squeezed) is None
    return not squeezed.strip("0") or is_placeholder


def parse_mbid(text: object) -> Mbid | None:
    """The UUID in a text in the one spelling that every service agrees on, or None (`apis/listenbrainz.md` §14, 24)."""
    if not isinstance(text, str):
        return None
    lowered = text.strip().lower()
    return Mbid(str(UUID(lowered))) if _UUID.fullmatch(lowered) else None


def isrcs_of(texts: Iterable[object]) -> frozenset[Isrc]:
    """The well-formed ISRCs among some texts."""
    return frozen(filter(None, map(parse_isrc, texts)))

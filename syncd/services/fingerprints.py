"""What whole lists, or the newest rows of long ones, are known by: short texts that any change of them changes."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TypeVar

from syncd.domain.snapshot import Fingerprint
from syncd.domain.track import Track

NEWEST = 100
"""So many rows, from the newest down, stand for a list beside its length: whoever loves or hates anything comes on top."""

Stamp = TypeVar("Stamp", int, str)
Stamped = tuple[Stamp, str]
"""A row: when it was made, as its service tells it, and all else that it says."""


def of_list(tracks: Iterable[Track]) -> Fingerprint:
    """That of a whole list, in whatever order it comes."""
    lines = sorted(
        f"{track.ref.id}\0{track.title}\0{track.artist}\0{track.album}\0{track.seconds}\0{track.mbid}"
        f"\0{' '.join(sorted(track.isrcs))}\0{' '.join(track.artist_ids)}"
        for track in tracks
    )
    return _digest("\n".join(lines))


def of_newest(owner: str, length: int, newest: Sequence[Stamped[Stamp]]) -> Fingerprint:
    """That of a list of this length, by whose rows are newest; of the rows given, the newest first, not all may count.

    Rows of one moment stand in any order, so that the last moment shown may be cut anywhere: it does not count.
    """
    rows = newest[:NEWEST]
    if len(rows) < length:
        last = rows[-1][0] if rows else None
        rows = list(takewhile(lambda row: row[0] != last, rows))
    return _digest(repr((owner, length, sorted(rows))))


def _digest(text: str) -> Fingerprint:
    return Fingerprint(hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())

"""From the catalogue to the shapes of ListenBrainz' metadata cache and lookup tables (`apis/listenbrainz.md` §6, §7)."""

import re
from collections.abc import Mapping
from typing import Any

from syncd.sandbox.catalogue import Recording
from syncd.sandbox.listenbrainz_rows import Cached, Canonical

_COMPLETE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_TAGS: Mapping[str, Any] = {"artist": [], "recording": [], "release_group": []}


def cached(entry: Recording, artist_credit_id: int) -> Cached:
    """The cache's view of a recording."""
    artist = {"name": entry.artist, "join_phrase": "", "type": "Group"}
    return Cached(
        recording_mbid=entry.mbid,
        artist_mbids=(entry.artist_mbid,),
        release_mbid=entry.album_mbid or None,
        recording=_recording(entry),
        artist={"name": entry.artist, "artist_credit_id": artist_credit_id, "artists": [artist]},
        tag=_NO_TAGS,
        release=_release(entry),
    )


def canonical_row(entry: Recording, artist_credit_id: int) -> Canonical:
    """The lookup tables' view of a recording."""
    return Canonical(
        artist_credit_id=artist_credit_id,
        artist_mbids=(entry.artist_mbid,),
        artist_credit_name=entry.artist,
        release_mbid=entry.album_mbid or None,
        release_name=entry.album or None,
        recording_mbid=entry.mbid,
        recording_name=entry.title,
    )


def _recording(entry: Recording) -> Mapping[str, Any]:
    part: dict[str, Any] = {"name": entry.title, "rels": [], "isrcs": list(entry.isrcs) or None}
    if entry.seconds is not None:
        part["length"] = round(entry.seconds * 1000)
    if _COMPLETE_DATE.fullmatch(entry.released):
        part["first_release_date"] = entry.released
    if entry.links:
        part["url_rels"] = [{"type": kind, "url": link} for link in entry.links for kind in _kinds(link)]
    return part


def _kinds(link: str) -> tuple[str, ...]:
    """Jamendo links normally stand there with two types (§6)."""
    return ("download for free", "free streaming") if "jamendo" in link.lower() else ("free streaming",)


def _release(entry: Recording) -> Mapping[str, Any]:
    if not entry.album_mbid:
        return {}
    part = {"mbid": entry.album_mbid, "name": entry.album, "album_artist_name": entry.artist}
    return part | ({"year": int(entry.released[:4])} if _COMPLETE_DATE.fullmatch(entry.released) else {})

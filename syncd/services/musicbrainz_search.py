"""What a human types to find a recording at MusicBrainz (`apis/musicbrainz.md` §3)."""

import re
from collections.abc import Sequence

from syncd.domain.errors import Unreadable
from syncd.domain.track import Track, parse_isrc, parse_mbid
from syncd.services.answer import as_object
from syncd.services.http import Host
from syncd.services.musicbrainz import SEARCH, MusicBrainz, judge, track_of

MOST = 9
"""So many are shown: each has a key."""

_SPECIAL = re.compile(r'(["\\])')
_ADDRESS = re.compile(r"https?://(?:[^/]+\.)?musicbrainz\.org/recording/([0-9A-Fa-f-]{36})")


def find_recordings(host: Host, text: str) -> Sequence[Track]:
    """The likeliest recordings for "Artist - Title", a title, an ISRC, an MBID or a recording's page: one request."""
    wanted = text.strip()
    page = _ADDRESS.match(wanted)
    if mbid := parse_mbid(page[1] if page else wanted):
        recording = MusicBrainz(host).recording(mbid)
        return [] if recording is None else [recording]
    if isrc := parse_isrc(wanted):
        return MusicBrainz(host).by_isrc([isrc])[:MOST]
    return _search(host, _query(wanted))


def _query(text: str) -> str:
    artist, dash, title = text.partition(" - ")
    if not dash:
        return f"recording:{_phrase(text)}"
    return f"recording:{_phrase(title)} AND artist:{_phrase(artist)}"


def _phrase(text: str) -> str:
    quoted = _SPECIAL.sub(r"\\\1", text.strip())
    return f'"{quoted}"'


def _search(host: Host, query: str) -> list[Track]:
    params = {"query": query, "limit": str(MOST), "offset": "0", "fmt": "json"}
    hits = host.read(SEARCH, params=params, judge=judge).object().get("recordings")
    if not isinstance(hits, list):
        raise Unreadable(host.name, f"{SEARCH.path} answered without a list of recordings")
    return [track for hit in hits if (track := track_of(as_object(hit))) is not None]

"""Pages of tracks on the web, as MusicBrainz' editors link to them."""

import re
from collections.abc import Iterable

from syncd.domain.track import Service, TrackRef

_PAGES = {
    # With and without scheme's s, www and language, as the editor typed it (`apis/musicbrainz.md` §5.1).
    Service.JAMENDO: re.compile(r"https?://(?:[^/]+\.)?jamendo\.com/(?:\w\w/)?track/([0-9]{1,15})(?![0-9])"),
    Service.BOOMPLAY: re.compile(r"https?://(?:[^/]+\.)?boomplay\.com/songs/([0-9]{1,15})(?![0-9])"),
}


def page_of(address: object) -> TrackRef | None:
    """The track whose page stands at this address, or None."""
    if isinstance(address, str):
        for service, pattern in _PAGES.items():
            if found := pattern.match(address):
                return TrackRef(service, found[1])
    return None


def pages_of(addresses: Iterable[object]) -> frozenset[TrackRef]:
    """The tracks whose pages stand at some of these addresses."""
    return frozenset(ref for ref in map(page_of, addresses) if ref is not None)


def addresses_of(ref: TrackRef) -> tuple[str, ...]:
    """Every address under which MusicBrainz may know a track's page; it matches them exactly."""
    match ref.service:
        case Service.JAMENDO:
            hosts = ("https://www.", "http://www.", "https://", "http://")
            return tuple(f"{host}jamendo.com/track/{ref.id}" for host in hosts)
        case Service.BOOMPLAY:
            return (f"https://www.boomplay.com/songs/{ref.id}",)
        case _:
            return ()

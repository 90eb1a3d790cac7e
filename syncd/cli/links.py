"""Pages for people to look at."""

from syncd.domain.track import Service, TrackRef
from syncd.services.pages import addresses_of


def page_for(ref: TrackRef) -> str:
    """The page of a track, or its ref where it has none."""
    if ref.service in {Service.MUSICBRAINZ, Service.LISTENBRAINZ} and not ref.is_msid:
        return f"https://musicbrainz.org/recording/{ref.id}"
    return next(iter(addresses_of(ref)), str(ref))

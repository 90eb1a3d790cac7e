"""Where a recording stands at a service."""

from syncd.domain.memory import Favourite
from syncd.domain.track import Service, TrackRef


def place(favourite: Favourite, service: Service) -> TrackRef | None:
    """The ref under which this recording is to be loved at a service, or None while nobody knows."""
    if service is Service.LISTENBRAINZ:
        return TrackRef(service, favourite.mbid) if favourite.mbid else None
    return favourite.located.get(service)


def refs_at(favourite: Favourite, service: Service) -> set[TrackRef]:
    """Every ref of a service that is this recording."""
    located = favourite.located.get(service)
    refs = {ref for ref in favourite.refs if ref.service is service}
    return refs | {located} if located else refs

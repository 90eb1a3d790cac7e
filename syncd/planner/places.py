"""Where a recording stands at a service."""

from collections.abc import Mapping
from dataclasses import replace

from syncd.domain.memory import Favourite, View
from syncd.domain.track import RecordingId, Service, TrackRef


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


def buried_by_place(
    target: View, favourites: Mapping[RecordingId, Favourite], recordings: Mapping[TrackRef, RecordingId]
) -> View:
    """The view with the tombstones of the tracks at which favourites were located.

    A human unloved that track; whichever recording stands there now stays away with it.
    """
    tombstones = dict(target.tombstones)
    for favourite in favourites.values():
        ref = favourite.located.get(target.account.service)
        there = recordings.get(ref) if ref else None
        cycle = target.tombstones.get(there) if there else None
        if cycle is not None:
            tombstones[favourite.recording] = max(cycle, tombstones.get(favourite.recording, cycle))
    return replace(target, tombstones=tombstones)

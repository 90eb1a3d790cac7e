"""What a human names that is no candidate: whoever knows it is asked whether it exists, and what it is."""

from collections.abc import Collection, Iterator

from syncd.cli.review_desk import Desk
from syncd.domain.errors import UsageError
from syncd.domain.track import Mbid, Service, Track, TrackRef
from syncd.engine.investigation import FACTS_A_REQUEST
from syncd.planner.batches import batches
from syncd.ports import FavouritesService
from syncd.services.musicbrainz import MusicBrainz


def look_up(desk: Desk, ref: TrackRef) -> Track:
    """Ask whoever knows it. Raises UsageError where it does not exist, or nobody can be asked."""
    found = look_up_all(desk, [ref])[ref]
    if isinstance(found, str):
        raise UsageError(f"{ref}{found}")
    return found


def look_up_all(desk: Desk, refs: Collection[TrackRef]) -> dict[TrackRef, Track | str]:
    """Each of these tracks, asked for together where that can be; words that go on after its ref where there is none.

    A recording that was merged into another is that one.
    """
    found: dict[TrackRef, Track | str] = dict.fromkeys(refs, " does not exist")
    mbids = [Mbid(ref.id) for ref in refs if ref.service is Service.MUSICBRAINZ]
    found |= {TrackRef(Service.MUSICBRAINZ, mbid): track for mbid, track in _recordings(desk, mbids)}
    for service in sorted({ref.service for ref in refs} - {Service.MUSICBRAINZ}):
        mine = [ref for ref in refs if ref.service is service]
        target = _target(desk, service)
        nobody = dict.fromkeys(mine, f": no account that syncd writes to is at {service}")
        found |= target.tracks(mine) if target else nobody
    return found


def _recordings(desk: Desk, mbids: list[Mbid]) -> Iterator[tuple[Mbid, Track]]:
    """Facts of many in one request; who has none is new, merged, or nobody: that is asked one by one."""
    musicbrainz = MusicBrainz(desk.built.hosts[Service.MUSICBRAINZ])
    for few in batches(mbids, FACTS_A_REQUEST):
        facts = desk.built.world.catalogue.facts(few) if len(few) > 1 else {}
        for mbid in few:
            track = facts.get(mbid)
            if track is None or track.mbid != mbid:
                track = musicbrainz.recording(mbid)
            if track is not None:
                yield mbid, track


def _target(desk: Desk, service: Service) -> FavouritesService | None:
    members = (each for each in desk.built.world.members if each.service is service and each.role.writes)
    return next((each.favourites for each in members if each.favourites is not None), None)

"""Looking tracks up by their ids, where a batch that leaves one out does not prove that it is gone."""

from collections.abc import Callable, Collection, Mapping

from syncd.domain.track import Track, TrackRef
from syncd.planner.batches import batches

LookUp = Callable[[Collection[TrackRef]], Mapping[TrackRef, Track]]
"""One request: the tracks that it finds of these refs."""


def existing(refs: Collection[TrackRef], at_once: int, look_up: LookUp) -> dict[TrackRef, Track]:
    """Those that exist; what a batch leaves out is asked again singly before it counts as missing."""
    wanted = list(dict.fromkeys(refs))
    found: dict[TrackRef, Track] = {}
    for few in batches(wanted, at_once):
        found |= look_up(few)
    for ref in wanted if len(wanted) > 1 else ():
        found |= {} if ref in found else look_up([ref])
    return found

"""What humans said about artists: evidence for the tracks of an artist, and for nothing else (`design.md` §8)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from syncd.domain.answer import ArtistAnswer
from syncd.domain.track import Service, Track

KnownArtists = Mapping[tuple[Service, str], str]
"""A service and its own id for an artist, and the MusicBrainz artist that a human says it is."""

NOBODY_KNOWN: KnownArtists = MappingProxyType({})

_SPEAK_MUSICBRAINZ = frozenset({Service.MUSICBRAINZ, Service.LISTENBRAINZ})


def known_artists(answers: Iterable[ArtistAnswer]) -> KnownArtists:
    """What the answers amount to; of two about one artist the last counts."""
    return {(answer.service, answer.artist_id): answer.artist_mbid for answer in answers}


def lead_artist(track: Track, known: KnownArtists) -> str:
    """The MusicBrainz artist who leads a track's credit, or nothing where nobody said who that is."""
    if not track.artist_ids:
        return ""
    lead = track.artist_ids[0]
    return lead if track.ref.service in _SPEAK_MUSICBRAINZ else known.get((track.ref.service, lead), "")

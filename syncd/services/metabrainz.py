"""MusicBrainz and ListenBrainz as one catalogue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from syncd.domain.track import Isrc, Mbid, Track, TrackRef
from syncd.services.listenbrainz import ListenBrainzCatalogue
from syncd.services.musicbrainz import MusicBrainz


@dataclass(frozen=True, slots=True)
class MetaBrainz:
    """Two catalogues behind one port: MusicBrainz for pages, ISRCs and what became of an MBID, ListenBrainz for the rest."""

    musicbrainz: MusicBrainz
    listenbrainz: ListenBrainzCatalogue

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings that link to these tracks' pages."""
        return self.musicbrainz.links(refs)

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings that carry any of these ISRCs."""
        return self.musicbrainz.by_isrc(isrcs)

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings whose names equal a track's."""
        return self.listenbrainz.by_name(tracks)

    def alike(self, track: Track) -> Sequence[Track]:
        """Recordings whose names are more or less alike."""
        return self.listenbrainz.alike(track)

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """Names, length, ISRCs and links of recordings."""
        return self.listenbrainz.facts(mbids)

    def standing(self, mbid: Mbid) -> Mbid | None:
        """The MBID under which a recording stands now; None where it was deleted."""
        recording = self.musicbrainz.recording(mbid)
        return recording.mbid if recording else None

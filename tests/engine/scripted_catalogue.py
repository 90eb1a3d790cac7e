"""A catalogue that knows what a test says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncd.domain.errors import ServiceError
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef
from tests.engine.scripted_world import Library


@dataclass(slots=True)
class ScriptedCatalogue:
    """Knows every song of the library but those that it is told to ignore; `asked` are the sizes of its requests.

    `chokes_on` are the titles, ISRCs, refs or MBIDs that spoil the request in which they stand; `misspells` are songs
    that it knows by another title only, `mistaken` is what it answers beside, or instead of, what was asked for.
    """

    library: Library
    trouble: ServiceError | None = None
    chokes_on: dict[str, ServiceError] = field(default_factory=dict)
    ignores: set[str] = field(default_factory=set)
    misspells: dict[str, str] = field(default_factory=dict)
    mistaken: list[Track] = field(default_factory=list)
    facts_of: dict[Mbid, Track] = field(default_factory=dict)  #: what it says instead of the truth
    asked: dict[str, list[int]] = field(default_factory=dict)

    def by_page(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings that link to these pages."""
        self._note("page", [str(ref) for ref in refs])
        linked = {self.library.links[title]: title for title in self._known() if title in self.library.links}
        pages = [*refs, TrackRef(Service.BOOMPLAY, "0")]
        found: dict[TrackRef, Sequence[Track]] = dict.fromkeys(pages, self.mistaken)
        return found | {ref: [self.library.recording(linked[ref])] for ref in refs if ref in linked}

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings with these ISRCs."""
        self._note("isrc", isrcs)
        coded = [title for title in self._known() if title not in self.library.uncoded]
        known = [self.library.recording(title) for title in coded if self.library.isrc(title) in isrcs]
        return [*known, *self.mistaken]

    def by_name(self, tracks: Sequence[Track]) -> Mapping[TrackRef, Sequence[Track]]:
        """Recordings of equal title."""
        self._note("name", [each.title for each in tracks])
        known = set(self._known()) - self.misspells.keys()
        found = {each.ref: [self.library.recording(each.title)] if each.title in known else [] for each in tracks}
        return {ref: [*tracks, *self.mistaken] for ref, tracks in found.items()}

    def alike(self, track: Track) -> Sequence[Track]:
        """The recording of a title that is spelt otherwise."""
        self._note("alike", [track.title])
        if track.title not in self.misspells:
            return self.mistaken
        return [replace(self.library.recording(track.title), title=self.misspells[track.title])]

    def facts(self, mbids: Collection[Mbid]) -> Mapping[Mbid, Track]:
        """What is known of these; merged ones are missing."""
        self._note("facts", mbids)
        known = {self.library.mbid(title): self.library.recording(title) for title in self._known(mbids)}
        beside = {each.mbid: each for each in self.mistaken if each.mbid}
        return known | beside | self.facts_of

    def standing(self, mbid: Mbid) -> Mbid | None:
        """What it was merged into, or itself."""
        self._note("standing", [mbid])
        return self.library.standing(mbid)

    def _known(self, mbids: Collection[Mbid] | None = None) -> list[str]:
        every = [title for title in self.library.titles() if title not in self.ignores]
        return every if mbids is None else [title for title in every if self.library.mbid(title) in mbids]

    def _note(self, kind: str, batch: Collection[str]) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.asked.setdefault(kind, []).append(len(batch))
        for each in self.chokes_on.keys() & set(batch):
            raise self.chokes_on[each]

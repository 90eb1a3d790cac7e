"""The clock and the songs of a scripted world."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.instant = START
        self._jumped = timedelta()

    def now(self) -> datetime:
        """The wall clock."""
        return self.instant

    def elapsed(self) -> float:
        """Seconds since the beginning, whatever the wall clock was set to."""
        return (self.instant - START - self._jumped).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Time goes by at once."""
        self.go_on(timedelta(seconds=seconds))

    def go_on(self, by: timedelta) -> None:
        """Time goes by."""
        self.instant += by

    def is_set(self, by: timedelta) -> None:
        """Somebody sets the wall clock forward or back; no time goes by."""
        self.instant += by
        self._jumped += by


class Library:
    """The songs of this world, by title, and what they are called where."""

    def __init__(self) -> None:
        self.mbids: dict[str, Mbid] = {}
        self._isrcs: dict[str, Isrc] = {}
        self._titles: dict[TrackRef, str] = {}
        self.links: dict[str, TrackRef] = {}  #: pages that MusicBrainz links to
        self.deleted: set[Mbid] = set()
        self.uncoded: set[str] = set()  #: songs whose ISRC no catalogue has
        self.artists: dict[str, str] = {}  #: of songs that are not by Nina Holm
        self.told: dict[tuple[Service, str], dict[str, Any]] = {}  #: how else a service describes a song
        self._of_mbids: dict[str, str] = {}  #: merged ones, too

    def titles(self) -> list[str]:
        """Every song."""
        return list(dict.fromkeys(self._titles.values()))

    def mbid(self, title: str) -> Mbid:
        """The present MBID of a song."""
        mbid = self.mbids.setdefault(title, Mbid(str(uuid5(NAMESPACE_URL, title))))
        self._of_mbids[mbid] = title
        return mbid

    def isrc(self, title: str) -> Isrc:
        """The ISRC of a song."""
        return self._isrcs.setdefault(title, Isrc(f"QZAAA26{len(self._isrcs):05d}"))

    def share_isrc(self, title: str, other: str) -> None:
        """Two songs have one ISRC."""
        self._isrcs[other] = self.isrc(title)

    def merge(self, title: str) -> Mbid:
        """MusicBrainz merges a song's recording into another; the MBID that it has now."""
        self.mbids[title] = Mbid(str(uuid5(NAMESPACE_URL, self.mbid(title))))
        return self.mbid(title)

    def delete(self, title: str) -> Mbid:
        """MusicBrainz deletes a song's recording, and somebody adds it anew; the MBID that it had."""
        old = self.mbid(title)
        self.deleted.add(old)
        self.merge(title)
        return old

    def standing(self, mbid: Mbid) -> Mbid | None:
        """What an MBID was merged into, or itself; None where it was deleted."""
        return None if mbid in self.deleted else self.mbids.get(self._of_mbids.get(mbid, ""), mbid)

    def named(self, ref: TrackRef, title: str) -> TrackRef:
        """Remember what a ref is called."""
        self._titles[ref] = title
        return ref

    def title(self, ref: TrackRef) -> str:
        """The song behind a ref."""
        return self._titles.get(ref) or self._of_mbids[ref.id]

    def recording(self, title: str) -> Track:
        """A song as the catalogues describe it."""
        mbid = self.mbid(title)
        links = frozenset({self.links[title]} if title in self.links else ())
        has_isrc = title not in self.uncoded
        track = self.track(TrackRef(Service.MUSICBRAINZ, mbid), title, has_isrc=has_isrc)
        return replace(track, mbid=mbid, links=links)

    def track(self, ref: TrackRef, title: str, *, has_isrc: bool = True) -> Track:
        """A song as a service describes it."""
        isrcs = frozenset({self.isrc(title)} if has_isrc else ())
        artist = self.artists.get(title, "Nina Holm")
        track = Track(ref=self.named(ref, title), title=title, artist=artist, seconds=200.0, isrcs=isrcs)
        return replace(track, **self.told.get((ref.service, title), {}))

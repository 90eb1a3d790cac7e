"""A list of favourites in a file of one's own: CSV, JSONL or JSPF."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from syncd.domain.account import Can, Score
from syncd.domain.errors import IncompleteListing, Rejected
from syncd.domain.snapshot import Entry, Fingerprint, Snapshot
from syncd.domain.track import Service, Track, TrackRef
from syncd.services.file_lists import Format, Listed, MalformedList, read_list
from syncd.services.fingerprints import of_list

_SHOWN = 5


def place_of(path: Path) -> str:
    """Who a list is: the file's own place, whatever links or relative paths lead to it; links in a circle lead nowhere."""
    return f"file:{os.path.realpath(path)}"


class FileList:
    """One account's favourites in a file; satisfies `FavouritesService`.

    `listed_before` is how many tracks the last whole look found: a file suddenly half as long, or shorter, is not
    believed, for editors and downloads leave such files behind. `skipped` are the numbers of the rows that had no title
    or more cells than columns when it was last read.
    """

    service = Service.FILE
    host = "file"
    can = Can.READ

    def __init__(self, path: Path, now: Callable[[], datetime], *, listed_before: int | None = None) -> None:
        self._path = path
        self._format = Format.of(path)
        self._now = now
        self._listed_before = listed_before
        self.skipped: tuple[int, ...] = ()

    @property
    def remark(self) -> str:
        """Which rows of the last reading count for nothing, and why; empty where all of them count."""
        if not self.skipped:
            return ""
        what = "track" if self._format is Format.JSPF else "line"
        shown = ", ".join(map(str, self.skipped[:_SHOWN]))
        more = f" and {len(self.skipped) - _SHOWN} more" if len(self.skipped) > _SHOWN else ""
        return f"{self._path.name}: left out, for want of a title or with more cells than columns: {what} {shown}{more}"

    def whoami(self) -> str:
        """The file's own place."""
        return place_of(self._path)

    def snapshot(self) -> Snapshot:
        """Every row; IncompleteListing for a file that is missing, malformed, empty or suddenly half as long."""
        tracks = self._read().tracks
        if not tracks:
            raise self._incomplete("lists nothing", "put at least one row with a title into it, or disable the account")
        self._demand_length(len(tracks))
        return Snapshot(
            self.whoami(), tuple(Entry(track) for track in tracks), self._now(), of_list(tracks), is_exact=True
        )

    def probe(self) -> Fingerprint | None:
        """Nothing: to read a file is cheap."""
        return None

    def states(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Score]:
        """Whether each of these stands in the file now."""
        listed = {track.ref for track in self._read().tracks}
        return {ref: Score.LOVE if ref in listed else Score.NONE for ref in refs}

    def set(self, ref: TrackRef, score: Score, leaving: Callable[[], None]) -> None:
        """Always Rejected: a file is its owner's to edit."""
        del score, leaving
        raise Rejected(self.host, f"{self._path.name} is only read, so {ref} stays as it is")

    def search(self, tracks: Sequence[Track]) -> Sequence[Track]:
        """Nothing: a file has no catalogue behind it."""
        del tracks
        return ()

    def tracks(self, refs: Collection[TrackRef]) -> Mapping[TrackRef, Track]:
        """Those that stand in the file. A missing one may exist all the same: a file knows no other songs."""
        wanted = frozenset(refs)
        return {track.ref: track for track in self._read().tracks if track.ref in wanted}

    def _read(self) -> Listed:
        try:
            listed = read_list(self._path.read_bytes(), self._format)
        except OSError as error:
            raise self._incomplete(error.strerror or "cannot be read", "check `path` in the configuration") from None
        except MalformedList as error:
            raise self._incomplete(str(error), "mend that line; nothing is concluded until then") from None
        self.skipped = listed.skipped
        return listed

    def _demand_length(self, length: int) -> None:
        """One track less is always believed: else no list of two could ever become one of one."""
        before = self._listed_before
        if before is not None and length * 2 <= before and before - length > 1:
            remedy = "if that is meant, take rows out in two steps or more, each less than half, with a sync between"
            raise self._incomplete(f"listed {before} tracks and now only {length}", remedy)
        self._listed_before = length

    def _incomplete(self, what: str, remedy: str) -> IncompleteListing:
        return IncompleteListing(self.host, f"{self._path}: {what}", remedy=remedy)

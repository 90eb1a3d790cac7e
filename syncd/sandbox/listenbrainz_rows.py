"""The rows of ListenBrainz' tables."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    id: int
    name: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """One love (score 1) or hate (-1); at least one of the ids is there. `created` in seconds, with fractions."""

    recording_mbid: str | None = None
    recording_msid: str | None = None
    score: int = 1
    created: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write: score 1 or -1 puts a row in the place of all that match, 0 only takes them away."""

    user_id: int
    row: FeedbackRow


@dataclass(slots=True, kw_only=True)
class Pin:
    """A pinned recording; `created` and `pinned_until` in seconds since the epoch."""

    row_id: int
    user_id: int
    recording_mbid: str | None
    recording_msid: str | None
    blurb_content: str | None
    created: float
    pinned_until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """An entry of the metadata cache: the parts as the API shows them, the artists still without their ids."""

    recording_mbid: str
    artist_mbids: tuple[str, ...]
    release_mbid: str | None
    recording: Mapping[str, Any]
    artist: Mapping[str, Any]
    tag: Mapping[str, Any]
    release: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """A row of a lookup table: the one recording that stands for an artist credit and a title."""

    artist_credit_id: int
    artist_mbids: tuple[str, ...]
    artist_credit_name: str
    release_mbid: str | None
    release_name: str | None
    recording_mbid: str
    recording_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What MessyBrainz knows of an MSID."""

    recording: str
    artist_credit: str
    release: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LovedElsewhere:
    """The loves of a Last.fm account that an import can use, out of `total`; `is_down` makes Last.fm fail."""

    rows: tuple[FeedbackRow, ...] = ()
    total: int = 0
    is_down: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualMapping:
    """An account's own word on what an MSID is."""

    recording_mbid: str
    created: float


@dataclass(slots=True)
class Shelf:
    """The feedback rows of one account in the order of their insertion. Nothing forbids two rows of one recording."""

    _rows: dict[int, FeedbackRow] = field(default_factory=dict)
    _mbids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _msids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _last: int = 0

    def rows(self) -> list[FeedbackRow]:
        """All rows."""
        return list(self._rows.values())

    def of_mbid(self, mbid: str | None) -> list[FeedbackRow]:
        """The rows with this MBID."""
        return [self._rows[number] for number in sorted(self._mbids.get(mbid or "", ()))]

    def of_msid(self, msid: str | None) -> list[FeedbackRow]:
        """The rows with this MSID."""
        return [self._rows[number] for number in sorted(self._msids.get(msid or "", ()))]

    def add(self, row: FeedbackRow) -> None:
        """Insert a row."""
        self._last += 1
        self._rows[self._last] = row
        for index, key in self._indexes(row):
            index[key].add(self._last)

    def remove(self, row: FeedbackRow) -> None:
        """Delete the rows that share the MBID or the MSID of this one (`apis/listenbrainz.md` §3.1)."""
        numbers = self._mbids.get(row.recording_mbid or "", set()) | self._msids.get(row.recording_msid or "", set())
        for number in numbers:
            for index, key in self._indexes(self._rows.pop(number)):
                index[key].discard(number)

    def _indexes(self, row: FeedbackRow) -> list[tuple[dict[str, set[int]], str]]:
        pairs = ((self._mbids, row.recording_mbid), (self._msids, row.recording_msid))
        return [(index, key) for index, key in pairs if key is not None]

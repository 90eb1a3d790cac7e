"""ListenBrainz' feedback rows: one account's whole list, read in pages whose order of equal seconds is not stable.

A page shows each stored row once, and rows of one second may stand in any order, another one in each page
(`apis/listenbrainz.md` §14, 19). So each page begins where the run of equal seconds at the end of the page before it
began: every run then lies whole in some page. Rows are counted, since a service may store one twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from syncd.domain.account import Score
from syncd.domain.errors import IncompleteListing
from syncd.domain.snapshot import Entry, Fingerprint
from syncd.domain.track import Mbid, Track, TrackRef, parse_mbid
from syncd.services.answer import as_count, as_list, as_object, clean
from syncd.services.fingerprints import of_newest
from syncd.services.listenbrainz_wire import ref_of

WIDTHS = (1000, 990, 970)
"""Rows a page, and what is tried where the first does not give the whole list."""

MOST_PAGES = 1000

TOLERATED_SHARE = 0.01
"""Where three readings agree on the total and this share stays missing, rows are stored twice; more is a broken list."""

_SCORES = {score.value: score for score in Score}


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One stored feedback; what it says of names does not make it another row."""

    mbid: Mbid | None
    msid: Mbid | None
    score: Score
    created: int | None
    names: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def ref(self) -> TrackRef:
        """The row's id as a ref: its MBID, else its MSID."""
        return ref_of(self.mbid, self.msid)


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Some rows, newest first, and how many the whole list has."""

    rows: Sequence[FeedbackRow]
    total: int


FetchPage = Callable[[int, int], FeedbackPage]
"""The page at an offset, of at most so many rows."""


def parse_page(body: Mapping[str, Any], whoami: str, where: str) -> FeedbackPage:
    """A page of the list. Raises IncompleteListing where it is not one, or is somebody else's."""
    rows, total = body.get("feedback"), as_count(body.get("total_count"))
    if not isinstance(rows, list) or total is None:
        raise IncompleteListing(where, "the list of feedback is not a list with a total")
    return FeedbackPage(tuple(parse_row(row, whoami, where) for row in rows), total)


def parse_row(value: object, whoami: str, where: str) -> FeedbackRow:
    """One row. Raises IncompleteListing where it makes no sense or is somebody else's."""
    row = as_object(value)
    if str(row.get("user_id")).casefold() != whoami.casefold():
        raise IncompleteListing(where, "the list shows another user's feedback")
    mbid, msid = parse_mbid(row.get("recording_mbid")), parse_mbid(row.get("recording_msid"))
    score = score_of(row.get("score"))
    if score in {None, Score.NONE} or not (mbid or msid):
        raise IncompleteListing(where, "the list has a row without an id or a score")
    return FeedbackRow(mbid, msid, score, as_count(row.get("created")), as_object(row.get("track_metadata")))


def score_of(value: object) -> Score | None:
    """A score as it comes over the wire; None where it is none."""
    return _SCORES.get(value) if isinstance(value, int) and not isinstance(value, bool) else None


def whole_list(fetch: FetchPage, where: str) -> Sequence[FeedbackRow]:
    """Every row, newest first. Raises IncompleteListing where three readings do not give a list to be believed."""
    readings: list[_Reading] = []
    for width in WIDTHS:
        readings.append(_read_through(fetch, width))
        if readings[-1].is_whole:
            return _newest_first(readings[-1].rows)
    rows, last = reduce(or_, (reading.rows for reading in readings)), readings[-1]
    if last.is_steady and 0 <= last.total - rows.total() <= TOLERATED_SHARE * last.total:
        return _newest_first(rows)
    raise IncompleteListing(where, "the list changed, or pages were missing, each time that we read it")


def entries_of(rows: Iterable[FeedbackRow]) -> tuple[Entry, ...]:
    """One entry a ref; where one track is stored twice, a hate stands before a love and a newer date before an older."""
    entries: dict[TrackRef, Entry] = {}
    for row in rows:
        known = entries.get(row.ref)
        if known is None or (known.score is Score.LOVE and row.score is Score.HATE):
            entries[row.ref] = Entry(track_of(row.mbid, row.msid, row.names), row.score, instant_of(row.created))
    return tuple(entries.values())


def fingerprint_of(whoami: str, page: FeedbackPage) -> Fingerprint:
    """What a list is known by that begins with this page (or is this page)."""
    rows = [(row.created or 0, f"{row.mbid} {row.msid} {row.score.value}") for row in page.rows]
    return of_newest(whoami, page.total, rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading from first page to last; steady where all pages were full and agreed on the total."""

    rows: Counter[FeedbackRow]
    total: int
    is_steady: bool

    @property
    def is_whole(self) -> bool:
        return self.is_steady and self.rows.total() == self.total


def _read_through(fetch: FetchPage, width: int) -> _Reading:
    rows: Counter[FeedbackRow] = Counter()
    totals: set[int] = set()
    offset = 0
    for _ in range(MOST_PAGES):
        page = fetch(offset, width)
        totals.add(page.total)
        rows |= Counter(page.rows)
        if len(page.rows) != min(width, max(0, page.total - offset)):
            break
        if offset + len(page.rows) >= page.total:
            return _Reading(rows, page.total, is_steady=len(totals) == 1)
        offset += _step(page.rows)
    return _Reading(rows, max(totals), is_steady=False)


def _step(rows: Sequence[FeedbackRow]) -> int:
    """How far to go: to the beginning of the last second's run, or past it where it fills the page."""
    run = next((n for n, row in enumerate(reversed(rows)) if row.created != rows[-1].created), len(rows))
    return len(rows) - run or len(rows)


def _newest_first(rows: Counter[FeedbackRow]) -> Sequence[FeedbackRow]:
    """Rows of one second in an order of our own, for that of the pages changes from reading to reading."""
    return sorted(rows, key=lambda row: (row.created or 0, row.msid or ""), reverse=True)


def track_of(mbid: Mbid | None, msid: Mbid | None, names: Mapping[str, Any]) -> Track:
    """What a row with these ids, at least one of them, is; `names` is its `track_metadata`, as far as it has any."""
    ref, mapping = ref_of(mbid, msid), as_object(names.get("mbid_mapping"))
    return Track(
        ref=ref,
        title=clean(names.get("track_name")),
        artist=clean(names.get("artist_name")),
        album=clean(names.get("release_name")),
        mbid=mbid,
        artist_ids=tuple(clean(artist) for artist in as_list(mapping.get("artist_mbids"))),
        links=frozenset({ref_of(None, msid)} if mbid and msid else ()),
    )


def instant_of(seconds: int | None) -> datetime | None:
    """The moment of a love or a pin; a year that no calendar has is no date."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None

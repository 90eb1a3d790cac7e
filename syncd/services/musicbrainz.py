"""MusicBrainz' web service: recordings by ISRC and by the pages that link to them (`apis/musicbrainz.md`)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from syncd.domain.errors import Blocked, RateLimited, Unavailable, Unreadable
from syncd.domain.track import Isrc, Mbid, Service, Track, TrackRef, isrcs_of, parse_mbid
from syncd.planner.batches import batches
from syncd.services.answer import Answer, as_count, as_list, as_object, clean, judge_status, seconds_of
from syncd.services.http import Endpoint, Host
from syncd.services.pages import addresses_of, page_of, pages_of

SEARCH = Endpoint("GET", "/recording")
RECORDING = Endpoint("GET", "/recording/{mbid}")
URL = Endpoint("GET", "/url")

ISRCS_AT_ONCE = 80
ADDRESSES_AT_ONCE = 100
"""More are silently ignored (§5.2)."""

PAGE = 100
"""The most that a search gives; a larger limit gives 25 (§3.1)."""

MOST_PAGES = 20
OUR_FAULT_WAIT = 10.0
"""Seconds after a 503 that is our fault: all our requests are declined until the rate falls (§1.2)."""


class MusicBrainz:
    """What MusicBrainz knows of recordings. A busy server is an error here, never a miss."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def by_isrc(self, isrcs: Collection[Isrc]) -> Sequence[Track]:
        """Recordings that carry any of these ISRCs. A hit may not say which one (§3.1)."""
        found: dict[TrackRef, Track] = {}
        for batch in batches(sorted(set(isrcs)), ISRCS_AT_ONCE):
            found |= {track.ref: track for track in self._search(f"isrc:({' OR '.join(batch)})")}
        return tuple(found.values())

    def links(self, pages: Collection[TrackRef]) -> Mapping[TrackRef, Sequence[Track]]:
        """The recordings linked to each of these tracks' pages; every page that can be asked about is a key."""
        askable = {page: addresses for page in pages if (addresses := addresses_of(page))}
        found: dict[TrackRef, dict[TrackRef, Track]] = {page: {} for page in askable}
        for batch in batches(chain.from_iterable(askable.values()), ADDRESSES_AT_ONCE):
            for page, track in self._linked(batch):
                found.get(page, {})[track.ref] = track
        return {page: tuple(tracks.values()) for page, tracks in found.items()}

    def recording(self, mbid: Mbid) -> Track | None:
        """One recording, under its present MBID where it was merged into another (§4); None where there is none."""
        answer, wanted = self._recording(mbid), mbid
        if answer.status == HTTPStatus.MOVED_PERMANENTLY:  # merged
            wanted = _moved_to(answer)
            track = track_of(as_object(answer.json())) if answer.body.lstrip().startswith(b"{") else None
            if track is not None and track.title and track.mbid == wanted:
                return track
            answer = self._recording(wanted)
        if _says_not_there(answer):  # deleted, or never there
            return None
        track = track_of(answer.object())
        if answer.status != HTTPStatus.OK or track is None or track.mbid != wanted:  # moved twice is not believed
            raise Unreadable(self._host.name, f"{RECORDING.path} answered without the recording")
        return track

    def _recording(self, mbid: Mbid) -> Answer:
        params = {"inc": "artist-credits isrcs url-rels", "fmt": "json"}
        return self._host.read(RECORDING, fields={"mbid": mbid}, params=params, judge=_judge_recording)

    def _search(self, query: str) -> Iterator[Track]:
        """Every hit of a search, page after page."""
        had = 0
        for _ in range(MOST_PAGES):
            params = {"query": query, "limit": str(PAGE), "offset": str(had), "fmt": "json"}
            answer = self._host.read(SEARCH, params=params, judge=judge).object()
            hits, count = answer.get("recordings"), as_count(answer.get("count"))
            if not isinstance(hits, list) or count is None:
                raise Unreadable(self._host.name, f"{SEARCH.path} answered without a list of recordings")
            yield from _tracks(hits)
            had += len(hits)
            if not hits or had >= count:
                return

    def _linked(self, addresses: Sequence[str]) -> Iterator[tuple[TrackRef, Track]]:
        """Page and recording, for every live link among these addresses."""
        params = [("resource", address) for address in addresses]
        params += [("inc", "recording-rels artist-credits"), ("fmt", "json")]
        for url in _urls(self._host.read(URL, params=params, judge=_judge_url)):
            page = page_of(url.get("resource"))
            for relation in _live(url):
                track = track_of(as_object(relation.get("recording")))
                if page is not None and track is not None:
                    yield page, track


def judge(answer: Answer) -> None:
    """The two kinds of 503 have opposite remedies (§1.2): our own haste, and a server that is busy with others."""
    if answer.status == HTTPStatus.FORBIDDEN:  # how MetaBrainz refuses an application
        remedy = "check `contact` in the configuration"
        raise Blocked(answer.host, "refuses this application (403)", remedy=remedy, never_left=True)
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        if _is_our_fault(answer):
            raise RateLimited(answer.host, max(OUR_FAULT_WAIT, answer.wait or 0.0))
        raise Unavailable(answer.host, "is busy (503)")
    judge_status(answer)


def _is_our_fault(answer: Answer) -> bool:
    zone = answer.headers.get("x-ratelimit-zone", "")
    return zone.startswith("ws ip") or b"exceeding the allowable rate limit" in answer.body


def _judge_url(answer: Answer) -> None:
    if answer.status != HTTPStatus.NOT_FOUND:  # a single address that nobody links to
        judge(answer)


def _says_not_there(answer: Answer) -> bool:
    """MusicBrainz' own 404 says so in JSON; that of some other server, at a wrong address, proves nothing."""
    if answer.status == HTTPStatus.NOT_FOUND and "error" not in as_object(answer.json()):
        raise Unreadable(answer.host, f"{answer.path} answered 404 in no known words")
    return answer.status == HTTPStatus.NOT_FOUND


def _judge_recording(answer: Answer) -> None:
    if answer.status not in {301, 404}:
        judge(answer)


def _urls(answer: Answer) -> list[Mapping[str, Any]]:
    """The URL objects of an answer, whose shape depends on how many were asked for (§5.2)."""
    if _says_not_there(answer):
        return []
    body = answer.object()
    many = body.get("urls", [body])
    if not isinstance(many, list) or not all("resource" in as_object(url) for url in many):
        raise Unreadable(answer.host, f"{URL.path} answered without a list of addresses")
    return many


def _moved_to(answer: Answer) -> Mbid:
    last = answer.headers.get("location", "").partition("?")[0].rstrip("/").rpartition("/")[2]
    mbid = parse_mbid(last)
    if mbid is None:
        raise Unreadable(answer.host, f"{RECORDING.path} moved to no recording")
    return mbid


def _tracks(recordings: Iterable[object]) -> Iterator[Track]:
    return (track for track in map(track_of, map(as_object, recordings)) if track is not None)


def track_of(recording: Mapping[str, Any]) -> Track | None:
    """A recording as a track; the same keys come from search, look-up and links (§2-§5), any but the id may be absent."""
    mbid = parse_mbid(recording.get("id"))
    if mbid is None:
        return None
    credits_ = [as_object(part) for part in as_list(recording.get("artist-credit"))]
    releases = as_list(recording.get("releases"))
    return Track(
        ref=TrackRef(Service.MUSICBRAINZ, mbid),
        title=clean(recording.get("title")),
        artist=clean("".join(_text(part, "name") + _text(part, "joinphrase") for part in credits_)),
        album=clean(as_object(releases[0]).get("title")) if releases else "",
        seconds=seconds_of(recording.get("length")),
        isrcs=isrcs_of(as_list(recording.get("isrcs"))),
        mbid=mbid,
        version=clean(recording.get("disambiguation")),
        artist_ids=tuple(clean(as_object(part.get("artist")).get("id")) for part in credits_),
        links=pages_of(as_object(relation.get("url")).get("resource") for relation in _live(recording)),
    )


def _live(entity: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The relations that have not ended."""
    relations = map(as_object, as_list(entity.get("relations")))
    return (relation for relation in relations if relation.get("ended") is not True)


def _text(part: Mapping[str, Any], key: str) -> str:
    value = part.get(key)
    return value if isinstance(value, str) else ""
